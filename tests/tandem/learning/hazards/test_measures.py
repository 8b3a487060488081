"""Measures on censored spells, against values worked out by hand."""

import numpy as np
import pytest

from tandem.kernel.errors import InputError
from tandem.learning.hazards.measures import (
    censoring_weights,
    concordance,
    integrated_brier,
    multiclass_log_loss,
    multiclass_scores,
)


def test_those_censored_early_count_nothing_and_the_others_stand_in_for_them():
    duration, is_event = np.array([1.0, 2.0, 3.0, 5.0]), np.array([True, False, True, False])
    # One of three at risk at 2 is censored there: later fates weigh 1 / (2/3).
    assert censoring_weights(duration, is_event, 4.0) == pytest.approx([1.0, 0.0, 1.5, 1.5])


def test_weights_make_the_score_of_censored_spells_that_of_whole_ones():
    rng = np.random.default_rng(0)
    event, end = rng.exponential(10, 40_000), rng.uniform(2, 30, 40_000)
    times = np.array([2.0, 5.0, 8.0])
    survival = np.exp(-np.outer(np.ones(len(event)), times) / 7.0)
    whole = integrated_brier(event, np.ones(len(event), dtype=bool), survival, times)
    seen = integrated_brier(np.minimum(event, end), event <= end, survival, times)
    assert seen == pytest.approx(whole, abs=0.003)


def test_a_perfect_forecast_scores_nothing():
    duration, is_event = np.array([1.0, 3.0]), np.array([True, True])
    survival = np.array([[1.0, 0.0, 0.0], [1.0, 1.0, 0.0]])
    assert integrated_brier(duration, is_event, survival, [0.5, 2.0, 4.0]) == 0.0


def test_times_must_increase():
    with pytest.raises(InputError, match="increase"):
        integrated_brier(np.ones(2), np.ones(2, dtype=bool), np.ones((2, 2)), [2.0, 1.0])


def test_concordance_leaves_out_pairs_that_nobody_can_order():
    duration, is_event = np.array([2.0, 1.0, 3.0]), np.array([True, False, True])
    assert concordance(duration, is_event, np.array([0.9, 0.5, 0.1])) == 1.0
    assert concordance(duration, is_event, np.array([0.1, 0.5, 0.9])) == 0.0
    assert np.isnan(concordance(duration, np.zeros(3, dtype=bool), duration))


def test_who_ended_by_another_cause_never_has_the_event():
    duration = np.array([1.0, np.inf, 3.0])
    is_event = np.array([True, False, True])
    assert concordance(duration, is_event, np.array([0.5, 0.1, 0.3])) == 1.0


def test_many_classes_at_once():
    truth, said = np.array([0, 1]), np.array([[0.8, 0.2], [0.4, 0.6]])
    assert multiclass_log_loss(truth, said) == pytest.approx(-np.mean(np.log([0.8, 0.6])))
    scores = multiclass_scores(truth, said, ("won", "lost"))
    assert scores["brier"] == pytest.approx(np.mean([0.08, 0.32]))
    assert set(scores) == {"log_loss", "brier", "calibration_error won", "calibration_error lost"}
