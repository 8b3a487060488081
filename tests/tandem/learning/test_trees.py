"""Trees find what lines cannot, and stop where held-out rows say."""

import numpy as np

from tandem.learning.features import TypedRows
from tandem.learning.measures import area_under_curve
from tandem.learning.trees import fit_forest, grow_out_of_fold
from tandem.learning.validation import fold_pairs


def rows_of(n, seed):
    rng = np.random.default_rng(seed)
    numbers = rng.normal(size=(n, 3))
    return TypedRows(("a", "b", "c"), numbers, (), np.empty((n, 0), dtype=np.int32)), rng


def test_an_interaction_is_found():
    rows, rng = rows_of(1200, 0)
    happened = ((rows.numbers[:, 0] * rows.numbers[:, 1] > 0) ^ (rng.random(1200) < 0.1)).astype(float)
    grown = grow_out_of_fold(rows, happened, fold_pairs(happened, None, 0), 0)
    assert area_under_curve(happened, grown.log_odds) > 0.8
    mean, spread = fit_forest(rows, happened, grown.n_rounds, 0).predict(rows)
    assert area_under_curve(happened, mean) > 0.85
    assert (spread > 0).any()


def test_noise_stops_them_at_once():
    rows, rng = rows_of(400, 1)
    happened = rng.integers(0, 2, 400).astype(float)
    grown = grow_out_of_fold(rows, happened, fold_pairs(happened, None, 0), 0)
    assert grown.n_rounds <= 12


def test_a_seed_repeats():
    rows, rng = rows_of(300, 2)
    happened = (rows.numbers[:, 0] + rng.normal(size=300) > 0).astype(float)
    one, other = (fit_forest(rows, happened, 20, 7).predict(rows)[0] for _ in range(2))
    np.testing.assert_array_equal(one, other)
