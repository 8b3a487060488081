"""Level rates are pulled towards the whole and never see the row they encode."""

import numpy as np
import pytest

from tandem.learning.features.encoding import fit_level_rates, out_of_fold_rates


def test_a_worked_example():
    levels, happened = np.array([[1], [1], [1], [2]]), np.array([1.0, 1.0, 0.0, 0.0])
    rates = fit_level_rates(levels, happened, strength=2.0)
    # base rate 1/2; level 1: (2 + 2 × 1/2) / (3 + 2) = 0.6, level 2: (0 + 1) / (1 + 2) = 1/3.
    assert rates.log_odds[0][1] == pytest.approx(np.log(0.6 / 0.4))
    assert rates.log_odds[0][2] == pytest.approx(np.log(0.5))


def test_an_unseen_level_has_no_pull():
    rates = fit_level_rates(np.array([[1], [2]]), np.array([1.0, 0.0]))
    assert rates.encode(np.array([[-1], [9]]))[:, 0].tolist() == [0.0, 0.0]


def test_out_of_fold_rates_tell_nothing_where_levels_are_noise():
    rng = np.random.default_rng(0)
    levels, happened = rng.integers(0, 1500, (3000, 1)), rng.integers(0, 2, 3000).astype(float)
    encoded = out_of_fold_rates(levels, happened, rng.permutation(3000) % 5)[:, 0]
    assert abs(np.corrcoef(encoded, happened)[0, 1]) < 0.06
    inside = fit_level_rates(levels, happened).encode(levels)[:, 0]
    assert np.corrcoef(inside, happened)[0, 1] > 0.5
