"""Gradient-boosted trees, grown as far as held-out rows say, on several draws of rows so that their spread tells."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tandem.learning.features import LevelRates, TypedRows, fit_level_rates, out_of_fold_rates

__all__ = ["Forest", "OutOfFold", "fit_forest", "grow_out_of_fold"]

_MAX_ROUNDS = 600
_N_BAGS = 6
_PATIENCE = 5
# On fewer rows threads wait for one another longer than they work.
_N_FOR_THREADS = 20_000
_BAG_SHARE = 0.7


@dataclass(frozen=True)
class OutOfFold:
    """What the trees said of rows they had not seen.

    Attributes:
        log_odds: shape (n_rows,), NaN for rows in no test fold.
        n_rounds: the number of rounds at which the held-out log loss was lowest; 0 where trees never helped.
    """

    log_odds: np.ndarray
    n_rounds: int


@dataclass(frozen=True)
class Forest:
    """Fitted trees.

    Attributes:
        boosters: one for each bag.
        rates: one level encoding for each bag.
        base: log-odds the trees start from.
    """

    boosters: tuple[Any, ...]
    rates: LevelRates
    base: float

    def predict(self, rows: TypedRows) -> tuple[np.ndarray, np.ndarray]:
        """Return mean and spread over the bags of each row's log-odds, two arrays of shape (n_rows,)."""
        features = np.column_stack([rows.numbers, self.rates.encode(rows.levels)])
        scores = np.stack(
            [
                booster.predict(features, raw_score=True, num_threads=1 if len(rows) < _N_FOR_THREADS else 2)
                for booster in self.boosters
            ]
        )
        return scores.mean(axis=0) + self.base, scores.std(axis=0, ddof=1)

    def uses(self, n_numbers: int) -> tuple[np.ndarray, np.ndarray]:
        """Return which numeric features and which categories any tree asks about, as two boolean arrays."""
        splits = np.sum([booster.feature_importance("split") for booster in self.boosters], axis=0) > 0
        return splits[:n_numbers], splits[n_numbers:].reshape(-1, 2).any(axis=1)


def _parameters(n_rows: int, seed: int) -> dict[str, Any]:
    return {
        "objective": "binary",
        "learning_rate": 0.06 if n_rows < 50_000 else 0.08,
        "num_leaves": int(np.clip(n_rows // 150, 4, 24)),
        "min_data_in_leaf": int(np.clip(n_rows // 40, 5, 20)),
        "feature_fraction": 0.5,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 8.0,
        "cat_smooth": 20,
        "max_bin": 127,
        "boost_from_average": False,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1 if n_rows < _N_FOR_THREADS else 2,
        "verbosity": -1,
        "seed": seed,
    }


def _base(happened: np.ndarray) -> float:
    rate = (happened.sum() + 1.0) / (len(happened) + 2.0)
    return float(np.log(rate / (1 - rate)))


def _features(rows: TypedRows, encoded: np.ndarray) -> np.ndarray:
    return np.column_stack([rows.numbers, encoded])


def _inner_folds(n_rows: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).permutation(n_rows) % 8


def grow_out_of_fold(
    rows: TypedRows, happened: np.ndarray, folds: Iterable[tuple[np.ndarray, np.ndarray]], seed: int
) -> OutOfFold:
    """Grow trees on each training part and score its test part; choose the rounds that serve all test parts best.

    Parameters
    ----------
    rows, happened
        All rows and their outcomes (0.0 or 1.0).
    folds
        Pairs of row positions (train, test).
    seed
        Of every random choice.
    """
    checkpoints = np.unique(np.round(np.geomspace(4, _MAX_ROUNDS, 40)).astype(int))
    n_points = len(checkpoints)
    held_out = np.full((n_points, len(happened)), np.nan)
    losses = np.zeros(n_points)
    for number, (train, test) in enumerate(folds):
        scores = _scores_along(rows, happened, train, test, checkpoints=checkpoints[:n_points], seed=seed + number)
        fold_losses = np.logaddexp(0, scores).sum(axis=1) - scores @ happened[test]
        # Later parts stop soon after the first part's best: what serves one part rarely serves the next far otherwise.
        n_points = min(n_points, len(scores), int(np.argmin(fold_losses)) + 5 if number == 0 else n_points)
        held_out[:n_points, test] = scores[:n_points]
        losses[:n_points] += fold_losses[:n_points]
    best = int(np.argmin(losses[:n_points]))
    return OutOfFold(held_out[best], int(checkpoints[best]))


def _scores_along(
    rows: TypedRows, happened: np.ndarray, train: np.ndarray, test: np.ndarray, *, checkpoints: np.ndarray, seed: int
) -> np.ndarray:
    """Return the test part's log-odds after each number of rounds, until they have long stopped getting better."""
    import lightgbm

    inside, outside, outcome = rows.take(train), rows.take(test), happened[train]
    base = _base(outcome)
    encoded = out_of_fold_rates(inside.levels, outcome, _inner_folds(len(train), seed))
    parameters = _parameters(len(train), seed)
    start = np.full(len(train), base)
    booster = lightgbm.Booster(
        parameters, lightgbm.Dataset(_features(inside, encoded), outcome, init_score=start, params=parameters)
    )
    features = _features(outside, fit_level_rates(inside.levels, outcome).encode(outside.levels))
    score, done, scores, losses = np.full(len(test), base), 0, [], []
    for until in checkpoints:
        for _ in range(until - done):
            booster.update()
        score = score + booster.predict(
            features, raw_score=True, start_iteration=done, num_iteration=until - done, num_threads=1
        )
        done = int(until)
        scores.append(score)
        losses.append(float(np.logaddexp(0, score).sum() - happened[test] @ score))
        if len(losses) - 1 - int(np.argmin(losses)) >= _PATIENCE:
            break
    return np.stack(scores)


def fit_forest(rows: TypedRows, happened: np.ndarray, n_rounds: int, seed: int) -> Forest:
    """Grow the final trees: several bags of rows, drawn without replacement.

    Parameters
    ----------
    rows, happened
        Training rows and their outcomes (0.0 or 1.0).
    n_rounds
        Boosting rounds, > 0, as :func:`grow_out_of_fold` found them.
    seed
        Of every random choice.
    """
    import lightgbm

    base, rng = _base(happened), np.random.default_rng(seed)
    encoded = out_of_fold_rates(rows.levels, happened, _inner_folds(len(happened), seed))
    features = _features(rows, encoded)
    boosters = []
    for bag in range(_N_BAGS):
        drawn = np.sort(rng.permutation(len(happened))[: max(2, int(_BAG_SHARE * len(happened)))])
        parameters, start = _parameters(len(drawn), seed + 101 * bag), np.full(len(drawn), base)
        data = lightgbm.Dataset(features[drawn], happened[drawn], init_score=start, params=parameters)
        boosters.append(lightgbm.train(parameters, data, n_rounds))
    return Forest(tuple(boosters), fit_level_rates(rows.levels, happened), base)
