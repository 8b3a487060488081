"""Reasons true of the curves: what a field moves, found by working the curves out again with the field as usual."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from tandem.kernel.suggestion import Evidence, EvidenceKind, Reason
from tandem.learning.facts import ColumnFacts, typical_rows
from tandem.learning.features import Kind, TableReader, TypedRows, read_text
from tandem.learning.features.reading import read_numbers

__all__ = ["FieldClaims", "moved_by_fields"]

_SHOWN = 120
_ROWS_AT_ONCE = 2_000


def moved_by_fields(
    reader: TableReader,
    facts: dict[str, ColumnFacts],
    rows: TypedRows,
    say: Callable[[TypedRows], np.ndarray],
    *,
    leave_alone: tuple[str, ...] = (),
) -> np.ndarray:
    """Return by how much each field moves what is said of each row.

    A field's weight is what is said of the row, less what is said of the same row with that one field as usual
    (numbers: the median, categories: the commonest level, dates: empty).

    Parameters
    ----------
    reader, facts
        How the table is read and what is usual in its columns.
    rows
        As :meth:`TableReader.read` gives them, with the clocks added.
    say
        From rows to a probability for each.
    leave_alone
        Columns that have no usual value.

    Returns
    -------
    numpy.ndarray
        Probability points, shape (n_rows, n_columns), columns in the order of `reader.columns`.
    """
    numbers, codes = typical_rows(reader, facts, rows)
    as_it_is = say(rows)
    weights = np.zeros((len(rows), len(reader.columns)))
    waiting: list[tuple[int, np.ndarray, TypedRows]] = []

    def ask() -> None:
        # Curves cost nearly the same for one row as for hundreds, so many columns are asked about at once.
        if waiting:
            index = np.concatenate([np.full(len(changed), at) for at, changed, _ in waiting])
            places = np.concatenate([changed for _, changed, _ in waiting])
            usual = rows.take(places)
            usual.numbers[:] = np.concatenate([one.numbers for _, _, one in waiting])
            usual.levels[:] = np.concatenate([one.levels for _, _, one in waiting])
            weights[places, index] = as_it_is[places] - say(usual)
            waiting.clear()

    for at, column in enumerate(reader.columns):
        if column in leave_alone or column not in facts:
            continue
        places = [k for k, name in enumerate(rows.number_names) if reader.source_of(name) == column]
        levels = [k for k, name in enumerate(rows.level_names) if name == column]
        differs = np.zeros(len(rows), dtype=bool)
        for k in places:
            differs |= ~((rows.numbers[:, k] == numbers[k]) | (np.isnan(rows.numbers[:, k]) & np.isnan(numbers[k])))
        for k in levels:
            differs |= rows.levels[:, k] != codes[k]
        changed = np.flatnonzero(differs)
        if len(changed):
            usual = rows.take(changed)
            usual.numbers[:, places] = numbers[places]
            usual.levels[:, levels] = codes[levels]
            waiting.append((at, changed, usual))
        if sum(len(one) for _, one, _ in waiting) >= _ROWS_AT_ONCE:
            ask()
    ask()
    return weights


class FieldClaims:
    """Puts the fields of one table into words, each with the fact it points at.

    Parameters
    ----------
    reader, facts
        How the table is read and what is usual in its columns.
    table
        The rows.
    came
        What the events of the facts did, e.g. "were won".
    words
        What people call a column, where that is not its name.
    after
        From a column to what is said after its claim, such as whether one can act on it.
    also
        Further columns, of whole numbers, that are no columns of the reader: the clocks.
    """

    def __init__(
        self,
        reader: TableReader,
        facts: dict[str, ColumnFacts],
        table: pd.DataFrame,
        *,
        came: str,
        words: dict[str, str] | None = None,
        after: Callable[[str], str] | None = None,
        also: pd.DataFrame | None = None,
    ) -> None:
        self._facts, self._came, self._words = facts, came, words or {}
        self._after = after or (lambda _: "")
        self._plans = {plan.name: plan for plan in reader.plans if plan.is_used}
        self._cells = {name: read_text(table[name]).fillna("").tolist() for name in reader.columns}
        self._numbers = {
            name: read_numbers(table[name], plan) for name, plan in self._plans.items() if plan.kind is Kind.NUMBER
        }

        if also is not None:
            for name in map(str, also.columns):
                self._numbers[name] = pd.to_numeric(also[name], errors="coerce").to_numpy(dtype=float)
                known = np.isfinite(self._numbers[name])
                self._cells[name] = [
                    f"{one:.0f}" if is_known else "" for one, is_known in zip(self._numbers[name], known, strict=True)
                ]

    def reason(self, column: str, row: int, weight: float) -> Reason:
        """Return the reason for one cell; `weight` in probability points."""
        cell = self._cells[column][row]
        shown = cell if len(cell) <= _SHOWN else cell[: _SHOWN - 1] + "…"
        evidence = Evidence(EvidenceKind.FIELD, column, shown)
        return Reason(self._claim(column, shown, row) + self._after(column), min(1.0, max(-1.0, weight)), (evidence,))

    def _claim(self, column: str, cell: str, row: int) -> str:
        name, facts = self._words.get(column, column), self._facts[column]
        if not cell:
            return f"{name} is empty"
        if column in self._numbers and facts.quantiles:
            value = float(self._numbers[column][row])
            return f"{name} is {value:,.6g}; half of all are at most {facts.quantiles[10]:,.6g}"
        for level, n, events in facts.levels:
            if level == cell and n:
                return f"{name} is {cell!r}: {events:,} of {n:,} such {self._came} ({events / n:.0%})"
        return f"{name} is {cell!r}"
