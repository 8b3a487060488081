"""The peers: each gets the same columns, typed alike, and returns survival curves by whole months."""

from collections.abc import Callable

import numpy as np

from tandem.learning.features import LinearDesign, TypedRows
from tandem.learning.hazards import Spells, aalen_johansen

__all__ = ["PEERS"]

Peer = Callable[[TypedRows, np.ndarray, np.ndarray, TypedRows, np.ndarray], np.ndarray]


def kaplan_meier(
    rows: TypedRows, months: np.ndarray, left: np.ndarray, new: TypedRows, times: np.ndarray
) -> np.ndarray:
    """The survival of all, the same for everyone."""
    del rows
    last = np.maximum(months.astype(int), left.astype(int))
    curve = aalen_johansen(Spells(np.zeros(len(last), dtype=int), last, left.astype(int))).survival
    at = np.minimum(times.astype(int) - 1, len(curve) - 1)
    return np.tile(curve[at], (len(new), 1))


def _outcome(months: np.ndarray, left: np.ndarray) -> np.ndarray:
    from sksurv.util import Surv

    return Surv.from_arrays(left.astype(bool), np.maximum(months, 0.5))


def _curves(functions: np.ndarray, times: np.ndarray) -> np.ndarray:
    low, high = functions[0].domain
    return np.stack([one(np.clip(times, low, high)) for one in functions])


def cox(rows: TypedRows, months: np.ndarray, left: np.ndarray, new: TypedRows, times: np.ndarray) -> np.ndarray:
    """Cox regression with a little ridge (alpha 0.1), on scaled numbers and one indicator for each level."""
    from sksurv.linear_model import CoxPHSurvivalAnalysis

    design = LinearDesign.learn(rows)
    model = CoxPHSurvivalAnalysis(alpha=0.1).fit(design.matrix(rows), _outcome(months, left))
    return _curves(model.predict_survival_function(design.matrix(new)), times)


def forest(rows: TypedRows, months: np.ndarray, left: np.ndarray, new: TypedRows, times: np.ndarray) -> np.ndarray:
    """Random survival forest of 100 trees, 15 customers in a leaf at least, a third of the columns at each split."""
    from sksurv.ensemble import RandomSurvivalForest

    design = LinearDesign.learn(rows)
    model = RandomSurvivalForest(100, min_samples_leaf=15, max_features=0.33, n_jobs=1, random_state=0)
    model.fit(design.matrix(rows), _outcome(months, left))
    return _curves(model.predict_survival_function(design.matrix(new)), times)


PEERS: dict[str, Peer] = {"Kaplan and Meier": kaplan_meier, "Cox": cox, "random survival forest": forest}
