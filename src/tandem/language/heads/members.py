"""The kinds of model a head blends: linear on n-grams, Gaussian and a small network on views of the meaning."""

from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
from scipy.sparse import csr_matrix

from tandem.language.heads.features import TextViews

__all__ = ["GaussianMember", "LinearMember", "Member", "NetworkMember", "log_sum_exp", "sigmoid", "softmax"]

_ABSENT = -3.0
_MOST_PER_BATCH = 256
_N_BATCHES = 40
_KEPT_INPUTS = 0.75
_KEPT_HIDDEN = 0.5
_DECAY = 1e-4
_PACE = 1.2e-3


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


@dataclass(frozen=True)
class NetworkMember:
    """A network of one hidden layer, trained with dropout.

    Attributes:
        layers: weights and offsets of both layers.

    References
    ----------
    Kingma & Ba 2015, "Adam"; Srivastava et al. 2014, "Dropout"; Padhy et al. 2020, "Revisiting one-vs-all classifiers
    for predictive uncertainty and out-of-distribution detection" (why one kind of loss is not enough for scope).
    """

    layers: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]

    @classmethod
    def fit(
        cls, views: TextViews, targets: np.ndarray, *, n_rounds: int, exclusive: bool, n_hidden: int, seed: int
    ) -> Self:
        """Fit on 0-1 `targets` of shape (n_texts, n_labels).

        Parameters
        ----------
        views, targets
            The examples.
        n_rounds
            Times every example is seen.
        exclusive
            Whether the labels compete (softmax); otherwise each is judged by itself (logistic).
        n_hidden
            Width of the hidden layer.
        seed
            Of start, order and dropout.
        """
        random = np.random.default_rng(seed)
        weights = _start(views.dense.shape[1], n_hidden, targets, exclusive, random)
        state = [(np.zeros_like(part), np.zeros_like(part)) for part in weights]
        n_batches = -(-len(views) // int(np.clip(len(views) // _N_BATCHES, 32, _MOST_PER_BATCH)))
        step, n_steps = 0, n_rounds * n_batches
        for _ in range(n_rounds):
            order = random.permutation(len(views))
            for rows in np.array_split(order, n_batches):
                slopes = _slopes(weights, views.dense[rows], targets[rows], exclusive, random)
                step += 1
                pace = _PACE * min(1.0, step / 50) * 0.5 * (1 + float(np.cos(np.pi * step / n_steps)))
                for part, slope, moments in zip(weights, slopes, state, strict=True):
                    _adam(part, slope, moments, step, pace)
        return cls((weights[0], weights[1], weights[2], weights[3]))

    def scores(self, views: TextViews) -> np.ndarray:
        """Return log odds of each label."""
        inner, inner_offset, outer, outer_offset = self.layers
        odds: np.ndarray = np.maximum(views.dense @ inner + inner_offset, 0) @ outer + outer_offset
        return odds


def _start(
    n_columns: int, n_hidden: int, targets: np.ndarray, exclusive: bool, random: np.random.Generator
) -> list[np.ndarray]:
    rate = np.clip(targets.mean(axis=0), 1e-4, 1 - 1e-4)
    return [
        random.normal(0, np.sqrt(2 / n_columns), (n_columns, n_hidden)).astype(np.float32),
        np.zeros(n_hidden, dtype=np.float32),
        random.normal(0, np.sqrt(1 / n_hidden), (n_hidden, targets.shape[1])).astype(np.float32),
        (np.log(rate) if exclusive else np.log(rate / (1 - rate))).astype(np.float32),
    ]


def _slopes(
    weights: list[np.ndarray], inputs: np.ndarray, targets: np.ndarray, exclusive: bool, random: np.random.Generator
) -> list[np.ndarray]:
    inner, inner_offset, outer, outer_offset = weights
    inputs = inputs * _kept(inputs.shape, _KEPT_INPUTS, random)
    kept = _kept((len(inputs), inner.shape[1]), _KEPT_HIDDEN, random)
    before = inputs @ inner + inner_offset
    hidden = np.maximum(before, 0) * kept
    scores = hidden @ outer + outer_offset
    error = ((softmax(scores) if exclusive else sigmoid(scores)) - targets).astype(np.float32) / len(inputs)
    back = (error @ outer.T) * kept * (before > 0)
    return [inputs.T @ back, back.sum(axis=0), hidden.T @ error, error.sum(axis=0)]


def _kept(shape: tuple[int, ...], share: float, random: np.random.Generator) -> np.ndarray:
    return (random.random(shape, dtype=np.float32) < share).astype(np.float32) / np.float32(share)


def _adam(part: np.ndarray, slope: np.ndarray, moments: tuple[np.ndarray, np.ndarray], step: int, pace: float) -> None:
    mean, square = moments
    mean += np.float32(0.1) * (slope - mean)
    square *= np.float32(0.99)
    square += np.float32(0.01) * slope * slope
    change = np.sqrt(square)
    change += np.float32(1e-8)
    np.divide(mean, change, out=change)
    change *= np.float32(pace * np.sqrt(1 - 0.99**step) / (1 - 0.9**step))
    if part.ndim == 2:
        part *= np.float32(1 - pace * _DECAY)
    part -= change
