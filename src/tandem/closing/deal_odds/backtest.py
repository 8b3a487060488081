"""Judging deal odds on the past: fitted on what was known on one day, judged on deals that were open after it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tandem.closing.deal_odds.history import WEEK, DealHistory, DealWeeks
from tandem.closing.deal_odds.rules import CLASSES

__all__ = ["Backtest", "came_by", "open_at", "plan_backtest"]

AHEAD_WEEKS = 13
_JUDGED_OVER = 26
_EVERY = 4
_LEAST_ENDED, _LEAST_JUDGED = 30, 30


@dataclass(frozen=True)
class Backtest:
    """A split of a history by time.

    Attributes:
        cut: second of the epoch; the training part ends here.
        train: weeks that were over by then.
        landmarks: which training weeks' fate over the next thirteen weeks was known by then: for the rules.
        came: that fate, by :data:`CLASSES`, shape (n_landmarks,).
        facts, truth: deals as they stood on days after the cut, and their fate over thirteen weeks.
        deal, day: row of each of those deals, and second of each of those days, shape (n_judged,).
    """

    cut: int
    train: DealWeeks
    landmarks: np.ndarray
    came: np.ndarray
    facts: pd.DataFrame
    truth: np.ndarray
    deal: np.ndarray
    day: np.ndarray


def came_by(history: DealHistory, deals: np.ndarray, moments: np.ndarray, weeks: float) -> np.ndarray:
    """Return what came of deals within some weeks of moments, by :data:`CLASSES`; shape (n_rows,)."""
    cause, ended = history.endings.cause[deals], history.endings.ended[deals]
    done = (cause > 0) & (ended <= moments + weeks * WEEK)
    came: np.ndarray = np.where(done, cause - 1, len(CLASSES) - 1)
    return came


def open_at(history: DealHistory, second: int) -> np.ndarray:
    """Return rows of the deals that were open at a second of the epoch."""
    cause, ended = history.endings.cause, history.endings.ended
    seen = (history.opened > 0) & (history.seen_from <= second)
    return np.flatnonzero(seen & ((cause == 0) | (ended > second)))


def plan_backtest(history: DealHistory, until: int) -> Backtest | None:
    """Return the split of what is known at a second, `None` where too little had ended or too little can be judged."""
    cut = until - (AHEAD_WEEKS + _JUDGED_OVER) * WEEK
    train = history.weeks.before(cut)
    if int((train.cause > 0).sum()) < _LEAST_ENDED:
        return None
    landmarks = train.moment + AHEAD_WEEKS * WEEK <= cut
    came = came_by(history, train.deal[landmarks], train.moment[landmarks], AHEAD_WEEKS)
    days = [cut + step * WEEK for step in range(0, _JUDGED_OVER + 1, _EVERY)]
    deals = [open_at(history, day) for day in days]
    day = np.repeat(days, [len(one) for one in deals])
    rows = np.concatenate(deals)
    if len(rows) < _LEAST_JUDGED or not landmarks.any():
        return None
    truth = came_by(history, rows, day, AHEAD_WEEKS)
    return Backtest(cut, train, landmarks, came, history.facts_at(rows, day), truth, rows, day)
