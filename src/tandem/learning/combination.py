"""Joining a person's estimate with the model's by the record of both: whose surplus has proved right, and where."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tandem.kernel.errors import Fault, InputError
from tandem.learning.engine import Probabilities, to_probabilities
from tandem.learning.updating import update_normal

__all__ = ["OverrideRecord", "Weighing", "fit_weighing", "measure_overrides"]

_Z80 = 1.2815515655446004
# Before any record a person's departure from the model counts by half; persons and segments may differ from that.
_TRUST, _TRUST_SPREAD, _APART, _SHIFT_SPREAD, _STRETCH_SPREAD = 0.5, 0.5, 0.35, 0.3, 0.3
_N_COMMON = 3
_ONE = 1.0 / (1.0 + np.exp(-1.0))  # the probability whose log-odds are one


@dataclass(frozen=True)
class OverrideRecord:
    """How overrides of one person, or in one segment, turned out.

    Attributes:
        name: of the person or segment.
        n: overrides whose outcome is known.
        log_loss_person, log_loss_model: of both on these, in nats.
        gain, gain_error: by how much the person's log loss is lower, with its standard error.
    """

    name: str
    n: int
    log_loss_person: float
    log_loss_model: float
    gain: float
    gain_error: float

    @property
    def verdict(self) -> str:
        """Whether the person is surely better, surely worse, or neither can be said (80% interval)."""
        if self.n < 5 or abs(self.gain) < _Z80 * self.gain_error:
            return "not yet clear"
        return "better than the model" if self.gain > 0 else "worse than the model"


def measure_overrides(
    names: Sequence[str], person: np.ndarray, model: np.ndarray, happened: np.ndarray
) -> tuple[OverrideRecord, ...]:
    """Return the record of each person (or segment), by name.

    Parameters
    ----------
    names
        Whose override each row is, shape (n_rows,).
    person, model
        Probabilities as they stood when the override was made, in (0, 1), shape (n_rows,).
    happened
        Outcomes, 0.0 or 1.0, shape (n_rows,).

    Examples
    --------
    >>> one = measure_overrides(["a", "a"], np.array([0.9, 0.8]), np.array([0.5, 0.5]), np.array([1.0, 1.0]))[0]
    >>> one.n, one.gain > 0, one.verdict
    (2, True, 'not yet clear')
    """
    _check(person, model, happened)
    records = []
    for name in sorted(set(names)):
        rows = np.array([one == name for one in names])
        theirs, ours = _losses(happened[rows], person[rows]), _losses(happened[rows], model[rows])
        gain = ours - theirs
        error = float(gain.std(ddof=1) / np.sqrt(len(gain))) if len(gain) > 1 else float("inf")
        records.append(
            OverrideRecord(name, len(gain), float(theirs.mean()), float(ours.mean()), float(gain.mean()), error)
        )
    return tuple(records)


@dataclass(frozen=True)
class Weighing:
    """How far a person's departure from the model is followed.

    The joint log-odds are shift + (1 + stretch) × model + weight × (person - model), the weight being the common one
    plus the person's and the segment's own, each pulled towards the common one. The stretch
    gives back to the model what a person who knows only part of it takes away.

    Attributes:
        persons, segments: names that have a weight of their own.
        mean, covariance: belief about shift, common weight, stretch, persons' and segments' own, in this order.
        n: outcomes it rests on.
    """

    persons: tuple[str, ...]
    segments: tuple[str, ...]
    mean: np.ndarray
    covariance: np.ndarray
    n: int

    def join(
        self, persons: Sequence[str], segments: Sequence[str], person: np.ndarray, model: np.ndarray
    ) -> Probabilities:
        """Return the joint probabilities with 80% intervals; names never seen get the common weight.

        Parameters
        ----------
        persons, segments
            Names, shape (n_rows,).
        person, model
            Probabilities, in (0, 1), shape (n_rows,).
        """
        _check(person, model, np.zeros(len(person)))
        design = _design(self.persons, self.segments, persons, segments, person=person, model=model)
        deviation = np.sqrt(np.einsum("ij,jk,ik->i", design, self.covariance, design))
        return to_probabilities(_logit(model) + design @ self.mean, deviation)

    def weight_of(self, person: str) -> tuple[float, float]:
        """Return how much of a person's departure is followed: mean and standard deviation (0 none, 1 all)."""
        row = _design(self.persons, self.segments, [person], [""], person=np.full(1, _ONE), model=np.full(1, 0.5))[0]
        row[0] = 0.0
        return float(row @ self.mean), float(np.sqrt(row @ self.covariance @ row))


