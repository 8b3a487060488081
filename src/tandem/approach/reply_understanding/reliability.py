"""How often labels given with some confidence were right: intervals from held-out texts."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

__all__ = ["Reliability"]

_LEAST_ALIKE = 20
_SHARE_ALIKE = 0.2
_LOW, _HIGH = 0.1, 0.9


@dataclass(frozen=True)
class Reliability:
    """Held-out texts by the confidence their label was given with.

    Attributes:
        confidence: of each, ascending, in [0, 1], shape (n_judged,).
        right: whether that label was the true one, 0.0 or 1.0, shape (n_judged,).

    Examples
    --------
    >>> sure = Reliability.of(np.full(40, 0.9), np.r_[np.ones(36), np.zeros(4)])
    >>> low, high, n_alike = sure.interval(np.array([0.9]))
    >>> bool(low[0] < 0.9 < high[0]), int(n_alike[0])
    (True, 20)
    """

    confidence: np.ndarray
    right: np.ndarray

    @classmethod
    def of(cls, confidence: np.ndarray, right: np.ndarray) -> Self:
        """Return it in order; among equal confidences, right and wrong are dealt out evenly."""
        spread = np.empty(len(right))
        for one in (0.0, 1.0):
            rows = np.flatnonzero(right == one)
            spread[rows] = (np.arange(len(rows)) + 0.5) / max(len(rows), 1)
        order = np.lexsort((spread, confidence))
        return cls(np.asarray(confidence, dtype=float)[order], np.asarray(right, dtype=float)[order])

    def interval(self, probability: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return low, high and how many held-out texts each rests on, for probabilities of shape (n,).

        The interval is that of the share of right labels among the held-out texts nearest in confidence (a fifth of
        them, twenty at least, all where there are fewer), 80 times in 100; it is widened to hold the probability.
        With none held out it is that of the prior.

        References
        ----------
        Brown, Cai & DasGupta 2001, "Interval estimation for a binomial proportion", section 3.1.2 (Jeffreys).
        """
        from scipy.stats import beta

        n_judged = len(self.confidence)
        n_alike = min(n_judged, max(_LEAST_ALIKE, round(_SHARE_ALIKE * n_judged)))
        first = np.searchsorted(self.confidence, probability) - n_alike // 2
        first = np.clip(first, 0, n_judged - n_alike)
        counted = np.concatenate([[0.0], np.cumsum(self.right)])
        n_right = counted[first + n_alike] - counted[first]
        low, high = (beta.ppf(one, n_right + 0.5, n_alike - n_right + 0.5) for one in (_LOW, _HIGH))
        return np.minimum(low, probability), np.maximum(high, probability), np.full(len(probability), n_alike)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return {"confidence": self.confidence.tolist(), "right": self.right.tolist()}

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> Self:
        """Undo :meth:`to_dict`."""
        return cls(np.array(plain["confidence"], dtype=float), np.array(plain["right"], dtype=float))
