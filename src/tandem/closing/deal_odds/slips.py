"""Close dates that move: how often each deal's does, pooled over sellers and deals, and how far it is off."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from tandem.closing.deal_odds.history import WEEK, DealHistory
from tandem.learning.hazards import Curves

__all__ = ["PushRates", "expected_slip_days", "fit_push_rates"]

_WEEKS_BELIEVED, _PUSHES_BELIEVED = 20.0, 2.0
_LEAST_SHAPE, _MOST_SHAPE = 0.5, 50.0


@dataclass(frozen=True)
class PushRates:
    """Weekly rate at which a deal's close date is moved to a later day: a gamma belief, sharpened by each week seen.

    Attributes:
        shape, weeks: of the gamma distribution of a deal's rate before anything is seen of it; mean shape / weeks.
        mean_days: by how many days a push moves the date on average; NaN before any.
        n_pushes, n_weeks: seen in all.
    """

    shape: float
    weeks: float
    mean_days: float
    n_pushes: int
    n_weeks: float

    def rate(self, pushes: np.ndarray, weeks: np.ndarray) -> np.ndarray:
        """Return each deal's expected pushes a week, given those seen in so many weeks open."""
        expected: np.ndarray = (self.shape + pushes) / (self.weeks + weeks)
        return expected

    def probability(self, pushes: np.ndarray, weeks: np.ndarray, ahead: float) -> np.ndarray:
        """Return the probability of at least one push in the next `ahead` weeks while open."""
        total = self.weeks + weeks
        chance: np.ndarray = 1.0 - (total / (total + ahead)) ** (self.shape + pushes)
        return chance

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        plain = asdict(self)
        return {**plain, "mean_days": None if np.isnan(self.mean_days) else self.mean_days}

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> "PushRates":
        """Undo :meth:`to_dict`."""
        return cls(**{**plain, "mean_days": float("nan") if plain["mean_days"] is None else plain["mean_days"]})


def fit_push_rates(history: DealHistory) -> PushRates:
    """Learn how often close dates are pushed; from no deal on, two pushes in twenty weeks standing for a belief.

    The spread between deals is found by matching the variance of counts over equal exposure (Poisson-gamma).

    References
    ----------
    Clayton & Kaldor 1987, "Empirical Bayes estimates of age-standardized relative risks".
    """
    endings, known = history.endings, history.opened > 0
    until = np.where(endings.cause > 0, np.minimum(endings.ended, history.until_second), history.until_second)
    weeks = np.where(known, np.maximum(0, until - np.maximum(history.opened, history.seen_from)), 0) / WEEK
    pushes = np.bincount(history.pushes["row"].to_numpy(), minlength=len(weeks)).astype(float)
    pushes = np.where(weeks > 0, pushes, 0.0)
    mean = (pushes.sum() + _PUSHES_BELIEVED) / (weeks.sum() + _WEEKS_BELIEVED)
    expected = mean * weeks
    # Var(count) = expected + expected² / shape; solved by moments over all deals at once.
    excess = float(((pushes - expected) ** 2 - expected).sum())
    shape = float(np.clip((expected**2).sum() / excess if excess > 0 else _MOST_SHAPE, _LEAST_SHAPE, _MOST_SHAPE))
    if pushes.sum() < 20:
        shape = _PUSHES_BELIEVED
    days = history.pushes["days"].to_numpy()
    mean_days = float(days.mean()) if len(days) else float("nan")
    return PushRates(shape, float(shape / mean), mean_days, int(pushes.sum()), float(weeks.sum()))


def expected_slip_days(curves: Curves, days_to_close: np.ndarray) -> np.ndarray:
    """Return by how many days a deal is expected to outlast its stated close date, within the reach of the curves.

    It is the area under "still open" beyond the stated day, in days; a date already passed counts from that day. NaN
    where there is no date.

    Parameters
    ----------
    curves
        Curves whose periods are weeks.
    days_to_close
        Days from now to the stated close date, negative where it has passed, shape (n_rows,).

    Examples
    --------
    >>> still = np.full((1, 2, 4), 0.5)
    >>> expected_slip_days(Curves(("won",), still, still, still), np.array([14.0])).tolist()
    [7.0]
    """
    grid = np.arange(0.0, 7.0 * curves.n_periods + 1.0)
    survival = np.concatenate([np.ones((len(days_to_close), 1)), curves.probability[:, -1]], axis=1)
    at = grid / 7.0
    left = np.minimum(at.astype(int), curves.n_periods - 1)
    daily = survival[:, left] + (at - left) * (survival[:, left + 1] - survival[:, left])
    beyond = grid[None, :] >= np.maximum(days_to_close, 0.0)[:, None]
    middle = 0.5 * (daily[:, :-1] + daily[:, 1:])
    area = (middle * (beyond[:, :-1] & beyond[:, 1:])).sum(axis=1)
    late: np.ndarray = np.where(np.isnan(days_to_close), np.nan, area + np.maximum(-days_to_close, 0.0))
    return late
