"""The peers: each learns from the same facts of the same past weeks what came of a deal by the horizon."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from tandem.closing.deal_odds.rules import CLASSES, RULES
from tandem.learning.features import LinearDesign, TableReader, TypedRows

__all__ = ["PEERS"]

Peer = Callable[[pd.DataFrame, np.ndarray, pd.DataFrame], np.ndarray]


def _typed(old: pd.DataFrame, new: pd.DataFrame) -> tuple[TypedRows, TypedRows]:
    reader = TableReader.learn(old)
    return reader.read(old), reader.read(new)


def _all_classes(said: np.ndarray, classes: np.ndarray) -> np.ndarray:
    whole = np.full((len(said), len(CLASSES)), 1e-6)
    whole[:, classes.astype(int)] = said
    return whole / whole.sum(axis=1, keepdims=True)


def logistic(old: pd.DataFrame, came: np.ndarray, new: pd.DataFrame) -> np.ndarray:
    """Multinomial logistic regression (C = 1) on scaled numbers and one indicator for each level."""
    from sklearn.linear_model import LogisticRegression

    rows, later = _typed(old, new)
    design = LinearDesign.learn(rows)
    model = LogisticRegression(max_iter=300).fit(design.matrix(rows), came)
    return _all_classes(model.predict_proba(design.matrix(later)), model.classes_)


def light_gbm(old: pd.DataFrame, came: np.ndarray, new: pd.DataFrame) -> np.ndarray:
    """LightGBM at its defaults, categories as categories."""
    import lightgbm

    rows, later = _typed(old, new)
    names = [f"n{at}" for at in range(rows.numbers.shape[1])]
    words = [f"c{at}" for at in range(rows.levels.shape[1])]
    frames = [pd.DataFrame(np.c_[one.numbers, one.levels], columns=names + words) for one in (rows, later)]
    model = lightgbm.LGBMClassifier(verbosity=-1, n_jobs=1, random_state=0)
    model.fit(frames[0], came, categorical_feature=words)
    return _all_classes(model.predict_proba(frames[1]), model.classes_)


def cat_boost(old: pd.DataFrame, came: np.ndarray, new: pd.DataFrame) -> np.ndarray:
    """CatBoost's multiclass loss; 200 rounds of its default depth, categories as text."""
    from catboost import CatBoostClassifier

    rows, later = _typed(old, new)
    frames = []
    for one in (rows, later):
        frame = pd.DataFrame(one.numbers, columns=[f"n{at}" for at in range(one.numbers.shape[1])])
        for at in range(one.levels.shape[1]):
            frame[f"c{at}"] = one.levels[:, at].astype(str)
        frames.append(frame)
    words = [name for name in frames[0].columns if name.startswith("c")]
    model = CatBoostClassifier(
        iterations=200, loss_function="MultiClass", cat_features=words, thread_count=1, verbose=0, random_seed=0,
        allow_writing_files=False,
    )  # fmt: skip
    model.fit(frames[0], came)
    return _all_classes(model.predict_proba(frames[1]), np.asarray(model.classes_))


PEERS: dict[str, Peer] = {**RULES, "logistic": logistic, "LightGBM": light_gbm, "CatBoost": cat_boost}
