"""Words become one honest number."""

import numpy as np
import pandas as pd

from tandem.learning.features.text import fit_text_score, out_of_fold_text_score
from tandem.learning.measures import area_under_curve


def texts_of(n, seed=0):
    rng = np.random.default_rng(seed)
    happened = rng.integers(0, 2, n).astype(float)
    words = np.where(rng.random(n) < 0.8, happened, 1 - happened)
    return pd.Series(
        ["asked for a demo of it" if one else "just browsing around here" for one in words], dtype="str"
    ), happened


def test_words_that_tell_are_found():
    texts, happened = texts_of(200)
    model = fit_text_score(texts, happened)
    assert model.score(pd.Series(["a demo"], dtype="str"))[0] > model.score(pd.Series(["browsing"], dtype="str"))[0]
    folds = np.arange(200) % 5
    assert area_under_curve(happened, out_of_fold_text_score(texts, happened, folds)) > 0.65


def test_an_empty_text_has_no_pull():
    texts, happened = texts_of(60)
    assert fit_text_score(texts, happened).score(pd.Series([None], dtype="str")).tolist() == [0.0]


def test_no_text_at_all_has_no_score():
    texts, happened = texts_of(60)
    assert fit_text_score(texts, happened).score(pd.Series([], dtype="str")).shape == (0,)
