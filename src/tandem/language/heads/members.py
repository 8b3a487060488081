"""The kinds of model a head blends: linear on n-grams and Gaussian on views of the meaning; networks stand apart."""

from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
from scipy.sparse import csr_matrix

from tandem.language.heads.features import TextViews

__all__ = ["GaussianMember", "LinearMember", "Member", "log_sum_exp", "sigmoid", "softmax"]

_ABSENT = -3.0


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
class LinearMember:
    """One linear margin for each label over words and letter groups (squared hinge, L2).

    Attributes:
        weights: shape (n_terms, n_labels).
        offsets: shape (n_labels,).
    """

    weights: csr_matrix
    offsets: np.ndarray

    @classmethod
    def fit(cls, views: TextViews, targets: np.ndarray, *, c: float, seed: int) -> Self:
        """Fit on 0-1 `targets` of shape (n_texts, n_labels); `c` is the inverse of the regularisation, > 0."""
        from sklearn.svm import LinearSVC

        n_labels = targets.shape[1]
        weights, offsets = np.zeros((n_labels, views.ngrams.shape[1])), np.full(n_labels, _ABSENT)
        for label in np.flatnonzero(targets.any(axis=0)):
            if targets[:, label].all():
                offsets[label] = 1.0
                continue
            if n_labels == 2 and label == 1 and (targets.sum(axis=1) == 1).all():
                # of two labels that exclude each other, one margin says both
                weights[1], offsets[1] = -weights[0], -offsets[0]
                continue
            model = LinearSVC(C=c, random_state=seed, tol=1e-3).fit(views.ngrams, targets[:, label])
            weights[label], offsets[label] = model.coef_[0], model.intercept_[0]
        weights[np.abs(weights) < 1e-4] = 0.0
        return cls(csr_matrix(weights.T), offsets)

    def scores(self, views: TextViews) -> np.ndarray:
        """Return margins, about -1 where a label is absent and 1 where it is there."""
        margins: np.ndarray = np.asarray((views.ngrams @ self.weights).todense()) + self.offsets
        return margins


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
