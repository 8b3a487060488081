"""Ranking that does not claim too much: subjects whose intervals overlap share a mark."""

import numpy as np

__all__ = ["rank_marks", "ranks"]


def ranks(probability: np.ndarray) -> np.ndarray:
    """Return each row's place by probability, 1 the highest; equal rows keep their order. Shape (n_rows,).

    Examples
    --------
    >>> ranks(np.array([0.2, 0.9, 0.5])).tolist()
    [3, 1, 2]
    """
    places = np.empty(len(probability), dtype=int)
    places[np.argsort(-probability, kind="stable")] = np.arange(1, len(probability) + 1)
    return places


def rank_marks(probability: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return a mark for each row, 1 the best; rows whose intervals reach the same leader's share one.

    The first row of a mark is its leader. Rows follow it, in order of probability, until one's interval ends below the
    leader's beginning; that row leads the next mark. Within a mark no order is claimed.

    Parameters
    ----------
    probability, low, high
        Each of shape (n_rows,), low <= probability <= high.

    Examples
    --------
    >>> p = np.array([0.9, 0.8, 0.3])
    >>> rank_marks(p, p - 0.1, p + 0.1).tolist()
    [1, 1, 2]
    """
    marks = np.empty(len(probability), dtype=int)
    mark, floor = 0, np.inf
    for row in np.argsort(-probability, kind="stable"):
        if high[row] < floor:
            mark, floor = mark + 1, low[row]
        marks[row] = mark
    return marks
