"""The pooled model finds known weights, admits what it does not know, and falls back to its prior."""

import numpy as np
import pytest

from tandem.learning.pooled import BaseRatePrior, PooledLogistic, moderate

PRIOR = BaseRatePrior()


def draw(n, weights, seed=0):
    rng = np.random.default_rng(seed)
    design = rng.normal(size=(n, len(weights)))
    chance = 1 / (1 + np.exp(-(design @ weights - 0.5)))
    return design, (rng.random(n) < chance).astype(float), chance


def test_with_no_outcome_it_is_the_prior():
    fit = PooledLogistic.fit(np.empty((0, 3)), np.arange(3), np.empty(0), PRIOR)
    mean, deviation = fit.predict(np.zeros((1, 3)))
    assert mean[0] == pytest.approx(PRIOR.log_odds)
    assert deviation[0] == pytest.approx(PRIOR.log_odds_spread)


def test_it_finds_the_weights_it_was_drawn_with():
    weights = np.array([1.0, -0.5, 0.0, 0.0])
    design, happened, _ = draw(4000, weights)
    fit = PooledLogistic.fit(design, np.arange(4), happened, PRIOR)
    assert fit.mean[1:] == pytest.approx(weights, abs=0.12)
    assert fit.mean[0] == pytest.approx(-0.5, abs=0.1)


def test_noise_is_shrunk_to_the_base_rate():
    design, _, _ = draw(400, np.zeros(30))
    happened = (np.random.default_rng(1).random(400) < 0.3).astype(float)
    mean, _ = PooledLogistic.fit(design, np.arange(30), happened, PRIOR).predict(design)
    assert mean.std() < 0.25


@pytest.mark.parametrize("n", [10, 30, 100, 1000])
def test_intervals_hold_the_truth_about_as_often_as_they_say(n):
    held = []
    for seed in range(12):
        weights = np.random.default_rng(100 + seed).normal(0, 0.5, 6)
        design, happened, _ = draw(n, weights, seed)
        new, _, chance = draw(400, weights, 1000 + seed)
        mean, deviation = PooledLogistic.fit(design, np.arange(6), happened, PRIOR).predict(new)
        truth = np.log(chance / (1 - chance))
        held.append(np.abs(truth - mean) < 1.2816 * deviation)
    assert 0.65 < np.mean(held) < 0.95


def test_a_wide_belief_is_moderated_towards_a_half():
    assert moderate(np.array([2.0]), np.array([0.0]))[0] == pytest.approx(1 / (1 + np.exp(-2.0)))
    assert 0.5 < moderate(np.array([2.0]), np.array([3.0]))[0] < 0.8


def test_refitting_elsewhere_keeps_the_variances():
    design, happened, _ = draw(500, np.array([1.0, 0.0]))
    fit = PooledLogistic.fit(design, np.arange(2), happened, PRIOR)
    other = fit.refit(design[:250], happened[:250], PRIOR)
    np.testing.assert_array_equal(other.precision, fit.precision)
    assert other.predict(design)[1].mean() > fit.predict(design)[1].mean()
