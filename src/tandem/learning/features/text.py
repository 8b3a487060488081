"""Free text as one number: a linear model over hashed words, scored out of fold where the outcome is known."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["TextScore", "fit_text_score", "out_of_fold_text_score"]

_N_BUCKETS = 1 << 14


@dataclass(frozen=True)
class TextScore:
    """A fitted word model.

    Attributes:
        weights: log-odds for each hashed word or pair of words, shape (16384,).
        intercept: log-odds of an empty text.
    """

    weights: np.ndarray
    intercept: float

    def score(self, texts: pd.Series) -> np.ndarray:
        """Return log-odds for each text, 0 for an empty one. Shape (n_rows,)."""
        if not len(texts):
            return np.zeros(0)
        scores = np.asarray(_hash(texts) @ self.weights, dtype=float) + self.intercept
        return np.where(texts.isna().to_numpy(), 0.0, scores)


def _hash(texts: pd.Series) -> Any:
    from sklearn.feature_extraction.text import HashingVectorizer

    vectorizer = HashingVectorizer(n_features=_N_BUCKETS, ngram_range=(1, 2), alternate_sign=False, norm="l2")
    return vectorizer.transform(texts.fillna("").astype(str).tolist())


def fit_text_score(texts: pd.Series, happened: np.ndarray) -> TextScore:
    """Fit the word model; `happened` holds 0.0 and 1.0, shape (n_rows,), both of them present."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=2.0, max_iter=200).fit(_hash(texts), happened)
    centre = float(model.intercept_[0])
    return TextScore(np.asarray(model.coef_[0], dtype=np.float32), centre - _logit(float(happened.mean())))


def out_of_fold_text_score(texts: pd.Series, happened: np.ndarray, folds: np.ndarray) -> np.ndarray:
    """Return for each row the score of a model that did not see it; `folds` holds fold numbers, shape (n_rows,)."""
    scores = np.zeros(len(texts))
    for fold in np.unique(folds):
        inside, outside = folds != fold, folds == fold
        if 0.0 < happened[inside].mean() < 1.0:
            scores[outside] = fit_text_score(texts[inside], happened[inside]).score(texts[outside])
    return scores


def _logit(share: float) -> float:
    return float(np.log(share / (1.0 - share)))
