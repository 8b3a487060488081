"""The linear members of a head: one margin for each label over words and letter groups, and over the meaning beside."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.sparse import csr_matrix

from tandem.language.heads.features import TextViews

__all__ = ["LinearMember"]

_ABSENT = -3.0
_TOLERANCE = 1e-2
_N_AXES = 512
_TELLING = 0.75
_LEAST_WEIGHT = 1e-4


@dataclass(frozen=True)
class LinearMember:
    """One linear margin for each label (squared hinge, L2).

    Attributes:
        weights: of words and letter groups, shape (n_terms, n_labels).
        offsets: shape (n_labels,).
        dense: of the dense views, shape (n_columns, n_labels), float32; `None` where they are not read.

    References
    ----------
    Wang & Manning 2012, "Baselines and bigrams: simple, good sentiment and topic classification", section 2.3 (terms
    weighted by how telling they are, and the interpolation of such weights with plain ones).
    """

    weights: csr_matrix
    offsets: np.ndarray
    dense: np.ndarray | None = None

    @classmethod
    def fit(
        cls,
        views: TextViews,
        targets: np.ndarray,
        *,
        c: float,
        seed: int,
        telling: bool = False,
        axes: np.ndarray | None = None,
    ) -> Self:
        """Fit one margin for each label.

        Parameters
        ----------
        views
            The examples.
        targets
            0-1, shape (n_texts, n_labels).
        c
            Inverse of the regularisation, > 0.
        seed
            Of the order in which examples are visited.
        telling
            Whether a term counts for a label by the logarithm of how much likelier it is with it than without.
        axes
            Directions of the dense views to read beside the terms, the first 512, see
            :func:`tandem.language.heads.network.principal_axes`; by default terms alone.
        """
        read, back = _beside(views, axes)
        n_terms, n_labels = views.ngrams.shape[1], targets.shape[1]
        weights, offsets = np.zeros((n_labels, read.shape[1])), np.full(n_labels, _ABSENT)
        opposite = n_labels == 2 and bool((targets.sum(axis=1) == 1).all())
        for label in np.flatnonzero(targets.any(axis=0)):
            if targets[:, label].all():
                offsets[label] = 1.0
            elif opposite and label == 1:
                # of two labels that exclude each other, one margin says both
                weights[1], offsets[1] = -weights[0], -offsets[0]
            else:
                ratios = _ratios(read, targets[:, label]) if telling else None
                weights[label], offsets[label] = _margin(read, targets[:, label], ratios, c, seed)
        terms = weights[:, :n_terms]
        terms[np.abs(terms) < _LEAST_WEIGHT] = 0.0
        dense = None if back is None else (back @ weights[:, n_terms:].T).astype(np.float32)
        return cls(csr_matrix(terms.T), offsets, dense)

    def scores(self, views: TextViews) -> np.ndarray:
        """Return margins, about -1 where a label is absent and 1 where it is there."""
        margins: np.ndarray = np.asarray((views.ngrams @ self.weights).todense()) + self.offsets
        return margins if self.dense is None else margins + views.dense @ self.dense


def _beside(views: TextViews, axes: np.ndarray | None) -> tuple[csr_matrix, np.ndarray | None]:
    """Return terms with the dense views beside, of mean square 1 in a row, and the map from those to the columns."""
    from scipy.sparse import hstack

    if axes is None:
        return views.ngrams, None
    back = axes[:, :_N_AXES]
    along = views.dense @ back
    scale = float(np.sqrt(np.mean(np.sum(along**2, axis=1)))) or 1.0
    return hstack([views.ngrams, csr_matrix(along / scale)]).tocsr(), back / scale


def _margin(
    read: csr_matrix, target: np.ndarray, ratios: np.ndarray | None, c: float, seed: int
) -> tuple[np.ndarray, float]:
    from scipy.sparse import diags
    from sklearn.svm import LinearSVC

    scaled = read if ratios is None else (read @ diags(ratios)).tocsr()
    model = LinearSVC(C=c, random_state=seed, tol=_TOLERANCE).fit(scaled, target)
    weights = model.coef_[0] if ratios is None else model.coef_[0] * ratios
    return weights, float(model.intercept_[0])


def _ratios(read: csr_matrix, target: np.ndarray) -> np.ndarray:
    """Return how telling each term is, of mean size 1, pulled a quarter of the way towards its sign alone."""
    there = read > 0
    shares = []
    for rows in (target > 0, target == 0):
        counts = 1.0 + np.asarray(there[rows].sum(axis=0)).ravel()
        shares.append(np.log(counts / counts.sum()))
    ratios = shares[0] - shares[1]
    mean = float(np.abs(ratios).mean()) or 1.0
    pulled: np.ndarray = _TELLING * ratios / mean + (1 - _TELLING) * np.sign(ratios)
    return pulled
