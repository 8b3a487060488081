"""The simple rules that deal odds must beat, each saying won, no decision, lost, still open by a horizon."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from tandem.closing.deal_odds.columns import AGE, STAGE

__all__ = ["CLASSES", "RULES", "base_rate"]

CLASSES = ("won", "no decision", "lost", "still open")
_AGE_EDGES = np.array([4.0, 8.0, 13.0, 26.0])
_BELIEVED = 4.0

Rule = Callable[[pd.DataFrame, np.ndarray, pd.DataFrame], np.ndarray]


def base_rate(facts: pd.DataFrame, came: np.ndarray, new: pd.DataFrame) -> np.ndarray:
    """Return the shares of what came of all earlier rows, one of each added; shape (n_new, 4)."""
    del facts
    shares = (np.bincount(came, minlength=len(CLASSES)) + 1.0) / (len(came) + len(CLASSES))
    return np.tile(shares, (len(new), 1))


def _by_group(groups: np.ndarray, came: np.ndarray, asked: np.ndarray, overall: np.ndarray) -> np.ndarray:
    said = np.tile(overall, (len(asked), 1))
    for one in set(groups) & set(asked):
        counts = np.bincount(came[groups == one], minlength=len(CLASSES))
        said[asked == one] = (counts + _BELIEVED * overall) / (counts.sum() + _BELIEVED)
    return said


def stage_win_rate(facts: pd.DataFrame, came: np.ndarray, new: pd.DataFrame) -> np.ndarray:
    """Return what came of earlier deals in the same stage, as pipelines are commonly weighted."""
    overall = base_rate(facts, came, new.head(1))[0] if len(new) else np.zeros(len(CLASSES))
    if STAGE not in facts.columns:
        return base_rate(facts, came, new)
    return _by_group(facts[STAGE].to_numpy(dtype=str), came, new[STAGE].to_numpy(dtype=str), overall)


def days_open(facts: pd.DataFrame, came: np.ndarray, new: pd.DataFrame) -> np.ndarray:
    """Return what came of earlier deals open for about as long: under 4, 8, 13, 26 weeks, or more."""
    overall = base_rate(facts, came, new.head(1))[0] if len(new) else np.zeros(len(CLASSES))
    old, asked = (np.searchsorted(_AGE_EDGES, one[AGE].to_numpy(dtype=float), "right") for one in (facts, new))
    return _by_group(old, came, asked, overall)


def naive_bayes(facts: pd.DataFrame, came: np.ndarray, new: pd.DataFrame) -> np.ndarray:
    """Return naive Bayes on counts of each field value, every count raised by 0.1, as Odoo does it for won and lost.

    A number counts by the tenth it falls into; an empty cell and a value never seen tell nothing.

    References
    ----------
    Odoo, CRM, "Predictive lead scoring".
    """
    totals = np.bincount(came, minlength=len(CLASSES)).astype(float)
    score = np.tile(np.log(totals + 0.1), (len(new), 1))
    for name in facts.columns:
        old, asked = _codes(facts[name], new[name])
        counts = np.zeros((int(max(old.max(initial=0), asked.max(initial=0))) + 1, len(CLASSES)))
        np.add.at(counts, (old, came), 1.0)
        ratio = np.log((counts + 0.1) / (totals + 0.1))
        ratio[(counts.sum(axis=1) == 0) | (np.arange(len(counts)) == 0)] = 0.0
        score += ratio[asked]
    odds = np.exp(score - score.max(axis=1, keepdims=True))
    shares: np.ndarray = odds / odds.sum(axis=1, keepdims=True)
    return shares


def _codes(old: pd.Series, new: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    numbers = pd.to_numeric(old, errors="coerce")
    if numbers.notna().sum() >= 0.9 * old.notna().sum() and numbers.nunique() > 10:
        edges = np.unique(np.quantile(numbers.dropna(), np.linspace(0, 1, 11)[1:-1]))
        asked = pd.to_numeric(new, errors="coerce")
        first, second = (np.where(one.notna(), np.searchsorted(edges, one, "right") + 1, 0) for one in (numbers, asked))
        return first, second
    codes, _ = pd.factorize(pd.concat([old, new]).astype("str").where(pd.concat([old, new]).notna()))
    return codes[: len(old)] + 1, codes[len(old) :] + 1


RULES: dict[str, Rule] = {
    "base rate": base_rate,
    "stage win rate": stage_win_rate,
    "naive Bayes as Odoo does it": naive_bayes,
    "days open": days_open,
}
