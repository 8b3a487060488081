"""Spells in whole periods: who was at risk when, what ended it, and curves straight from the counts."""

from dataclasses import dataclass

import numpy as np

from tandem.kernel.errors import Fault, InputError

__all__ = ["AtRisk", "CountedCurves", "Spells", "aalen_johansen"]


@dataclass(frozen=True)
class AtRisk:
    """One row for each subject and period it was at risk in; arrays of shape (n_rows,).

    Attributes:
        subject: position of the subject.
        period: periods completed since the start when this one began, >= 0.
        cause: 0 where the period passed, else the number of the cause that ended the spell in it.
    """

    subject: np.ndarray
    period: np.ndarray
    cause: np.ndarray


@dataclass(frozen=True)
class Spells:
    """One spell for each subject, in whole periods; arrays of shape (n_subjects,).

    A subject is at risk in the periods `entry` to `exit` - 1, counted from its own start. Where it entered late it says
    nothing about periods before (left truncation); where it was censored, nothing about periods after.

    Attributes:
        entry: periods since the start that had passed when it came under observation, >= 0.
        exit: periods since the start after which it left observation, >= entry.
        cause: 0 censored, 1 and up: the cause that ended the spell in period `exit` - 1.

    Raises
    ------
    InputError
        A spell ends before it begins, or an event has no period to happen in.

    References
    ----------
    Tutz & Schmid 2016, Modeling Discrete Time-to-Event Data, sections 3.1 and 8.1.

    Examples
    --------
    >>> spells = Spells(np.array([0, 2]), np.array([2, 3]), np.array([1, 0]))
    >>> spells.at_risk().period.tolist()
    [0, 1, 2]
    """

    entry: np.ndarray
    exit: np.ndarray
    cause: np.ndarray

    def __post_init__(self) -> None:
        faults = []
        if bool(np.any(self.entry < 0)):
            faults.append(Fault("entry", "must be 0 or more periods", f"{int(self.entry.min())}"))
        bad = int(np.sum(self.exit < self.entry))
        if bad:
            faults.append(Fault("exit", "must not lie before entry", f"{bad} spells that do"))
        bad = int(np.sum((self.exit <= self.entry) & (self.cause > 0)))
        if bad:
            faults.append(Fault("cause", "an event needs a period under observation", f"{bad} events without one"))
        if faults:
            raise InputError(faults)

    @classmethod
    def from_durations(
        cls,
        duration: np.ndarray,
        cause: np.ndarray,
        *,
        period: float,
        entry: np.ndarray | None = None,
        follow_up: np.ndarray | None = None,
    ) -> "Spells":
        """Cut durations into whole periods.

        Parameters
        ----------
        duration
            Time from start to event or censoring, >= 0, shape (n_subjects,), in any unit.
        cause
            0 censored, else the cause, shape (n_subjects,).
        period
            Length of one period, > 0, in the same unit.
        entry
            Time from start to the first observation; only periods that begin after it count. 0 if not given.
        follow_up
            Time from start to the end of the study. An event in a period the study did not see whole is left out with
            that period: its silent neighbours are left out, too, and counting it alone would raise the hazard.

        Examples
        --------
        >>> spells = Spells.from_durations(np.array([10.0, 10.0]), np.array([1, 0]), period=7.0)
        >>> spells.exit.tolist()
        [2, 1]
        """
        whole = np.floor(duration / period + 1e-9).astype(int)
        first = np.zeros(len(whole), dtype=int)
        if entry is not None:
            first = np.ceil(entry / period - 1e-9).astype(int)
        cause = cause.astype(int)
        if follow_up is not None:
            cause = np.where((whole + 1) * period <= follow_up + 1e-9, cause, 0)
        last = np.where(cause > 0, whole + 1, whole)
        # Ended within the period in which it came under observation: no whole period was seen.
        cause = np.where(last > first, cause, 0)
        return cls(first, np.maximum(last, first), cause)

    def at_risk(self) -> AtRisk:
        """Return one row for each subject and period at risk."""
        n = self.exit - self.entry
        subject = np.repeat(np.arange(len(n)), n)
        starts = np.cumsum(n) - n
        period = np.arange(len(subject)) - starts[subject] + self.entry[subject]
        is_last = period == self.exit[subject] - 1
        return AtRisk(subject, period, np.where(is_last, self.cause[subject], 0))


@dataclass(frozen=True)
class CountedCurves:
    """Curves straight from the counts, by the end of each period.

    Attributes:
        at_risk: subjects at risk in each period, shape (n_periods,).
        hazard: share of those at risk that each cause takes, shape (n_causes, n_periods).
        incidence: cumulative incidence of each cause, shape (n_causes, n_periods).
        survival: share still going, shape (n_periods,).
    """

    at_risk: np.ndarray
    hazard: np.ndarray
    incidence: np.ndarray
    survival: np.ndarray


def aalen_johansen(spells: Spells, *, n_causes: int | None = None) -> CountedCurves:
    """Return the discrete Aalen-Johansen estimate; with one cause the survival is Kaplan and Meier's.

    Periods in which nobody is at risk leave the curves flat.

    Parameters
    ----------
    spells
        The spells.
    n_causes
        How many causes there are; by default the highest seen, at least 1.

    References
    ----------
    Aalen & Johansen 1978, "An empirical transition matrix for non-homogeneous Markov chains".

    Examples
    --------
    >>> curves = aalen_johansen(Spells(np.zeros(4, int), np.array([1, 1, 2, 2]), np.array([1, 2, 1, 0])))
    >>> curves.incidence[:, -1].tolist(), curves.survival.tolist()
    ([0.5, 0.25], [0.5, 0.25])
    """
    rows = spells.at_risk()
    n_causes = n_causes or max(1, int(spells.cause.max(initial=0)))
    n_periods = int(spells.exit.max(initial=0))
    at_risk = np.bincount(rows.period, minlength=n_periods)
    events = np.stack(
        [np.bincount(rows.period[rows.cause == one], minlength=n_periods) for one in range(1, n_causes + 1)]
    )
    hazard = events / np.maximum(at_risk, 1)
    survival = np.cumprod(1.0 - hazard.sum(axis=0))
    before = np.concatenate([[1.0], survival[:-1]])
    return CountedCurves(at_risk, hazard, np.cumsum(hazard * before, axis=1), survival)