def fit_weighing(
    persons: Sequence[str], segments: Sequence[str], person: np.ndarray, model: np.ndarray, happened: np.ndarray
) -> Weighing:
    """Learn the weights from overrides whose outcome is known; none at all gives the stated prior.

    Parameters
    ----------
    persons, segments
        Who overrode, and in which segment, shape (n_rows,).
    person, model
        Probabilities as they stood then, in (0, 1), shape (n_rows,).
    happened
        Outcomes, 0.0 or 1.0, shape (n_rows,).

    References
    ----------
    Ranjan and Gneiting 2010, "Combining probability forecasts": log-linear pools with weights learned on outcomes.

    Examples
    --------
    >>> nothing = fit_weighing([], [], np.empty(0), np.empty(0), np.empty(0))
    >>> nothing.weight_of("anyone")[0]
    0.5
    """
    _check(person, model, happened)
    who, where = tuple(sorted(set(persons))), tuple(sorted(set(segments)))
    mean = np.zeros(_N_COMMON + len(who) + len(where))
    mean[1] = _TRUST
    spreads = np.array([_SHIFT_SPREAD, _TRUST_SPREAD, _STRETCH_SPREAD] + [_APART] * (len(mean) - _N_COMMON))
    covariance = np.diag(spreads**2)
    if len(happened):
        design = _design(who, where, persons, segments, person=person, model=model)
        mean, covariance = update_normal(mean, covariance, design, happened, _logit(model))
    return Weighing(who, where, mean, covariance, len(happened))


def _design(
    known_persons: Sequence[str], known_segments: Sequence[str], persons: Sequence[str], segments: Sequence[str],
    *, person: np.ndarray, model: np.ndarray,
) -> np.ndarray:  # fmt: skip
    apart = _logit(person) - _logit(model)
    design = np.zeros((len(apart), _N_COMMON + len(known_persons) + len(known_segments)))
    design[:, 0], design[:, 1], design[:, 2] = 1.0, apart, _logit(model)
    for start, known, names in (
        (_N_COMMON, known_persons, persons),
        (_N_COMMON + len(known_persons), known_segments, segments),
    ):
        places = {name: start + at for at, name in enumerate(known)}
        for row, name in enumerate(names):
            if name in places:
                design[row, places[name]] = apart[row]
    return design


def _check(person: np.ndarray, model: np.ndarray, happened: np.ndarray) -> None:
    faults = [
        Fault(name, "must lie between 0 and 1, both left out", f"{values.min()} to {values.max()}")
        for name, values in (("person", person), ("model", model))
        if len(values) and not ((values > 0) & (values < 1)).all()
    ]
    if not len(person) == len(model) == len(happened):
        faults.append(Fault("rows", "must be as many everywhere", f"{len(person)}, {len(model)}, {len(happened)}"))
    if len(happened) and not np.isin(happened, (0.0, 1.0)).all():
        faults.append(Fault("happened", "must hold 0 or 1 for each row", "something else"))
    if faults:
        raise InputError(faults)


def _logit(chance: np.ndarray) -> np.ndarray:
    odds: np.ndarray = np.log(chance) - np.log1p(-chance)
    return odds


def _losses(happened: np.ndarray, chance: np.ndarray) -> np.ndarray:
    losses: np.ndarray = -(happened * np.log(chance) + (1 - happened) * np.log1p(-chance))
    return losses
