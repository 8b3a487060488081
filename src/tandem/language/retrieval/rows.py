"""Vectors of passages in one growing block, each blended with its neighbours where the fusion asks for context."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from tandem.language.retrieval.fusion import Fusion

__all__ = ["Rows", "kernel"]

_SMALLEST = 256
_REACHES = 3


def kernel(reach: float) -> "np.ndarray[Any, Any]":
    """Return the weights of neighbours at distance 0, 1, 2 … up to three reaches, the first being 1."""
    return np.exp(-0.5 * (np.arange(int(_REACHES * reach) + 1) / reach) ** 2)


class Rows:
    """Vectors, lengths and documents of passages; rows are appended by document and marked when dead."""

    def __init__(self, width: int) -> None:
        self.n = 0
        self._vectors = np.zeros((_SMALLEST, width), dtype=np.float32)
        # per row: first row of its document, the row after its last, weight as somebody's neighbour, whether alive
        self._bounds = np.zeros((_SMALLEST, 2), dtype=np.int64)
        self._weights = np.zeros(_SMALLEST)
        self._alive = np.zeros(_SMALLEST, dtype=bool)

    @property
    def alive(self) -> "np.ndarray[Any, Any]":
        """Whether each row is alive, shape (n,)."""
        return self._alive[: self.n]

    @property
    def vectors(self) -> "np.ndarray[Any, Any]":
        """Vectors, shape (n, width); a row with context is a blend and a little shorter than 1."""
        return self._vectors[: self.n]

    def append(self, own: "np.ndarray[Any, Any]", n_words: Sequence[int], fusion: Fusion) -> None:
        """Append one document's passages."""
        first, last = self.n, self.n + len(own)
        self._make_room(last)
        weights = np.sqrt(np.maximum(np.asarray(n_words, dtype=float), 1.0))
        self._vectors[first:last] = _blended(own, weights, fusion)
        self._bounds[first:last] = first, last
        self._weights[first:last] = weights
        self._alive[first:last] = True
        self.n = last

    def kill(self, first: int, last: int) -> None:
        """Mark rows as dead; they are kept until :meth:`compact`."""
        self._alive[first:last] = False

    def compact(self) -> "np.ndarray[Any, Any]":
        """Drop dead rows and return the old numbers of those kept."""
        kept = np.flatnonzero(self.alive)
        new = np.cumsum(self.alive) - 1
        bounds = self._bounds[kept]
        moved = np.column_stack([new[bounds[:, 0]], new[bounds[:, 1] - 1] + 1]) if len(kept) else bounds
        size = max(_SMALLEST, len(kept))
        self._vectors = _resized(self._vectors[kept], size)
        self._bounds, self._weights = _resized(moved, size), _resized(self._weights[kept], size)
        self._alive, self.n = _resized(np.ones(len(kept), dtype=bool), size), len(kept)
        return kept

    def in_context(
        self, scores: "np.ndarray[Any, Any]", rows: "np.ndarray[Any, Any]", reach: float
    ) -> "np.ndarray[Any, Any]":
        """Return, for each of `rows`, the weighted mean of `scores` over it and its document's neighbours."""
        near = kernel(reach)
        steps = np.arange(1 - len(near), len(near))
        at = rows[:, None] + steps[None, :]
        bounds = self._bounds[rows]
        is_inside = (at >= bounds[:, :1]) & (at < bounds[:, 1:])
        at = np.where(is_inside, at, 0)
        weights = near[np.abs(steps)][None, :] * self._weights[at] * is_inside
        mean: np.ndarray[Any, Any] = (scores[at] * weights).sum(axis=1) / weights.sum(axis=1)
        return mean

    def _make_room(self, n: int) -> None:
        if n > len(self._vectors):
            size = max(n, 2 * len(self._vectors))
            self._vectors, self._bounds = _resized(self._vectors, size), _resized(self._bounds, size)
            self._weights, self._alive = _resized(self._weights, size), _resized(self._alive, size)


def _blended(own: "np.ndarray[Any, Any]", weights: "np.ndarray[Any, Any]", fusion: Fusion) -> "np.ndarray[Any, Any]":
    if fusion.context <= 0 or len(own) <= 1:
        return own
    weighted, near = own * weights[:, None], kernel(fusion.reach)
    around = weighted.copy()
    for step in range(1, min(len(near), len(own))):
        around[step:] += near[step] * weighted[:-step]
        around[:-step] += near[step] * weighted[step:]
    around /= np.maximum(np.linalg.norm(around, axis=1, keepdims=True), 1e-9)
    blended: np.ndarray[Any, Any] = (1 - fusion.context) * own + fusion.context * around
    return blended


def _resized(values: "np.ndarray[Any, Any]", size: int) -> "np.ndarray[Any, Any]":
    grown = np.zeros((size, *values.shape[1:]), dtype=values.dtype)
    grown[: len(values)] = values
    return grown
