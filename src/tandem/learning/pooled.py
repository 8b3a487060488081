"""Bayesian logistic regression with partial pooling, from no outcome to tens of thousands, with honest spread."""

from dataclasses import dataclass, field

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from tandem.learning.sampling import GroupPrior, Start, sample_posterior

__all__ = ["BaseRatePrior", "PooledLogistic", "moderate"]

# Up to here the posterior is sampled; beyond, its shape is nearly normal and Laplace's approximation serves.
_N_TO_SAMPLE = 1500
_N_FOR_SHORT_CHAIN = 600
# Standard deviations of the whole score (log-odds) that are thought possible beforehand, and how likely each is. An AUC
# of 0.6 belongs to about 0.4, one of 0.85 to about 1.6: most tables of sales records lie between.
_SPREADS = np.array([0.02, 0.25, 0.5, 0.8, 1.2, 1.8, 2.6, 4.0])
_SPREAD_WEIGHTS = np.array([0.16, 0.16, 0.18, 0.18, 0.16, 0.1, 0.05, 0.01])
_N_FOR_GROUPS = 250
_N_DRAWS, _N_DRAWS_OF_MANY, _N_DRAWS_NEAR = 240, 160, 60
_Z80 = 1.2815515655446004
_N_FOR_CHOICE = 4000


@dataclass(frozen=True)
class BaseRatePrior:
    """What is believed of a base rate before any outcome is known.

    Attributes:
        rate: the middle of it, in (0, 1). Shipped: 0.30, between the win rates of the public sets of leads and deals.
        log_odds_spread: standard deviation of its log-odds, > 0. Shipped: 1.0, an 80% interval from 0.11 to 0.61.
    """

    rate: float = 0.30
    log_odds_spread: float = 1.0

    @property
    def log_odds(self) -> float:
        """The middle as log-odds."""
        return float(np.log(self.rate / (1.0 - self.rate)))


