"""Joining the pooled model and the trees: weights and calibration learned on rows neither had seen."""

from dataclasses import dataclass

import numpy as np

__all__ = ["Blend", "fit_blend"]

# How far the weights may stray from "the pooled model alone" before held-out rows speak: standard deviations.
_PRIOR_MEAN = np.array([0.0, 0.75, 0.25])
_PRIOR_SPREAD = np.array([0.15, 0.35, 0.35])


@dataclass(frozen=True)
class Blend:
    """Log-odds of the joint model: shift + linear_weight × pooled + tree_weight × trees.

    Attributes:
        shift: added to the log-odds.
        linear_weight, tree_weight: >= 0.
    """

    shift: float
    linear_weight: float
    tree_weight: float

    @classmethod
    def linear_only(cls) -> "Blend":
        """The blend where nothing could be held out."""
        return cls(0.0, 1.0, 0.0)

    def join(self, mean: np.ndarray, spread: np.ndarray, tree_mean: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        """Return mean and standard deviation of the joint log-odds, two arrays of shape (n_rows,).

        Trees rest on the same rows, so they take no doubt away; and that a weight is below one does not bring the
        truth nearer: the pooled model's doubt stands as it is.
        """
        own = max(1.0, self.linear_weight) * spread
        if tree_mean is None or self.tree_weight == 0:
            return self.shift + self.linear_weight * mean, own
        joint = self.shift + self.linear_weight * mean + self.tree_weight * tree_mean
        share = self.tree_weight / (self.tree_weight + self.linear_weight)
        # Where the two disagree, either may be right: that is uncertainty neither knows of by itself.
        apart = np.sqrt(share * (1 - share)) * np.abs(mean - tree_mean)
        return joint, np.sqrt(own**2 + 0.5 * apart**2)


def fit_blend(mean: np.ndarray, spread: np.ndarray, tree_mean: np.ndarray | None, happened: np.ndarray) -> Blend:
    """Learn the blend from held-out log-odds by penalised maximum likelihood.

    Parameters
    ----------
    mean, spread
        Held-out log-odds of the pooled model and their standard deviations, shape (n_rows,).
    tree_mean
        Held-out log-odds of the trees, or `None`.
    happened
        Outcomes, 0.0 or 1.0, shape (n_rows,).
    """
    from scipy.optimize import minimize

    shrunk = mean / np.sqrt(1 + np.pi * spread**2 / 8)
    columns = [np.ones(len(mean)), shrunk] + ([tree_mean] if tree_mean is not None else [])
    design = np.column_stack(columns)
    n = design.shape[1]
    centre = np.array([0.0, 1.0]) if n == 2 else _PRIOR_MEAN
    precision = 1.0 / _PRIOR_SPREAD[:n] ** 2

    def loss(at: np.ndarray) -> tuple[float, np.ndarray]:
        score = design @ at
        chance = 1.0 / (1.0 + np.exp(-score))
        value = float(np.logaddexp(0, score).sum() - happened @ score + 0.5 * precision @ (at - centre) ** 2)
        return value, design.T @ (chance - happened) + precision * (at - centre)

    bounds = [(None, None)] + [(0.0, None)] * (n - 1)
    found = minimize(loss, centre, jac=True, bounds=bounds, method="L-BFGS-B").x
    return Blend(float(found[0]), float(found[1]), float(found[2]) if n == 3 else 0.0)
