"""Trees beside a pooled model: how far each is heard is learned on held-out rows, and trees only where rows gain."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from tandem.learning.features import LevelRates, TypedRows, fit_level_rates, out_of_fold_rates

__all__ = ["TreePart", "fit_tree_part"]

_CHECKPOINTS = (8, 16, 30, 50, 80, 125, 200)
_LEAST_EVENTS = 300
_LEAST_GAIN = 3.0
# Weights of pooled model and trees that are thought likely beforehand, and how far they may stray from that.
_LIKELY, _STRAY = np.array([0.75, 0.25]), 0.35


@dataclass(frozen=True)
class TreePart:
    """Boosted trees and what they weigh beside the pooled model.

    The joint log-odds are shift + pooled_weight × pooled + weight × trees.

    Attributes:
        booster: a LightGBM booster.
        rates: level encoding of the categories.
        left_out: numeric features the trees do not see.
        base: log-odds the trees start from.
        shift, pooled_weight, weight: of the joint log-odds; weights are >= 0.
    """

    booster: Any
    rates: LevelRates
    left_out: tuple[str, ...]
    base: float
    shift: float
    pooled_weight: float
    weight: float

    def log_odds(self, rows: TypedRows) -> np.ndarray:
        """Return the trees' own log-odds of each row, shape (n_rows,)."""
        if not len(rows):
            return np.zeros(0)
        features = _features(rows, self.rates.encode(rows.levels), self.left_out)
        scores: np.ndarray = np.asarray(self.booster.predict(features, raw_score=True, num_threads=1)) + self.base
        return scores


def _features(rows: TypedRows, encoded: np.ndarray, left_out: tuple[str, ...]) -> np.ndarray:
    kept = [at for at, name in enumerate(rows.number_names) if name not in left_out]
    return np.column_stack([rows.numbers[:, kept], encoded])


def _parameters(n_rows: int, n_features: int, seed: int) -> dict[str, Any]:
    return {
        "objective": "binary",
        "learning_rate": 0.06,
        "num_leaves": int(np.clip(n_rows // 1000, 4, 12)),
        "min_data_in_leaf": int(np.clip(n_rows // 100, 20, 100)),
        # Of two or three features a tree must see all, or it never learns how they act together.
        "feature_fraction": 0.6 if n_features > 6 else 1.0,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 10.0,
        "max_bin": 127,
        "boost_from_average": False,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "verbosity": -1,
        "seed": seed,
    }


def fit_tree_part(
    rows: TypedRows,
    happened: np.ndarray,
    pooled: np.ndarray,
    folds: np.ndarray,
    *,
    left_out: tuple[str, ...] = (),
    seed: int = 0,
) -> TreePart | None:
    """Grow trees and weigh them against the pooled model; `None` where events are few or held-out rows do not gain.

    Parameters
    ----------
    rows, happened
        Rows and their outcomes (0.0 or 1.0).
    pooled
        The pooled model's log-odds of each row by a fit that had not seen its fold, shape (n_rows,).
    folds
        Fold of each row; all rows of a subject share one. Shape (n_rows,).
    left_out
        Numeric features that the trees may not see.
    seed
        Of every random choice.
    """
    if min(happened.sum(), len(happened) - happened.sum()) < _LEAST_EVENTS:
        return None
    held_out = np.empty((len(_CHECKPOINTS), len(happened)))
    for fold in np.unique(folds):
        held_out[:, folds == fold] = _held_out(rows, happened, folds == fold, left_out=left_out, seed=seed + int(fold))
    best = int(np.argmin(np.logaddexp(0, held_out).sum(axis=1) - held_out @ happened))
    shift, pooled_weight, weight = _weigh(pooled, held_out[best], happened)
    joint = shift + pooled_weight * pooled + weight * held_out[best]
    gain = np.logaddexp(0, pooled) - np.logaddexp(0, joint) + happened * (joint - pooled)
    if weight == 0 or gain.sum() < max(_LEAST_GAIN, float(np.sqrt((gain**2).sum()))):
        return None
    booster, base = _grow(rows, happened, _CHECKPOINTS[best], left_out, seed)
    return TreePart(booster, fit_level_rates(rows.levels, happened), left_out, base, shift, pooled_weight, weight)


def _grow(
    rows: TypedRows, happened: np.ndarray, n_rounds: int, left_out: tuple[str, ...], seed: int
) -> tuple[Any, float]:
    import lightgbm

    rate = (happened.sum() + 1.0) / (len(happened) + 2.0)
    base = float(np.log(rate / (1 - rate)))
    inner = np.random.default_rng(seed).permutation(len(happened)) % 8
    features = _features(rows, out_of_fold_rates(rows.levels, happened, inner), left_out)
    parameters = _parameters(len(happened), features.shape[1], seed)
    start = np.full(len(happened), base)
    data = lightgbm.Dataset(features, happened, init_score=start, params=parameters)
    return lightgbm.train(parameters, data, n_rounds), base


def _held_out(
    rows: TypedRows, happened: np.ndarray, outside: np.ndarray, *, left_out: tuple[str, ...], seed: int
) -> np.ndarray:
    """Return the outside rows' log-odds by trees grown on the others, after each number of rounds."""
    old, new, outcome = rows.take(~outside), rows.take(outside), happened[~outside]
    booster, base = _grow(old, outcome, _CHECKPOINTS[-1], left_out, seed)
    features = _features(new, fit_level_rates(old.levels, outcome).encode(new.levels), left_out)
    score, done, scores = np.full(len(new), base), 0, []
    for until in _CHECKPOINTS:
        score = score + booster.predict(
            features, raw_score=True, start_iteration=done, num_iteration=until - done, num_threads=1
        )
        done = until
        scores.append(score)
    return np.stack(scores)


def _weigh(pooled: np.ndarray, trees: np.ndarray, happened: np.ndarray) -> tuple[float, float, float]:
    from scipy.optimize import minimize

    design = np.column_stack([np.ones(len(pooled)), pooled, trees])
    centre, precision = np.array([0.0, *_LIKELY]), np.array([1.0 / 0.15**2, 1.0 / _STRAY**2, 1.0 / _STRAY**2])

    def loss(at: np.ndarray) -> tuple[float, np.ndarray]:
        score = design @ at
        value = float(np.logaddexp(0, score).sum() - happened @ score + 0.5 * precision @ (at - centre) ** 2)
        return value, design.T @ (1.0 / (1.0 + np.exp(-score)) - happened) + precision * (at - centre)

    bounds = [(None, None), (0.0, None), (0.0, None)]
    found = minimize(loss, centre, jac=True, bounds=bounds, method="L-BFGS-B").x
    return float(found[0]), float(found[1]), float(found[2])
