"""The peers: everyone reads the same columns, typed alike, and is used as its own documentation uses it."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from tandem.learning.baselines import base_rate, odoo_naive_bayes
from tandem.learning.features import TypedRows

__all__ = ["PEERS"]

Peer = Callable[[TypedRows, np.ndarray, TypedRows], np.ndarray]


def _frame(rows: TypedRows, *, as_text: bool = False) -> pd.DataFrame:
    frame = pd.DataFrame(rows.numbers, columns=[f"n{at}" for at in range(rows.numbers.shape[1])])
    for at in range(rows.levels.shape[1]):
        frame[f"c{at}"] = rows.levels[:, at].astype(str) if as_text else rows.levels[:, at]
    return frame


def _categories(frame: pd.DataFrame) -> list[str]:
    return [name for name in frame.columns if name.startswith("c")]


def logistic(rows: TypedRows, happened: np.ndarray, new: TypedRows) -> np.ndarray:
    """Logistic regression, C = 1, on imputed and scaled numbers and one indicator for each level."""
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    old, later = _frame(rows), _frame(new)
    words = _categories(old)
    numbers = [name for name in old.columns if name not in words and old[name].notna().any()]
    prepare = ColumnTransformer(
        [
            ("n", make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler()), numbers),
            ("c", OneHotEncoder(handle_unknown="ignore"), words),
        ]
    )
    model = make_pipeline(prepare, LogisticRegression(max_iter=1000)).fit(old, happened)
    return model.predict_proba(later)[:, 1]


def hist_gradient_boosting(rows: TypedRows, happened: np.ndarray, new: TypedRows) -> np.ndarray:
    """HistGradientBoosting at its defaults; levels beyond its limit of 255 are joined into one."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    old, later = _frame(rows), _frame(new)
    for name in _categories(old):
        old[name], later[name] = old[name].clip(0, 250), later[name].clip(0, 250)
    model = HistGradientBoostingClassifier(categorical_features=_categories(old), random_state=0).fit(old, happened)
    return model.predict_proba(later)[:, 1]


def lightgbm(rows: TypedRows, happened: np.ndarray, new: TypedRows) -> np.ndarray:
    """LightGBM at its defaults, with its own categories."""
    from lightgbm import LGBMClassifier

    old, later = _frame(rows), _frame(new)
    model = LGBMClassifier(random_state=0, verbosity=-1, n_jobs=2)
    model.fit(old, happened, categorical_feature=_categories(old))
    return model.predict_proba(later)[:, 1]


def catboost(rows: TypedRows, happened: np.ndarray, new: TypedRows) -> np.ndarray:
    """CatBoost at its defaults, with its own categories."""
    from catboost import CatBoostClassifier

    old, later = _frame(rows, as_text=True), _frame(new, as_text=True)
    model = CatBoostClassifier(random_seed=0, verbose=False, thread_count=2, allow_writing_files=False)
    model.fit(old, happened, cat_features=_categories(old))
    return model.predict_proba(later)[:, 1]


PEERS: dict[str, Peer] = {
    "base rate": base_rate,
    "naive Bayes (Odoo)": odoo_naive_bayes,
    "logistic regression": logistic,
    "HistGradientBoosting": hist_gradient_boosting,
    "LightGBM": lightgbm,
    "CatBoost": catboost,
}
