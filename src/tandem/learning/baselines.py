"""The simple rules a model must beat: base rate, naive Bayes on frequencies as Odoo does it, logistic regression."""

from collections.abc import Callable

import numpy as np

from tandem.learning.features import LinearDesign, TypedRows

__all__ = ["BASELINES", "base_rate", "logistic_regression", "odoo_naive_bayes"]

Baseline = Callable[[TypedRows, np.ndarray, TypedRows], np.ndarray]


def base_rate(rows: TypedRows, happened: np.ndarray, new: TypedRows) -> np.ndarray:
    """Return the same probability for every new row: the share of events so far, with one of each added."""
    del rows
    return np.full(len(new), (happened.sum() + 1.0) / (len(happened) + 2.0))


def odoo_naive_bayes(rows: TypedRows, happened: np.ndarray, new: TypedRows) -> np.ndarray:
    """Return naive Bayes on counts of each field value among won and lost, every count raised by 0.1.

    A number counts by the tenth of its range it falls into; an empty cell tells nothing, as in that system. Values
    never seen are left out.

    References
    ----------
    Odoo, CRM, "Predictive lead scoring": probability = won / (won + lost), each the product of its value frequencies.
    """
    won, lost = float(happened.sum()), float(len(happened) - happened.sum())
    score = np.full(len(new), np.log(won + 0.1) - np.log(lost + 0.1))
    for old_codes, new_codes in _fields(rows, new):
        size = int(max(old_codes.max(initial=0), new_codes.max(initial=0))) + 1
        wins = np.bincount(old_codes, weights=happened, minlength=size)
        counts = np.bincount(old_codes, minlength=size)
        ratio = np.log((wins + 0.1) / (won + 0.1)) - np.log((counts - wins + 0.1) / (lost + 0.1))
        ratio[(counts == 0) | (np.arange(size) == 0)] = 0.0
        score += ratio[new_codes]
    chance: np.ndarray = 1.0 / (1.0 + np.exp(-np.clip(score, -30, 30)))
    return chance


def _fields(rows: TypedRows, new: TypedRows) -> list[tuple[np.ndarray, np.ndarray]]:
    # Code 0 is an empty cell; a level never seen (-1) counts as empty too.
    known, asked = np.maximum(rows.levels, 0), np.maximum(new.levels, 0)
    fields = [(known[:, at], asked[:, at]) for at in range(known.shape[1])]
    for at in range(rows.numbers.shape[1]):
        values = rows.numbers[np.isfinite(rows.numbers[:, at]), at]
        if len(values) == 0:
            continue
        edges = np.unique(np.quantile(values, np.linspace(0, 1, 11)[1:-1]))
        fields.append((_tenths(rows.numbers[:, at], edges), _tenths(new.numbers[:, at], edges)))
    return fields


def _tenths(numbers: np.ndarray, edges: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(numbers), np.searchsorted(edges, numbers, "right") + 1, 0)


def logistic_regression(rows: TypedRows, happened: np.ndarray, new: TypedRows) -> np.ndarray:
    """Return plain logistic regression (C = 1) on scaled numbers and one indicator for each level."""
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    if len(np.unique(happened)) < 2:
        return base_rate(rows, happened, new)
    design = LinearDesign.learn(rows)
    with threadpool_limits(1, user_api="blas"):
        model = LogisticRegression(max_iter=100, tol=1e-3).fit(design.matrix(rows), happened)
    chance: np.ndarray = model.predict_proba(design.matrix(new))[:, 1]
    return chance


BASELINES: dict[str, Baseline] = {
    "base rate": base_rate,
    "naive Bayes as Odoo does it": odoo_naive_bayes,
    "logistic regression": logistic_regression,
}
