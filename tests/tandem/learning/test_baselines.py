"""Baselines are what they are called."""

import numpy as np
import pytest

from tandem.learning.baselines import BASELINES, base_rate, odoo_naive_bayes
from tandem.learning.features import TypedRows


def rows_of(codes):
    return TypedRows((), np.empty((len(codes), 0)), ("source",), np.array(codes, dtype=np.int32).reshape(-1, 1))


def test_naive_bayes_by_hand():
    # Three won (two from source 1), two lost (none from source 1).
    happened = np.array([1.0, 1.0, 1.0, 0.0, 0.0])
    said = odoo_naive_bayes(rows_of([1, 1, 2, 2, 2]), happened, rows_of([1]))
    won, lost = 3.1 * (2.1 / 3.1), 2.1 * (0.1 / 2.1)
    assert said[0] == pytest.approx(won / (won + lost))


def test_a_value_never_seen_tells_naive_bayes_nothing():
    happened = np.array([1.0, 0.0])
    assert odoo_naive_bayes(rows_of([1, 2]), happened, rows_of([-1]))[0] == pytest.approx(0.5)


def test_the_base_rate_is_the_same_for_all():
    assert base_rate(rows_of([1, 2]), np.array([1.0, 1.0]), rows_of([1, 2, 3])).tolist() == [0.75] * 3


@pytest.mark.parametrize("name", BASELINES)
def test_all_stay_inside_nought_and_one(name):
    rng = np.random.default_rng(0)
    rows = TypedRows(("n",), rng.normal(size=(80, 1)), ("c",), rng.integers(0, 4, (80, 1)))
    said = BASELINES[name](rows, rng.integers(0, 2, 80).astype(float), rows)
    assert ((said >= 0) & (said <= 1)).all()
