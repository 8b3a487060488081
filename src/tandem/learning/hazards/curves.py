"""Cumulative incidence with intervals: what has happened by when, for each cause."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tandem.kernel.errors import Fault, InputError

__all__ = ["Curves"]


@dataclass(frozen=True)
class Curves:
    """Cumulative incidence of each cause, and the share still open, by the end of each period from now.

    At every period the probabilities of all causes and of being still open sum to 1.

    Attributes:
        causes: names of the causes.
        probability, low, high: shape (n_rows, n_causes + 1, n_periods); the last of the second axis is "still open".
        level: how often the intervals hold the truth.
    """

    causes: tuple[str, ...]
    probability: np.ndarray
    low: np.ndarray
    high: np.ndarray
    level: float = 0.8

    @property
    def n_periods(self) -> int:
        """How many periods ahead the curves reach."""
        return int(self.probability.shape[2])

    def of(self, cause: str) -> int:
        """Return a cause's place on the second axis; "still open" is the last.

        Raises
        ------
        InputError
            There is no such cause.
        """
        names = (*self.causes, "still open")
        if cause not in names:
            raise InputError(Fault("cause", f"must be one of {', '.join(names)}", repr(cause)))
        return names.index(cause)

    def at(self, periods: float | np.ndarray) -> "Curves":
        """Return the curves at one moment for each row, as curves of one period.

        Parameters
        ----------
        periods
            Periods from now, >= 0, one for all rows or one for each; between whole periods the curves are straight
            lines, and beyond the last they stay as they are.
        """
        when = np.clip(np.broadcast_to(np.asarray(periods, dtype=float), len(self.probability)), 0.0, self.n_periods)
        left = np.floor(when).astype(int)
        share = (when - left)[:, None]
        rows = np.arange(len(when))

        def between(values: np.ndarray, start: float) -> np.ndarray:
            begin = np.full((*values.shape[:2], 1), 0.0)
            begin[:, -1] = start
            padded = np.concatenate([begin, values, values[:, :, -1:]], axis=2)
            found: np.ndarray = (1 - share) * padded[rows, :, left] + share * padded[rows, :, left + 1]
            return found[:, :, None]

        return Curves(
            self.causes,
            between(self.probability, 1.0),
            between(self.low, 1.0),
            between(self.high, 1.0),
            self.level,
        )

    def expected_periods(self) -> np.ndarray:
        """Return the expected number of periods still open within the reach of the curves, shape (n_rows,)."""
        survival = self.probability[:, -1]
        before = np.concatenate([np.ones((len(survival), 1)), survival[:, :-1]], axis=1)
        area: np.ndarray = (0.5 * (before + survival)).sum(axis=1)
        return area

    def mixed_with(self, other: "Curves", share: float) -> "Curves":
        """Return these curves mixed with those of a coarser model; `share` in [0, 1] is the other's.

        Ends of intervals follow it half as far: a model that sees less is sure of the average, not of each subject.
        """
        half = 0.5 * share
        point = (1.0 - share) * self.probability + share * other.probability
        low, high = ((1.0 - half) * getattr(self, name) + half * getattr(other, name) for name in ("low", "high"))
        return Curves(self.causes, point, np.minimum(low, point), np.maximum(high, point), self.level)

    def pulled_to(self, other: "Curves", share: float) -> "Curves":
        """Return these curves pulled to those that are the same for all; `share` in [0, 1] is the others'.

        Ends of intervals stay where they are unless the point passes them: of one subject a base rate tells nothing.
        """
        point = (1.0 - share) * self.probability + share * other.probability
        low, high = np.minimum(self.low, point), np.maximum(self.high, point)
        return Curves(self.causes, point, low, high, self.level)

    @classmethod
    def joined(cls, parts: Sequence["Curves"]) -> "Curves":
        """Return the rows of several curves as one; there must be at least one part."""
        one = parts[0]
        low, point, high = (np.concatenate([getattr(p, n) for p in parts]) for n in ("low", "probability", "high"))
        return cls(one.causes, point, low, high, one.level)
