"""Alarms when a model stops being true, with a stated rate of false ones however often one looks."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tandem.kernel.errors import Fault, InputError

__all__ = ["CalibrationAlarm", "ColumnDrift", "column_drift", "watch_calibration"]

# Shifts of the log-odds that are bet on, both ways and turned about the middle.
_SHIFTS = np.array([-1.0, -0.5, -0.25, 0.25, 0.5, 1.0])
_SLOPES = np.array([0.25, 0.5, 1.5])
_LEAST_EXPECTED = 5.0
_MOST_LEVELS = 20


@dataclass(frozen=True)
class CalibrationAlarm:
    """What watching outcomes against probabilities has found.

    Attributes:
        evidence: the betting capital after each outcome, shape (n_rows,); 1 at the start. While the probabilities are
            true it ever reaches 1 / `false_alarm_rate` with no more than that chance.
        false_alarm_rate: the chance of any false alarm, ever.
        raised_at: position of the outcome that raised it, `None` if none did.
        words: which way the probabilities are off, "" without alarm.
    """

    evidence: np.ndarray
    false_alarm_rate: float
    raised_at: int | None
    words: str


def watch_calibration(
    probability: np.ndarray, happened: np.ndarray, *, false_alarm_rate: float = 0.01
) -> CalibrationAlarm:
    """Test after every outcome whether the probabilities given beforehand are still true.

    Bets at the model's own odds on nine ways of being off (too high or too low by a quarter, a half or one in log-odds;
    too bold or too timid); the mean capital is a martingale while the model is right.

    Parameters
    ----------
    probability
        As given before each outcome was known, in the order of the outcomes, in (0, 1), shape (n_rows,).
    happened
        Outcomes, 0.0 or 1.0, shape (n_rows,).
    false_alarm_rate
        In (0, 1): over the whole life of the model, not for each look.

    References
    ----------
    Ville 1939; Ramdas, Grünwald, Vovk, Shafer 2023, "Game-theoretic statistics and safe anytime-valid inference".

    Examples
    --------
    >>> watch_calibration(np.full(200, 0.5), np.tile([0.0, 1.0], 100)).raised_at is None
    True
    >>> watch_calibration(np.full(200, 0.5), np.ones(200)).words
    'too low: more comes about than was said'
    """
    faults = []
    if len(probability) != len(happened):
        faults.append(Fault("rows", "must be as many", f"{len(probability)} and {len(happened)}"))
    if len(probability) and not ((probability > 0) & (probability < 1)).all():
        faults.append(Fault("probability", "must lie between 0 and 1", f"{probability.min()} to {probability.max()}"))
    if not 0 < false_alarm_rate < 1:
        faults.append(Fault("false_alarm_rate", "must lie between 0 and 1", str(false_alarm_rate)))
    if faults:
        raise InputError(faults)
    odds = (np.log(probability) - np.log1p(-probability))[:, None]
    rivals = np.hstack([odds + _SHIFTS, odds * _SLOPES])
    # A bet on a rival pays its likelihood over the model's.
    signed = np.where(happened[:, None] > 0.5, 1.0, -1.0)
    gains = np.logaddexp(0, -signed * odds) - np.logaddexp(0, -signed * rivals)
    capital = np.cumsum(gains, axis=0)
    highest = capital.max(axis=1, initial=-np.inf) if len(capital) else np.empty(0)
    evidence = np.exp(highest) * np.exp(capital - highest[:, None]).mean(axis=1) if len(capital) else np.empty(0)
    over = np.flatnonzero(evidence >= 1 / false_alarm_rate)
    if not len(over):
        return CalibrationAlarm(evidence, false_alarm_rate, None, "")
    at = int(over[0])
    return CalibrationAlarm(evidence, false_alarm_rate, at, _words(int(np.argmax(capital[at]))))


def _words(best: int) -> str:
    if best < len(_SHIFTS):
        low = _SHIFTS[best] > 0
        return "too low: more comes about than was said" if low else "too high: less comes about than was said"
    bold = _SLOPES[best - len(_SHIFTS)] < 1
    return "too bold: high ones come about less, low ones more" if bold else "too timid: it could say more"


@dataclass(frozen=True)
class ColumnDrift:
    """A column whose values are no longer spread as they were.

    Attributes:
        column: its name.
        p_value: of the test that nothing has changed.
        index: population stability index, sum of (new - old) × ln(new / old) over shares; over 0.25 is a large change.
        words: the value whose share has moved most, with both shares.
    """

    column: str
    p_value: float
    index: float
    words: str


def column_drift(
    old: dict[str, np.ndarray], new: dict[str, np.ndarray], *, false_discovery_rate: float = 0.05
) -> tuple[ColumnDrift, ...]:
    """Return the columns whose values have drifted, the furthest first.

    Parameters
    ----------
    old, new
        Values of each column then and now, by name; numbers are compared by tenths of the old ones, NaN and "" being a
        value of their own.
    false_discovery_rate
        In (0, 1): the share of false ones expected among those returned.

    References
    ----------
    Pearson's chi-squared test of homogeneity; Benjamini and Hochberg 1995 for many columns at once.
    """
    from scipy.stats import chi2_contingency

    found = []
    for name in sorted(set(old) & set(new)):
        labels, counts = _counts(old[name], new[name])
        if counts.shape[1] < 2 or counts.sum(axis=1).min() < 2 * _LEAST_EXPECTED:
            continue
        p_value = float(chi2_contingency(counts, correction=False)[1])
        shares = (counts + 0.5) / (counts + 0.5).sum(axis=1, keepdims=True)
        moved = shares[1] - shares[0]
        worst = int(np.argmax(np.abs(moved)))
        index = float((moved * np.log(shares[1] / shares[0])).sum())
        found.append(
            ColumnDrift(
                name, p_value, index, f"{labels[worst]}: {shares[0, worst]:.0%} then, {shares[1, worst]:.0%} now"
            )
        )
    ordered = sorted(found, key=lambda one: one.p_value)
    passing = [at for at, one in enumerate(ordered) if one.p_value <= false_discovery_rate * (at + 1) / len(ordered)]
    kept = ordered[: passing[-1] + 1] if passing else []
    return tuple(sorted(kept, key=lambda one: -one.index))


def _counts(old: np.ndarray, new: np.ndarray) -> tuple[list[str], np.ndarray]:
    if old.dtype.kind in "fiub":
        values = old[np.isfinite(old.astype(float))].astype(float)
        edges = np.unique(np.quantile(values, np.linspace(0, 1, 11)[1:-1])) if len(values) else np.empty(0)
        first, second = (_tenth_of(column.astype(float), edges) for column in (old, new))
        labels = ["empty", *_ranges(edges)]
    else:
        names, codes = np.unique(np.concatenate([old, new]).astype(str), return_inverse=True)
        first, second = codes[: len(old)], codes[len(old) :]
        labels = [repr(str(name)) if name else "empty" for name in names]
    counts = np.stack([np.bincount(one, minlength=len(labels)) for one in (first, second)]).astype(float)
    # Rare values are one class, or the test's approximation would not hold.
    expected = counts.sum(axis=0) * (counts.sum(axis=1) / counts.sum())[:, None]
    common = (expected.min(axis=0) >= _LEAST_EXPECTED) & (np.argsort(np.argsort(-counts.sum(axis=0))) < _MOST_LEVELS)
    joined = np.column_stack([counts[:, common], counts[:, ~common].sum(axis=1)])
    names_kept = [label for label, one in zip(labels, common, strict=True) if one] + ["all others"]
    used = joined.sum(axis=0) > 0
    return [name for name, one in zip(names_kept, used, strict=True) if one], joined[:, used]


def _tenth_of(column: np.ndarray, edges: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(column), np.searchsorted(edges, column, "right") + 1, 0)


def _ranges(edges: np.ndarray) -> list[str]:
    shown = [f"{edge:,.4g}" for edge in edges]
    if not shown:
        return ["all"]
    between = [f"{low} to {high}" for low, high in pairwise(shown)]
    return [f"under {shown[0]}", *between, f"{shown[-1]} and over"]
