"""The networks a head blends: one hidden layer over the main directions of the views of a text."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from tandem.language.heads.features import TextViews
from tandem.language.heads.members import sigmoid, softmax

__all__ = ["NetworkMember", "principal_axes"]

_MOST_PER_BATCH = 256
_N_BATCHES = 40
_KEPT_INPUTS = 0.75
_KEPT_HIDDEN = 0.5
_DECAY = 1e-4
_PACE = 1.2e-3
_N_AXES = 1024
_READ_FOR_AXES = 6000


def principal_axes(dense: np.ndarray, seed: int) -> np.ndarray:
    """Return the main directions of the rows, scaled so that a row keeps its mean square along them.

    A network trained along them costs a third and less of one trained on every column.

    Parameters
    ----------
    dense
        Shape (n_texts, n_columns), centred; 6,000 of more texts are read.
    seed
        Of the draw and of the start.

    Returns
    -------
    ndarray of shape (n_columns, n_axes), float32
        At most 1,024 axes.

    References
    ----------
    Halko, Martinsson & Tropp 2011, "Finding structure with randomness", algorithm 4.4.
    """
    from sklearn.utils.extmath import randomized_svd

    random = np.random.default_rng(seed)
    rows = dense if len(dense) <= _READ_FOR_AXES else dense[random.permutation(len(dense))[:_READ_FOR_AXES]]
    axes = randomized_svd(rows, min(_N_AXES, *rows.shape), n_iter=2, random_state=seed)[2].T
    along = rows @ axes
    scale = np.sqrt(np.mean(along**2))
    scaled: np.ndarray = (axes / (scale if scale > 0 else 1.0)).astype(np.float32)
    return scaled


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
        cls,
        views: TextViews,
        targets: np.ndarray,
        *,
        n_rounds: int,
        exclusive: bool,
        n_hidden: int,
        seed: int,
        axes: np.ndarray | None = None,
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
        axes
            Directions of the dense views to learn along, see :func:`principal_axes`; by default every column.
        """
        random = np.random.default_rng(seed)
        inputs = views.dense if axes is None else views.dense @ axes
        weights = _start(inputs.shape[1], n_hidden, targets, exclusive, random)
        state = [(np.zeros_like(part), np.zeros_like(part)) for part in weights]
        n_batches = -(-len(views) // int(np.clip(len(views) // _N_BATCHES, 32, _MOST_PER_BATCH)))
        step, n_steps = 0, n_rounds * n_batches
        for _ in range(n_rounds):
            order = random.permutation(len(views))
            for rows in np.array_split(order, n_batches):
                slopes = _slopes(weights, inputs[rows], targets[rows], exclusive, random)
                step += 1
                pace = _PACE * min(1.0, step / 50) * 0.5 * (1 + float(np.cos(np.pi * step / n_steps)))
                for part, slope, moments in zip(weights, slopes, state, strict=True):
                    _adam(part, slope, moments, step, pace)
        # the axes go into the first layer, so that scoring needs one multiplication
        inner = weights[0] if axes is None else axes @ weights[0]
        return cls((inner, weights[1], weights[2], weights[3]))

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
