"""Measures agree with worked examples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.learning.measures import (
    area_error,
    area_under_curve,
    brier,
    calibration_error,
    calibration_table,
    lift,
    log_loss,
    measure_all,
)

HAPPENED = np.array([1.0, 0.0, 1.0, 0.0])


def test_log_loss_and_brier_by_hand():
    said = np.array([0.8, 0.4, 0.6, 0.1])
    assert log_loss(HAPPENED, said) == pytest.approx(-(np.log(0.8) + np.log(0.6) + np.log(0.6) + np.log(0.9)) / 4)
    assert brier(HAPPENED, said) == pytest.approx((0.04 + 0.16 + 0.16 + 0.01) / 4)


def test_a_constant_score_is_a_coin():
    constant = np.full(4, 0.3)
    assert area_under_curve(HAPPENED, constant) == 0.5
    assert lift(HAPPENED, constant, 0.5) == pytest.approx(1.0)


def test_the_area_is_undefined_with_one_outcome():
    assert np.isnan(area_under_curve(np.ones(3), np.arange(3.0)))
    assert np.isnan(lift(np.zeros(3), np.arange(3.0)))


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=2, max_size=40))
def test_the_area_counts_pairs(rows):
    happened = np.array([float(one) for one, _ in rows])
    score = np.array([float(one) for _, one in rows])
    pairs = [(a > b) + 0.5 * (a == b) for a in score[happened == 1] for b in score[happened == 0]]
    assert area_under_curve(happened, score) == pytest.approx(np.mean(pairs) if pairs else np.nan, nan_ok=True)


def test_calibration_of_the_truth_is_small_and_of_a_boast_large():
    rng = np.random.default_rng(0)
    truth = rng.uniform(0.1, 0.9, 20_000)
    happened = (rng.random(20_000) < truth).astype(float)
    assert calibration_error(happened, truth) < 0.015
    assert calibration_error(happened, np.clip(truth + 0.1, 0, 1)) == pytest.approx(0.1, abs=0.02)
    assert sum(n for n, _, _ in calibration_table(happened, truth)) == 20_000
    assert set(measure_all(happened, truth)) == {"log_loss", "brier", "auc", "calibration_error", "lift_top_decile"}


def test_the_areas_error_is_that_of_many_draws():
    rng = np.random.default_rng(0)
    happened = np.repeat([1.0, 0.0], [40, 120])
    areas = [area_under_curve(happened, rng.normal(size=160) + 0.5 * happened) for _ in range(500)]
    assert area_error(float(np.mean(areas)), 40, 120) == pytest.approx(np.std(areas), rel=0.15)
    assert area_error(0.5, 0, 10) == float("inf")
