"""Joining the members of a head: weights, calibration and label offsets, all from held-out scores."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

import numpy as np

from tandem.language.heads.members import log_sum_exp, sigmoid, softmax

__all__ = ["Blend", "Goal"]

_LEAST_WEIGHT = 1e-3
_OFFSETS = np.array([-1.5, -1.0, -0.7, -0.4, -0.2, 0.2, 0.4, 0.7, 1.0, 1.5])


class Goal(StrEnum):
    """What the choice of labels is to be best in.

    `ACCURACY` takes the likeliest label (or those above one half); `MACRO_F1` shifts the choice towards rare labels so
    that each label counts the same.
    """

    ACCURACY = "accuracy"
    MACRO_F1 = "macro_f1"


@dataclass(frozen=True)
class Blend:
    """A weighted sum of the members' scores, read as log odds.

    Attributes:
        weights: of each member, >= 0, shape (n_members,).
        base: added to every label's score.
        exclusive: whether exactly one label applies.
        offsets: added to each label's log odds where a label is chosen, never to its probability; (n_labels,).
    """

    weights: np.ndarray
    base: float
    exclusive: bool
    offsets: np.ndarray

    @classmethod
    def fit(cls, scores: Sequence[np.ndarray], targets: np.ndarray, *, exclusive: bool, goal: Goal) -> Self:
        """Choose the weights of least held-out log loss, then the label offsets for the goal.

        Parameters
        ----------
        scores
            Of each member, shape (n_texts, n_labels), made by models that had not seen the texts.
        targets
            0-1, shape (n_texts, n_labels).
        exclusive
            Whether exactly one label applies.
        goal
            What the choice is to be best in.
        """
        from scipy.optimize import minimize

        stacked = np.stack(scores).astype(np.float64)

        start = np.append(np.full(len(stacked), -np.log(len(stacked))), 0.0)

        def loss(values: np.ndarray) -> float:
            joined = np.tensordot(np.exp(values[:-1]), stacked, axes=1) + values[-1]
            # with few texts the weights stay near equal ones
            apart = float(np.sum((values - start) ** 2)) / len(targets)
            if exclusive:
                return apart + float(np.mean(log_sum_exp(joined) - (joined * targets).sum(axis=1)))
            return apart + float(np.mean((np.logaddexp(0, joined) - joined * targets).sum(axis=1)))

        bounds = [(np.log(_LEAST_WEIGHT), 4.0)] * len(stacked) + [(-10.0, 10.0)]
        found = minimize(loss, start, method="L-BFGS-B", bounds=bounds, options={"maxiter": 60})
        blend = cls(np.exp(found.x[:-1]), float(found.x[-1]), exclusive, np.zeros(targets.shape[1]))
        if goal is Goal.MACRO_F1:
            return replace(blend, offsets=_offsets(blend.join(scores), targets, exclusive))
        return blend

    def join(self, scores: Sequence[np.ndarray]) -> np.ndarray:
        """Return the joined log odds, shape (n_texts, n_labels)."""
        return np.tensordot(self.weights, np.stack(scores), axes=1) + self.base

    def probabilities(self, joined: np.ndarray) -> np.ndarray:
        """Return calibrated probabilities: adding up to 1 where one label applies, else each by itself."""
        return softmax(joined) if self.exclusive else sigmoid(joined)

    def chosen(self, joined: np.ndarray) -> np.ndarray:
        """Return 0-1 choices of shape (n_texts, n_labels)."""
        return _choose(joined + self.offsets, self.exclusive)


def _choose(joined: np.ndarray, exclusive: bool) -> np.ndarray:
    if not exclusive:
        return (joined > 0).astype(np.float64)
    chosen = np.zeros_like(joined)
    chosen[np.arange(len(joined)), joined.argmax(axis=1)] = 1
    return chosen


def _offsets(joined: np.ndarray, targets: np.ndarray, exclusive: bool) -> np.ndarray:
    """Climb the held-out macro F1, one label at a time; an offset must gain more than noise to be kept."""
    offsets = np.zeros(targets.shape[1])
    if not exclusive:
        return np.array([_best_cut(joined[:, label], targets[:, label]) for label in range(targets.shape[1])])
    best = _macro_f1(_choose(joined, exclusive), targets)
    for _ in range(2):
        for label in np.argsort(targets.sum(axis=0)):
            for shift in _OFFSETS:
                tried = offsets.copy()
                tried[label] = shift
                reached = _macro_f1(_choose(joined + tried, exclusive), targets)
                if reached > best + 5e-4:
                    best, offsets = reached, tried
    return offsets


def _best_cut(scores: np.ndarray, truth: np.ndarray) -> float:
    """Return the shift under which "above zero" has the best F1, pulled towards an odds of 1 to 2 for rare labels."""
    order = np.argsort(-scores)
    found = np.cumsum(truth[order])
    f1 = 2 * found / (np.arange(1, len(truth) + 1) + max(truth.sum(), 1))
    # the mean of neighbouring cuts is steadier than the single best
    width = max(1, int(truth.sum() // 10))
    smooth = np.convolve(f1, np.ones(width) / width, mode="same")
    at = int(smooth.argmax())
    share = truth.sum() / (truth.sum() + 10)
    return float(share * -scores[order[at]] + (1 - share) * np.log(2))


def _macro_f1(chosen: np.ndarray, targets: np.ndarray) -> float:
    hits = (chosen * targets).sum(axis=0)
    return float(np.mean(2 * hits / np.maximum(chosen.sum(axis=0) + targets.sum(axis=0), 1)))
