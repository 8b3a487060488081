"""What the data says about one column: how well it tells the outcome, how pure its levels are, what its gaps tell."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tandem.learning.features import Kind, out_of_fold_text_score, read_text
from tandem.learning.features.reading import ColumnPlan, read_dates, read_numbers
from tandem.learning.measures import area_under_curve

__all__ = ["ColumnSignals", "column_signals", "levels_of"]

_N_FOLDS = 5


@dataclass(frozen=True)
class ColumnSignals:
    """Figures of one column against a known outcome.

    Attributes:
        power: out-of-fold AUC of the column alone, in [0.5, 1].
        information: share of the outcome's uncertainty it removes by itself, out of fold, at most 1.
        pure_share: share of rows at values that all but decide the outcome.
        pure_both_ways: whether such values exist for both outcomes.
        missing_share: share of empty cells.
        rate_missing, rate_present: share of events among empty and among filled cells; NaN where there are none.
        gap_tells: points for gaps that all but decide the outcome.
    """

    power: float
    information: float
    pure_share: float
    pure_both_ways: bool
    missing_share: float
    rate_missing: float
    rate_present: float
    gap_tells: bool


def levels_of(values: pd.Series, plan: ColumnPlan) -> np.ndarray:
    """Return a bin or level number for each row, shape (n_rows,): twenty quantile bins for numbers and dates."""
    if plan.kind in (Kind.NUMBER, Kind.DATE):
        numbers = read_numbers(values, plan) if plan.kind is Kind.NUMBER else read_dates(values, plan)
        known = np.isfinite(numbers)
        distinct = np.unique(numbers[known])
        if len(distinct) > 20:
            distinct = np.unique(np.quantile(numbers[known], np.linspace(0, 1, 21)[1:-1]))
        # A value that many rows share (a zero amount, say) gets a bin of its own: searched from both sides.
        left, right = np.searchsorted(distinct, numbers, "left"), np.searchsorted(distinct, numbers, "right")
        return np.where(known, left + right + 1, 0)
    codes: np.ndarray = pd.factorize(read_text(values), sort=True)[0] + 1
    return codes


def column_signals(values: pd.Series, plan: ColumnPlan, happened: np.ndarray, seed: int) -> ColumnSignals:
    """Measure one column; `happened` holds 0.0 and 1.0, shape (n_rows,)."""
    folds = np.random.default_rng(seed).permutation(len(happened)) % _N_FOLDS
    base = float(happened.mean())
    empty = (
        read_text(values).isna().to_numpy() if plan.kind is not Kind.DATE else ~np.isfinite(read_dates(values, plan))
    )
    if plan.kind is Kind.TEXT:
        score = out_of_fold_text_score(read_text(values), happened, folds)
        rate, pure, both = 1 / (1 + np.exp(-score - np.log(base / (1 - base)))), 0.0, False
    else:
        levels = levels_of(values, plan)
        rate = _out_of_fold_rate(levels, happened, folds)
        pure, both = _purity(levels, happened)
    auc = area_under_curve(happened, rate)
    entropy = -(base * np.log(base) + (1 - base) * np.log(1 - base))
    safe = np.clip(rate, 1e-4, 1 - 1e-4)
    loss = -float(np.mean(happened * np.log(safe) + (1 - happened) * np.log(1 - safe)))
    rate_missing = float(happened[empty].mean()) if empty.any() else float("nan")
    rate_present = float(happened[~empty].mean()) if (~empty).any() else float("nan")
    return ColumnSignals(
        max(auc, 1 - auc),
        1 - loss / entropy,
        pure,
        both,
        float(empty.mean()),
        rate_missing,
        rate_present,
        _gap_tells(empty, happened),
    )


def _out_of_fold_rate(levels: np.ndarray, happened: np.ndarray, folds: np.ndarray) -> np.ndarray:
    rate = np.empty(len(happened))
    n_levels = int(levels.max(initial=0)) + 1
    for fold in range(_N_FOLDS):
        inside = folds != fold
        base = happened[inside].mean()
        events = np.bincount(levels[inside], weights=happened[inside], minlength=n_levels)
        rows = np.bincount(levels[inside], minlength=n_levels)
        rate[~inside] = ((events + 2 * base) / (rows + 2))[levels[~inside]]
    return rate


def _purity(levels: np.ndarray, happened: np.ndarray) -> tuple[float, bool]:
    rows = np.bincount(levels).astype(float)
    events = np.bincount(levels, weights=happened)
    base = float(happened.mean())
    # A level counts as pure only when that many rows of one kind could not be luck at an honest rate of 90% or 10%.
    enough = rows >= 30
    with np.errstate(invalid="ignore", divide="ignore"):
        share = events / rows
    high = enough & (share >= 0.96) & (base < 0.75)
    low = enough & (share <= 0.04) & (base > 0.25)
    return float(rows[high | low].sum() / rows.sum()), bool(high.any() and low.any())


def _gap_tells(empty: np.ndarray, happened: np.ndarray) -> bool:
    n_empty, n_filled = int(empty.sum()), int((~empty).sum())
    if min(n_empty, n_filled) < 20:
        return False
    base, shares = float(happened.mean()), (float(happened[empty].mean()), float(happened[~empty].mean()))
    one_sided = [share <= 0.01 or share >= 0.99 for share in shares]
    return any(one_sided) and abs(shares[0] - shares[1]) > 0.5 * max(base, 1 - base) and min(shares) <= 0.02
