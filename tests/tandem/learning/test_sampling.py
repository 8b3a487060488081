"""The sampler gives back what it was drawn from."""

import numpy as np
import pytest
from scipy import stats

from tandem.learning.sampling import GroupPrior, _polya_gamma, sample_posterior

PRIOR = GroupPrior(-0.85, 1.0)


def drawn_world(random, n_rows=60, n_groups=6):
    """Return design, groups, outcomes and the intercept and weights behind them, all drawn from the prior."""
    groups = np.repeat(np.arange(n_groups), 2)
    design = random.normal(size=(n_rows, len(groups))) / np.sqrt(2)
    design -= design.mean(axis=0)
    spread = np.exp(np.log(PRIOR.spread) + PRIOR.spread_deviation * random.normal())
    shares = random.gamma(PRIOR.evenness, 1 / (PRIOR.evenness * n_groups), n_groups)
    held = np.maximum(np.bincount(groups, weights=design.var(axis=0)), 0.25)
    weights = random.normal(size=len(groups)) * (spread * np.sqrt(shares / held))[groups]
    intercept = PRIOR.rate_log_odds + PRIOR.rate_deviation * random.normal()
    happened = (random.random(n_rows) < 1 / (1 + np.exp(-intercept - design @ weights))).astype(float)
    return design, groups, happened, np.concatenate([[intercept], weights])


@pytest.mark.slow
def test_true_values_rank_evenly_among_the_draws():
    # Cook, Gelman, Rubin 2006: worlds drawn from the prior must lie anywhere among their posterior draws alike.
    random = np.random.default_rng(5)
    ranks = []
    for seed in range(150):
        design, groups, happened, truth = drawn_world(random)
        draws = sample_posterior(design, groups, happened, PRIOR, seed=seed, n_draws=150).weights
        new = np.concatenate([[1.0], random.normal(size=design.shape[1])])
        ranks.append([(draws @ new < truth @ new).mean(), (draws[:, 0] < truth[0]).mean()])
    for one in np.array(ranks).T:
        assert stats.kstest(one, "uniform").pvalue > 0.01
        assert abs(np.mean((one > 0.1) & (one < 0.9)) - 0.8) < 0.1


def test_much_data_leaves_little_doubt():
    random = np.random.default_rng(1)
    design = random.normal(size=(1500, 3))
    weights = np.array([1.0, -0.7, 0.0])
    happened = (random.random(1500) < 1 / (1 + np.exp(-design @ weights + 0.5))).astype(float)
    drawn = sample_posterior(design, np.arange(3), happened, PRIOR, seed=0, n_draws=200)
    assert drawn.weights.mean(axis=0) == pytest.approx([-0.5, *weights], abs=0.2)
    assert drawn.weights.std(axis=0).max() < 0.12
    assert np.median(drawn.group_variances[:, 2]) < np.median(drawn.group_variances[:, :2])


def test_more_columns_than_rows_and_the_same_seed_gives_the_same_draws():
    random = np.random.default_rng(2)
    design, happened = random.normal(size=(20, 80)), (random.random(20) < 0.4).astype(float)
    one, other = (
        sample_posterior(design, np.arange(80) // 4, happened, PRIOR, seed=3, n_draws=20).weights for _ in range(2)
    )
    assert np.array_equal(one, other)
    assert np.isfinite(one).all()


@pytest.mark.parametrize("tilt", [0.0, 0.5, 3.0, 12.0])
def test_polya_gamma_has_its_mean_and_variance(tilt):
    # Polson, Scott, Windle 2013, section 2: the mean is tanh(c/2) / (2c); the variance from its Laplace transform.
    draws = _polya_gamma(np.full(40_000, tilt), np.random.default_rng(0))
    mean = 0.25 if tilt == 0 else np.tanh(tilt / 2) / (2 * tilt)
    variance = 1 / 24 if tilt == 0 else (np.sinh(tilt) - tilt) / (4 * tilt**3 * np.cosh(tilt / 2) ** 2)
    assert draws.mean() == pytest.approx(mean, rel=0.02)
    assert draws.var() == pytest.approx(variance, rel=0.06)
