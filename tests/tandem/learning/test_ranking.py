"""Ranks do not claim more than the intervals allow."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tandem.learning.ranking import rank_marks, ranks


def test_overlapping_intervals_share_a_mark():
    p = np.array([0.3, 0.9, 0.85, 0.5])
    assert rank_marks(p, p - 0.1, p + 0.1).tolist() == [2, 1, 1, 2]
    assert ranks(p).tolist() == [4, 1, 2, 3]


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 0.5)), min_size=1, max_size=30))
def test_marks_follow_the_ranks_and_apart_means_apart(rows):
    p, half = np.array([one for one, _ in rows]), np.array([one for _, one in rows])
    marks = rank_marks(p, p - half, p + half)
    order = np.argsort(ranks(p))
    assert (np.diff(marks[order]) >= 0).all()
    for mark in np.unique(marks)[1:]:
        leader_above = order[np.flatnonzero(marks[order] == mark - 1)[0]]
        first = order[np.flatnonzero(marks[order] == mark)[0]]
        assert (p + half)[first] < (p - half)[leader_above]
