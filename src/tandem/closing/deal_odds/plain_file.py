"""Deals from one plain table: which column says what came of each, when it was opened and when it was closed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tandem.closing.deal_odds.endings import LOST, NO_DECISION, WON, is_no_decision
from tandem.learning.features import Kind, TableReader, read_outcomes, read_text, require_columns
from tandem.learning.features.reading import read_dates
from tandem.learning.leakage import Leak

__all__ = ["PlainDeals", "days_in", "filled_at_the_end", "read_plain_deals"]

_REASON = re.compile(r"(lost|loss|close|closed|lose).{0,10}reason|reason.{0,12}(lost|loss|closed|closing)", re.I)
_OPENED = re.compile(r"creat|open|engag|start|begin|entered|added|first", re.I)
_CLOSED = re.compile(r"close|closing|decid|decision|resol|ended|finish|\bwon\b|\blost\b", re.I)
_LEAST_DATED = 20
_EMPTY_WHILE_OPEN = 0.2


@dataclass(frozen=True)
class PlainDeals:
    """One plain table, read; arrays of shape (n_deals,).

    Attributes:
        cause: 0 open, 1 won, 2 no decision, 3 lost.
        positive: the value that counts as won, as written.
        note: how that was decided, in words.
        opened, closed: days of the epoch, NaN where unknown.
        opened_column, closed_column: their columns, "" where time is not known of this table.
        aside: columns that say what came of a deal; no model may read them.
    """

    cause: np.ndarray
    positive: str
    note: str
    opened: np.ndarray
    closed: np.ndarray
    opened_column: str
    closed_column: str
    aside: tuple[str, ...]

    @property
    def is_dated(self) -> bool:
        """Whether it is known how long deals took."""
        return bool(self.opened_column)

    @property
    def won(self) -> np.ndarray:
        """1.0 won, 0.0 ended otherwise, NaN open."""
        found: np.ndarray = np.where(self.cause == 0, np.nan, (self.cause == WON).astype(float))
        return found

    @property
    def words(self) -> str:
        """How outcomes and times were read."""
        return f"{self.note}." + (
            f" Deals run from {self.opened_column!r} to {self.closed_column!r}." if self.is_dated else ""
        )

    def until(self) -> float:
        """Return the last day anything is known of; NaN without dates."""
        known = np.concatenate([self.opened, self.closed[self.cause > 0]])
        return float(np.nanmax(known)) if np.isfinite(known).any() else float("nan")


def read_plain_deals(
    table: pd.DataFrame, *, target: str, time: str | None = None, positive: str | None = None, id: str | None = None
) -> PlainDeals:
    """Read what came of each deal, and how long it took where two columns of dates tell.

    A lost deal counts as no decision where the outcome, or a column of lost reasons, says so.

    Parameters
    ----------
    table
        Any columns; text as it comes from a file will do.
    target
        The outcome column.
    time
        The column of the day each deal was opened; by default a date column that is named like one.
    positive
        The outcome's value that counts as won, where it cannot be told.
    id
        The column that names the deals.

    Raises
    ------
    InputError
        A column is missing, or it cannot be told which outcome is the win.
    """
    require_columns(table, [one for one in (target, id, time) if one], "it was named")
    text = read_text(table[target])
    undecided = text.fillna("").map(is_no_decision).to_numpy(dtype=bool)
    rest = pd.Series(text.where(~undecided, None).to_numpy(), name=target)
    outcomes = read_outcomes(rest, positive=positive)
    cause = np.where(outcomes.happened == 1.0, WON, np.where(outcomes.happened == 0.0, LOST, 0))
    reasons = [str(name) for name in table.columns if name not in (target, id) and _REASON.search(_words(str(name)))]
    for name in reasons:
        by_reason = read_text(table[name]).fillna("").map(is_no_decision).to_numpy(dtype=bool)
        undecided = undecided | (by_reason & (cause == LOST))
    cause = np.where(undecided, NO_DECISION, cause)
    note = outcomes.note
    if undecided.any():
        note += f"; {int(undecided.sum()):,} lost deals count as no decision by their words"
    opened, closed = _pick_dates(table, cause, target=target, id=id, time=time)
    aside = tuple(dict.fromkeys([*reasons, *([closed] if closed else [])]))
    blank = np.full(len(table), np.nan)
    return PlainDeals(
        cause,
        outcomes.positive,
        note,
        days_in(table, opened) if opened else blank,
        days_in(table, closed) if closed else blank,
        opened,
        closed,
        aside,
    )


def filled_at_the_end(table: pd.DataFrame, deals: PlainDeals, columns: Sequence[str]) -> tuple[Leak, ...]:
    """Return columns that are empty in many open deals and in next to no ended one: filled in when a deal ends.

    Ended deals alone cannot show it; it tells the model that a deal ends at all.
    """
    found = []
    ended = deals.cause > 0
    if min(ended.sum(), (~ended).sum()) < _LEAST_DATED:
        return ()
    for name in columns:
        empty = read_text(table[name]).isna().to_numpy()
        still, over = float(empty[~ended].mean()), float(empty[ended].mean())
        if still > _EMPTY_WHILE_OPEN and over < 0.1 * still:
            words = f"it is filled in when a deal ends: empty in {still:.0%} of open deals and {over:.0%} of ended ones"
            found.append(Leak(name, True, 4.0, (words,), float("nan")))
    return tuple(found)


def _words(name: str) -> str:
    return re.sub(r"([a-z])([A-Z])", r"\1 \2", name).replace("_", " ")


def days_in(table: pd.DataFrame, name: str) -> np.ndarray:
    """Return a date column as days of the epoch, NaN where a cell is no date."""
    plan = TableReader.learn(table[[name]]).plan(name)
    return read_dates(table[name], plan) if plan.kind is Kind.DATE else np.full(len(table), np.nan)


def _pick_dates(
    table: pd.DataFrame, cause: np.ndarray, *, target: str, id: str | None, time: str | None
) -> tuple[str, str]:
    """Return the columns of opening and closing that fit each other best; two empty names where none do."""
    if int((cause > 0).sum()) < _LEAST_DATED:
        return "", ""
    named = [str(name) for name in table.columns if name not in (target, id)]
    openings: Sequence[str] = [time] if time else [name for name in named if _OPENED.search(_words(name))]
    best = (0.0, "", "")
    for closing in (name for name in named if _CLOSED.search(_words(name)) and name != time):
        closed = days_in(table, closing)[cause > 0]
        for opening in (name for name in openings if name != closing):
            took = closed - days_in(table, opening)[cause > 0]
            known = np.isfinite(took)
            share = float(np.mean(known & (took >= 0)))
            if known.any() and share > max(best[0], 0.8) and float(np.median(took[known])) >= 1.0:
                best = (share, opening, closing)
    return best[1], best[2]
