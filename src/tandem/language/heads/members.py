"""The kinds of model a head blends: what each can do, and the Gaussian one; linear ones and networks stand apart."""

from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np

from tandem.language.heads.features import TextViews

__all__ = ["GaussianMember", "Member", "log_sum_exp", "sigmoid", "softmax"]


class Member(Protocol):
    """A fitted model that scores every label of every text."""

    def scores(self, views: TextViews) -> np.ndarray:
        """Return margins of shape (n_texts, n_labels); the greater, the more the label fits."""
        ...


def softmax(scores: np.ndarray) -> np.ndarray:
    """Return probabilities that add up to 1 in each row."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: np.ndarray = raised / raised.sum(axis=1, keepdims=True)
    return shares


def sigmoid(scores: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + exp(-scores)), without overflow."""
    probabilities: np.ndarray = 0.5 * (1 + np.tanh(0.5 * scores))
    return probabilities


def log_sum_exp(scores: np.ndarray) -> np.ndarray:
    """Return log(sum(exp(scores))) of each row."""
    most = scores.max(axis=1)
    total: np.ndarray = most + np.log(np.exp(scores - most[:, None]).sum(axis=1))
    return total


@dataclass(frozen=True)
class GaussianMember:
    """Discriminants of Gaussian classes with one shared, shrunk covariance: the best there is for few examples.

    Attributes:
        weights: shape (n_columns, n_labels).
        offsets: shape (n_labels,).

    References
    ----------
    Ledoit & Wolf 2004, "A well-conditioned estimator for large-dimensional covariance matrices".
    """

    weights: np.ndarray
    offsets: np.ndarray

    @classmethod
    def fit(cls, views: TextViews, targets: np.ndarray) -> Self:
        """Fit on 0-1 `targets` of shape (n_texts, n_labels); memory and time grow with n_texts squared and cubed."""
        from scipy.linalg import cho_factor, cho_solve
        from sklearn.covariance import ledoit_wolf_shrinkage

        counts = targets.sum(axis=0)
        means = (targets.T @ views.dense) / np.maximum(counts, 1)[:, None]
        within = views.dense - means[targets.argmax(axis=1)]
        shrunk = float(ledoit_wolf_shrinkage(within, assume_centered=True)) if len(within) > 2 else 1.0
        ridge = max(shrunk * float(np.mean(within**2)), 1e-6)
        # Woodbury: with fewer texts than columns the small Gram matrix is inverted in place of the covariance.
        scaled = within * np.sqrt((1 - shrunk) / len(within))
        small = cho_factor(scaled @ scaled.T + ridge * np.eye(len(within)))
        weights = (means.T - scaled.T @ cho_solve(small, scaled @ means.T)) / ridge
        offsets = np.log(np.maximum(counts, 0.1) / len(targets)) - 0.5 * np.sum(means * weights.T, axis=1)
        typical = float(np.std(views.dense @ weights + offsets)) or 1.0
        return cls((weights / typical).astype(np.float32), offsets / typical)

    def scores(self, views: TextViews) -> np.ndarray:
        """Return linear discriminants, of spread 1 over the training texts."""
        discriminants: np.ndarray = views.dense @ self.weights + self.offsets
        return discriminants
