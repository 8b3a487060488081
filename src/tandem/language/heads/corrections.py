"""What a head learns at once: each accepted or corrected example bends the scores of texts like it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tandem.language.heads.features import TextViews

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

__all__ = ["Corrections"]

_NEAR = 0.5
_MARGIN = 1.0


@dataclass
class Corrections:
    """Examples learnt after fitting, each with the change of scores it caused.

    An example is a passive-aggressive step in the space of the sharpened cosine: just so large that the example itself
    comes out right by a margin, and fading to nothing for texts whose cosine with it is one half or less. Where the
    head is right already, no score changes, but texts like the example count as known.

    Attributes:
        views: of the examples.
        changes: of every label's score at the example, shape (n_examples, n_labels).

    References
    ----------
    Crammer et al. 2006, "Online passive-aggressive algorithms", sections 3 and 7.
    """

    views: TextViews | None = None
    changes: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))

    def __len__(self) -> int:
        return len(self.changes)

    def shifts(self, views: TextViews, n_labels: int) -> np.ndarray:
        """Return what the examples add to the scores of `views`, shape (n_texts, n_labels)."""
        if self.views is None:
            return np.zeros((len(views), n_labels))
        shifts: np.ndarray = _nearness(views.similarity(self.views)) @ _widened(self.changes, n_labels)
        return shifts

    def nearness(self, views: TextViews) -> np.ndarray:
        """Return in [0, 1] how near each text is to the nearest example, shape (n_texts,)."""
        if self.views is None:
            return np.zeros(len(views))
        nearest: np.ndarray = _nearness(views.similarity(self.views)).max(axis=1)
        return nearest

    def add(self, views: TextViews, scores: np.ndarray, target: np.ndarray, *, exclusive: bool) -> None:
        """Learn one example.

        Parameters
        ----------
        views
            Of the example, one row.
        scores
            Of it as they stand now, shape (n_labels,).
        target
            0-1, shape (n_labels,).
        exclusive
            Whether exactly one label applies.
        """
        step = _exclusive_step(scores, target) if exclusive else _separate_step(scores, target)
        earlier = _widened(self.changes, len(step))
        self.changes = np.vstack([earlier, step[None, :]])
        self.views = views if self.views is None else _stacked(self.views, views)


def _nearness(cosines: np.ndarray) -> np.ndarray:
    near: np.ndarray = np.clip((cosines - _NEAR) / (1 - _NEAR), 0, 1) ** 2
    return near


def _exclusive_step(scores: np.ndarray, target: np.ndarray) -> np.ndarray:
    right = int(target.argmax())
    rivals = np.flatnonzero((scores > scores[right] - _MARGIN) & (target == 0))
    step = np.zeros(len(scores))
    for rival in rivals:
        step[rival] = min(0.0, (scores[right] - _MARGIN - scores[rival]) / 2)
    if len(rivals):
        step[right] = -step.min()
    return step


def _separate_step(scores: np.ndarray, target: np.ndarray) -> np.ndarray:
    signs = 2 * target - 1
    step: np.ndarray = signs * np.maximum(0.0, _MARGIN - signs * scores)
    return step


def _widened(changes: np.ndarray, n_labels: int) -> np.ndarray:
    if not len(changes):
        return np.zeros((0, n_labels))
    return np.pad(changes, ((0, 0), (0, n_labels - changes.shape[1])))


def _stacked(one: TextViews, other: TextViews) -> TextViews:
    from scipy.sparse import vstack

    ngrams: csr_matrix = vstack([one.ngrams, other.ngrams]).tocsr()
    return TextViews(ngrams, np.vstack([one.dense, other.dense]), np.vstack([one.meaning, other.meaning]))
