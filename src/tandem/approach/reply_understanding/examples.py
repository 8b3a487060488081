"""Texts and labels from one plain table: which column is read, which rows can be learned from, which are judged."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tandem.kernel.errors import Fault, InputError
from tandem.learning.features import TableReader, require_columns
from tandem.learning.features.reading import read_dates

__all__ = ["LabelledTexts", "read_examples", "texts_of"]

_NAMED = ("text", "body", "message", "reply", "note", "comment", "description", "subject")
_LEAST_WORDS = 2.0
_SHARE_JUDGED = 0.25


@dataclass(frozen=True)
class LabelledTexts:
    """Rows of a table that have both a text and a label, in an order that does not depend on the table's.

    Attributes:
        column: the column of texts.
        texts, labels: one for each row, as written, labels without space around them.
        days: days of the epoch, NaN where unknown; `None` where rows carry no time.
        n_unknown: rows left out because text or label is empty.
    """

    column: str
    texts: tuple[str, ...]
    labels: tuple[str, ...]
    days: np.ndarray | None
    n_unknown: int

    def take(self, rows: np.ndarray) -> "LabelledTexts":
        """Return the given rows."""
        days = None if self.days is None else self.days[rows]
        texts, labels = (tuple(one[row] for row in rows) for one in (self.texts, self.labels))
        return LabelledTexts(self.column, texts, labels, days, self.n_unknown)

    def judged_apart(self, time: str | None, seed: int) -> tuple["LabelledTexts", "LabelledTexts", str]:
        """Return a part to learn from, a part to be judged on, and what the latter is, in words.

        The last quarter by time, or a quarter of each label at random. A text of the first part is never judged again:
        repeated mails would make every classifier look better than it is.
        """
        if self.days is not None:
            order = np.argsort(np.where(np.isfinite(self.days), self.days, -np.inf), kind="stable")
            n_judged = round(_SHARE_JUDGED * len(order))
            held, words = order[len(order) - n_judged :], f"the last quarter by {time!r}"
        else:
            held, words = self._quarter_of_each(seed), "a random quarter of each label, for the rows carry no time"
        learned = np.setdiff1d(np.arange(len(self.texts)), held)
        known = {_key(self.texts[row]) for row in learned}
        fresh = np.array([row for row in np.sort(held) if _key(self.texts[row]) not in known], dtype=int)
        if len(fresh) < len(held):
            words += f", less {len(held) - len(fresh):,} texts that had occurred before"
        return self.take(learned), self.take(fresh), words

    def _quarter_of_each(self, seed: int) -> np.ndarray:
        rng = np.random.default_rng(seed)
        labels = np.array(self.labels, dtype=object)
        parts = []
        for label in sorted(set(self.labels)):
            rows = np.flatnonzero(labels == label)
            parts.append(rng.permutation(rows)[: round(_SHARE_JUDGED * len(rows))])
        return np.concatenate(parts) if parts else np.empty(0, dtype=int)


def read_examples(
    table: pd.DataFrame, *, target: str, text: str | None = None, id: str | None = None, time: str | None = None
) -> LabelledTexts:
    """Return the rows of a table that can be learned from.

    Parameters
    ----------
    table
        Any columns.
    target
        The column of labels, one to a row; rows without one are left out.
    text
        The column of texts; by default the first there is of text, body, message, reply, note, comment, description,
        subject, whatever their case; else the one with the longest texts.
    id, time
        Columns that name and that date the rows.

    Raises
    ------
    InputError
        Columns are missing, or no column holds texts.
    """
    named = [one for one in (target, text, id, time) if one]
    require_columns(table, named, "it was named")
    column = text or _text_column(table, [one for one in (target, id, time) if one])
    texts, labels = texts_of(table, column), texts_of(table, target)
    known = [row for row in range(len(table)) if texts[row].strip() and labels[row].strip()]
    rows = np.array(sorted(known, key=lambda row: (texts[row], labels[row].strip())), dtype=int)
    days = None
    if time:
        days = read_dates(table[time], TableReader.learn(table[[time]]).plan(time))[rows]
    return LabelledTexts(
        column,
        tuple(texts[row] for row in rows),
        tuple(labels[row].strip() for row in rows),
        days,
        len(table) - len(rows),
    )


def texts_of(table: pd.DataFrame, column: str) -> list[str]:
    """Return the cells of a column as text, empty where there is none."""
    return ["" if missing else str(one) for one, missing in zip(table[column], table[column].isna(), strict=True)]


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def _text_column(table: pd.DataFrame, others: Sequence[str]) -> str:
    here = sorted(str(name) for name in table.columns if name not in others)
    for wanted in _NAMED:
        for name in here:
            if name.strip().lower() == wanted:
                return name
    n_words = {name: float(np.mean([len(one.split()) for one in texts_of(table, name)] or [0])) for name in here}
    longest = max(here, key=lambda name: n_words[name], default="")
    if not longest or (len(table) and n_words[longest] < _LEAST_WORDS):
        got = f"columns {', '.join(here) or 'none'}"
        raise InputError(Fault("text", "must be a column of texts", got, "Name it with --text COLUMN."))
    return longest