@dataclass(frozen=True)
class PooledLogistic:
    """A posterior over intercept and weights, as one normal distribution.

    Attributes:
        mean: intercept first, shape (1 + n_columns,).
        covariance: shape (1 + n_columns, 1 + n_columns).
        spread: the posterior mean of the score's standard deviation, in log-odds.
        precision: prior precision of each weight, intercept first; empty where several spreads were averaged.
        group_variance: prior variance of a weight in each group, as learned, shape (n_groups,); how far a level that
            was never seen may lie from the others.
    """

    mean: np.ndarray
    covariance: np.ndarray
    spread: float
    precision: np.ndarray = field(default_factory=lambda: np.empty(0))
    group_variance: np.ndarray = field(default_factory=lambda: np.empty(0))

    @classmethod
    def fit(
        cls,
        design: np.ndarray,
        groups: np.ndarray,
        happened: np.ndarray,
        prior: BaseRatePrior,
        *,
        seed: int = 0,
        near: "PooledLogistic | None" = None,
    ) -> "PooledLogistic":
        """Fit by sampling the posterior where data is thin, by Laplace's approximation where it is not.

        Parameters
        ----------
        design
            Centred columns, shape (n_rows, n_columns).
        groups
            Which source column each design column belongs to, shape (n_columns,).
        happened
            Outcomes, 0.0 or 1.0, shape (n_rows,); may be empty.
        prior
            Of the base rate.
        seed
            Of the sampling.
        near
            A fit to most of the same rows under the same design, from which the sampling may begin: it is shorter then.

        References
        ----------
        :func:`tandem.learning.sampling.sample_posterior` for thin data. MacKay 1992, "The evidence framework applied to
        classification networks": the evidence of each spread weighs its posterior, and each group's variance is
        re-estimated by its effective number of parameters.

        Examples
        --------
        >>> nothing = PooledLogistic.fit(np.empty((0, 2)), np.array([0, 1]), np.empty(0), BaseRatePrior())
        >>> mean, deviation = nothing.predict(np.zeros((1, 2)))
        >>> round(float(mean[0]), 2), round(float(deviation[0]), 2)
        (-0.85, 1.0)
        """
        if design.shape[1] and 0 < len(happened) <= _N_TO_SAMPLE:
            return _sampled(design=design, groups=groups, happened=happened, prior=prior, seed=seed, near=near)
        full = np.column_stack([np.ones(len(design)), design])
        total = max(float(design.var(axis=0).sum()), 1e-9) if len(design) else float(max(1, design.shape[1]))
        start = np.zeros(full.shape[1])
        start[0] = prior.log_odds
        few = slice(0, _N_FOR_CHOICE)
        fits = []
        for one in _SPREADS:
            prior_precision = _precision(np.full(design.shape[1], total / one**2), prior)
            fit = _laplace(full[few], happened[few], prior_precision, prior, start)
            start = fit.mean
            fits.append(fit)
        evidence = np.array([fit.evidence for fit in fits]) + np.log(_SPREAD_WEIGHTS)
        weights = np.exp(evidence - evidence.max())
        weights /= weights.sum()
        spread = float(np.sqrt(weights @ _SPREADS**2))
        if len(happened) < _N_FOR_GROUPS or design.shape[1] == 0:
            return _mixture(fits, weights, spread)
        best = fits[int(np.argmax(evidence))]
        precision = float(total / _SPREADS[int(np.argmax(evidence))] ** 2)
        return _by_group(
            full=full,
            happened=happened,
            groups=groups,
            precision=precision,
            prior=prior,
            start=best.mean,
            spread=spread,
        )

    def refit(self, design: np.ndarray, happened: np.ndarray, prior: BaseRatePrior) -> "PooledLogistic":
        """Fit to other rows under the same variances, starting from here; only where :attr:`precision` is known."""
        full = np.column_stack([np.ones(len(design)), design])
        fit = _laplace(full, happened, self.precision, prior, self.mean, n_steps=5)
        return PooledLogistic(fit.mean, fit.covariance, self.spread, self.precision, self.group_variance)

    def predict(self, design: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return mean and standard deviation of each row's log-odds, two arrays of shape (n_rows,)."""
        loadings = self.loadings(design)
        return design @ self.mean[1:] + self.mean[0], np.sqrt(np.einsum("ij,ij->i", loadings, loadings))

    def loadings(self, design: np.ndarray) -> np.ndarray:
        """Return vectors whose products are the covariances of the rows' log-odds, shape (n_rows, 1 + n_columns)."""
        root = np.linalg.cholesky(self.covariance + 1e-10 * np.eye(len(self.covariance)))
        vectors: np.ndarray = design @ root[1:] + root[0]
        return vectors


@dataclass(frozen=True)
class _Fit:
    mean: np.ndarray
    covariance: np.ndarray
    evidence: float


def moderate(mean: np.ndarray, deviation: np.ndarray) -> np.ndarray:
    """Return the expected probability of a normal log-odds (MacKay 1992, eq. 10)."""
    chance: np.ndarray = 1.0 / (1.0 + np.exp(-mean / np.sqrt(1.0 + np.pi * deviation**2 / 8.0)))
    return chance


def _precision(weights: np.ndarray, prior: BaseRatePrior) -> np.ndarray:
    return np.concatenate([[1.0 / prior.log_odds_spread**2], weights])


def _laplace(
    design: np.ndarray,
    happened: np.ndarray,
    precision: np.ndarray,
    prior: BaseRatePrior,
    start: np.ndarray,
    *,
    n_steps: int = 25,
) -> _Fit:
    centre = np.zeros(len(precision))
    centre[0] = prior.log_odds
    at = start.copy()
    value = _log_posterior(design, happened, precision, centre, at)
    for _ in range(n_steps):
        chance = _sigmoid(design @ at)
        gradient = design.T @ (happened - chance) - precision * (at - centre)
        step = cho_solve(cho_factor(_curvature(design, chance, precision)), gradient)
        rate, moved = 1.0, at + step
        while (new := _log_posterior(design, happened, precision, centre, moved)) < value - 1e-12 and rate > 1e-4:
            rate /= 2
            moved = at + rate * step
        gained, at, value = new - value, moved, new
        if gained < 1e-7 * (1 + abs(value)):
            break
    factor = np.linalg.cholesky(_curvature(design, _sigmoid(design @ at), precision))
    inverse = np.linalg.solve(factor, np.eye(len(at)))
    evidence = value + 0.5 * float(np.log(precision).sum()) - float(np.log(np.diag(factor)).sum())
    return _Fit(at, inverse.T @ inverse, evidence)


def _curvature(design: np.ndarray, chance: np.ndarray, precision: np.ndarray) -> np.ndarray:
    weighted = design * np.sqrt(chance * (1 - chance))[:, None]
    curvature: np.ndarray = weighted.T @ weighted
    curvature[np.diag_indices_from(curvature)] += precision
    return curvature


def _log_posterior(
    design: np.ndarray, happened: np.ndarray, precision: np.ndarray, centre: np.ndarray, at: np.ndarray
) -> float:
    score = design @ at
    likelihood = float(happened @ score - np.logaddexp(0.0, score).sum())
    return likelihood - 0.5 * float(precision @ (at - centre) ** 2)


def _sigmoid(score: np.ndarray) -> np.ndarray:
    chance: np.ndarray = 1.0 / (1.0 + np.exp(-np.clip(score, -35, 35)))
    return chance


def _mixture(fits: list[_Fit], weights: np.ndarray, spread: float) -> PooledLogistic:
    mean = sum(weight * fit.mean for weight, fit in zip(weights, fits, strict=True))
    covariance = np.zeros_like(fits[0].covariance)
    for weight, fit in zip(weights, fits, strict=True):
        gap = fit.mean - mean
        covariance += weight * (fit.covariance + np.outer(gap, gap))
    return PooledLogistic(np.asarray(mean), covariance, spread)


def _by_group(
    *,
    full: np.ndarray,
    happened: np.ndarray,
    groups: np.ndarray,
    precision: float,
    prior: BaseRatePrior,
    start: np.ndarray,
    spread: float,
    n_rounds: int = 4,
) -> PooledLogistic:
    """Let each source column have a variance of its own, pulled towards the common one."""
    n_groups = int(groups.max()) + 1
    sizes = np.bincount(groups, minlength=n_groups)
    per_group = np.full(n_groups, precision)
    common, worth = 1.0 / precision, 2.0
    fit = _laplace(full, happened, _precision(per_group[groups], prior), prior, start, n_steps=4)
    for _ in range(n_rounds):
        second = fit.mean[1:] ** 2 + np.diag(fit.covariance)[1:]
        variance = (np.bincount(groups, weights=second, minlength=n_groups) + worth * common) / (sizes + worth)
        common = float(np.exp(np.average(np.log(variance))))
        per_group = 1.0 / np.clip(variance, 1e-6, 1e3)
        fit = _laplace(full, happened, _precision(per_group[groups], prior), prior, fit.mean, n_steps=2)
    return PooledLogistic(
        fit.mean, fit.covariance, spread, _precision(per_group[groups], prior), group_variance=1.0 / per_group
    )


def _sampled(
    *,
    design: np.ndarray,
    groups: np.ndarray,
    happened: np.ndarray,
    prior: BaseRatePrior,
    seed: int,
    near: PooledLogistic | None,
) -> PooledLogistic:
    believed = GroupPrior(prior.log_odds, prior.log_odds_spread)
    start = _start(near, groups) if near is not None and len(near.precision) == len(groups) + 1 else None
    n_draws = _N_DRAWS if start is None else _N_DRAWS_NEAR
    if start is None and len(happened) > _N_FOR_SHORT_CHAIN:
        n_draws = _N_DRAWS_OF_MANY
    drawn = sample_posterior(design, groups, happened, believed, seed=seed, n_draws=n_draws, start=start)
    covariance = np.atleast_2d(np.cov(drawn.weights.T))
    # The middle of the variances on the log scale stands for them all where a refit needs one figure.
    middle = np.exp(np.log(drawn.group_variances).mean(axis=0))
    return PooledLogistic(
        drawn.weights.mean(axis=0),
        covariance,
        float(drawn.spreads.mean()),
        _precision(1.0 / np.maximum(middle[groups], 1e-6), prior),
        drawn.group_variances.mean(axis=0) * _reach_of_unseen(drawn.group_variances) ** 2,
    )


def _start(near: PooledLogistic, groups: np.ndarray) -> Start:
    first = np.unique(groups, return_index=True)[1]
    return Start(near.mean, near.spread, 1.0 / near.precision[1:][first])


def _reach_of_unseen(group_variances: np.ndarray) -> float:
    """Return half the 80% interval of a weight known by its prior alone, in units of that of a normal as variable.

    A weight whose scale is itself unknown has long tails. One normal stands for it here, and it is given the interval,
    not the variance.
    """
    scale = np.sqrt(group_variances.mean(axis=1))
    normal = np.abs(np.random.default_rng(0).normal(size=(50, len(scale))))
    reach = float(np.quantile(normal * scale, 0.8))
    return float(np.clip(reach / (_Z80 * np.sqrt(np.mean(scale**2))), 0.5, 1.0))
