"""What is usual in each column: typical values, quantiles and rates, kept so that reasons can be put in words."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from tandem.learning.features import Kind, TableReader, TypedRows, read_text

__all__ = ["ColumnFacts", "learn_facts", "typical_rows"]

_N_LEVELS_KEPT = 200


@dataclass(frozen=True)
class ColumnFacts:
    """What is usual in one column of the training rows.

    Attributes:
        column: its name.
        typical: the value most rows are near: the median of a number, the commonest level; "" for an empty cell.
        quantiles: for a number, its values at 0%, 5%, …, 100%; else empty.
        levels: for a category, (level, rows, events) of the commonest levels; else empty.
    """

    column: str
    typical: str
    quantiles: tuple[float, ...] = ()
    levels: tuple[tuple[str, int, int], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> "ColumnFacts":
        """Undo :meth:`to_dict`."""
        levels = tuple((level, rows, events) for level, rows, events in plain["levels"])
        return cls(plain["column"], plain["typical"], tuple(plain["quantiles"]), levels)


def learn_facts(table: pd.DataFrame, happened: np.ndarray, reader: TableReader) -> dict[str, ColumnFacts]:
    """Learn what is usual in every column the reader uses; `happened` has shape (n_rows,)."""
    rows = reader.read(table)
    facts = {}
    for name in reader.columns:
        kind = reader.plan(name).kind
        if kind is Kind.NUMBER:
            facts[name] = _number_facts(name, rows.numbers[:, rows.number_names.index(name)])
        elif kind is Kind.CATEGORY:
            facts[name] = _level_facts(name, read_text(table[name]), happened)
        else:
            facts[name] = ColumnFacts(name, "")
    return facts


def _number_facts(name: str, numbers: np.ndarray) -> ColumnFacts:
    known = numbers[np.isfinite(numbers)]
    if len(known) == 0:
        return ColumnFacts(name, "")
    # The lower of the two middle values, so that the typical value is one that occurs.
    median = float(np.quantile(known, 0.5, method="lower"))
    quantiles = tuple(float(one) for one in np.quantile(known, np.linspace(0, 1, 21)))
    return ColumnFacts(name, repr(median) if 2 * len(known) >= len(numbers) else "", quantiles)


def _level_facts(name: str, text: pd.Series, happened: np.ndarray) -> ColumnFacts:
    filled = text.fillna("")
    counts = filled.value_counts()
    order = sorted(counts.index, key=lambda level: (-int(counts[level]), level))[:_N_LEVELS_KEPT]
    events = pd.Series(happened, index=filled.to_numpy()).groupby(level=0).sum()
    levels = tuple((level, int(counts[level]), int(events[level])) for level in order)
    return ColumnFacts(name, levels[0][0] if levels else "", (), levels)


def typical_rows(reader: TableReader, facts: dict[str, ColumnFacts], rows: TypedRows) -> tuple[np.ndarray, np.ndarray]:
    """Return the typical row as numbers, shape (n_numbers,), and level codes, shape (n_categories,).

    Dates and texts have no typical value: there the typical row's cell is empty.
    """
    numbers = np.full(len(rows.number_names), np.nan)
    for at, feature in enumerate(rows.number_names):
        if feature.endswith(" · words"):
            numbers[at] = 0.0
        elif feature in facts and facts[feature].typical:
            numbers[at] = float(facts[feature].typical)
    codes = np.zeros(len(rows.level_names), dtype=np.int32)
    for at, name in enumerate(rows.level_names):
        typical = facts[name].typical
        codes[at] = reader.vocabulary[name].index(typical) if typical in reader.vocabulary[name] else 0
    return numbers, codes
