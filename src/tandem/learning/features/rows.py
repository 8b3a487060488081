"""From a raw table to typed rows: one plan per column, learned once, applied alike to training and to new rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from tandem.kernel.errors import Fault, InputError
from tandem.learning.features.reading import ColumnPlan, Kind, plan_column, read_dates, read_numbers, read_text

__all__ = ["MISSING_LEVEL", "TableReader", "TypedRows", "require_columns"]

MISSING_LEVEL = "(missing)"
_MAX_LEVELS = 20_000


@dataclass(frozen=True)
class TypedRows:
    """Rows as arrays.

    Attributes:
        number_names: names of the numeric features.
        numbers: shape (n_rows, n_numbers), NaN for missing.
        level_names: names of the categorical features.
        levels: shape (n_rows, n_categories), codes into the reader's level lists; -1 for a level never seen.
        texts: free-text columns, by name.
    """

    number_names: tuple[str, ...]
    numbers: np.ndarray
    level_names: tuple[str, ...]
    levels: np.ndarray
    texts: dict[str, pd.Series] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.numbers)

    def take(self, rows: np.ndarray) -> "TypedRows":
        """Return some of the rows; `rows` is a mask or positions."""
        texts = {name: text.iloc[rows] if rows.dtype != bool else text[rows] for name, text in self.texts.items()}
        return TypedRows(self.number_names, self.numbers[rows], self.level_names, self.levels[rows], texts)

    def with_numbers(self, names: Sequence[str], columns: np.ndarray) -> "TypedRows":
        """Return the rows with further numeric features, `columns` of shape (n_rows, n_more)."""
        return TypedRows(
            (*self.number_names, *names),
            np.column_stack([self.numbers, columns]),
            self.level_names,
            self.levels,
            self.texts,
        )


def require_columns(table: pd.DataFrame, names: Sequence[str], purpose: str) -> None:
    """Refuse a table that lacks columns, naming all of them at once.

    Raises
    ------
    InputError
        Columns are not there; the message names every one of them.
    """
    missing = [name for name in names if name not in table.columns]
    if missing:
        here = ", ".join(map(str, table.columns[:12])) + (", …" if len(table.columns) > 12 else "")
        which = ("column " if len(missing) == 1 else "columns ") + ", ".join(map(repr, missing))
        raise InputError(Fault(which, f"must be in the table ({purpose})", f"only {here}" if here else "no columns"))


@dataclass(frozen=True)
class TableReader:
    """How a whole table is read.

    Attributes:
        plans: one for each column looked at, used or not, in name order.
        vocabulary: for each category, its levels in code order; code 0 is a missing cell.
        time: the column that dates the rows, or "".
        days_range: for each date, first and last day seen, so that no model looks past them.
    """

    plans: tuple[ColumnPlan, ...]
    vocabulary: dict[str, tuple[str, ...]]
    time: str = ""
    days_range: dict[str, tuple[float, float]] = field(default_factory=dict)

    @classmethod
    def learn(
        cls,
        table: pd.DataFrame,
        *,
        exclude: Sequence[str] = (),
        time: str | None = None,
        missing_words: tuple[str, ...] = (),
    ) -> "TableReader":
        """Plan every column of `table` but those in `exclude` (target, id)."""
        names = sorted(str(name) for name in table.columns if name not in exclude)
        plans = [plan_column(table[name], missing_words=missing_words) for name in names]
        vocabulary = {plan.name: _levels(table[plan.name]) for plan in plans if plan.kind is Kind.CATEGORY}
        ranges = {}
        for plan in plans:
            if plan.kind is Kind.DATE:
                days = read_dates(table[plan.name], plan)
                ranges[plan.name] = (float(np.nanmin(days)), float(np.nanmax(days)))
        return cls(tuple(plans), vocabulary, time or "", ranges)

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns the model reads, in name order."""
        return tuple(plan.name for plan in self.plans if plan.is_used)

    def plan(self, name: str) -> ColumnPlan:
        """Return one column's plan."""
        return next(plan for plan in self.plans if plan.name == name)

    def without(self, names: Sequence[str]) -> "TableReader":
        """Return a reader that does not look at the named columns."""
        kept = tuple(plan for plan in self.plans if plan.name not in names)
        return TableReader(
            kept, {k: v for k, v in self.vocabulary.items() if k not in names}, self.time, self.days_range
        )

    def read(self, table: pd.DataFrame) -> TypedRows:
        """Return the table's rows as arrays.

        Raises
        ------
        InputError
            Columns the model was fitted on are missing; all of them are named.
        """
        require_columns(table, self.columns, "the model was fitted on it")
        now = self._time_of(table)
        names: list[str] = []
        numbers: list[np.ndarray] = []
        levels: list[np.ndarray] = []
        for plan in self.plans:
            if plan.kind is Kind.NUMBER:
                names.append(plan.name)
                numbers.append(read_numbers(table[plan.name], plan))
            elif plan.kind is Kind.DATE:
                for name, column in self._date_features(table, plan, now):
                    names.append(name)
                    numbers.append(column)
            elif plan.kind is Kind.CATEGORY:
                levels.append(_codes(table[plan.name], self.vocabulary[plan.name]))
        texts = {
            plan.name: read_text(table[plan.name]).reset_index(drop=True)
            for plan in self.plans
            if plan.kind is Kind.TEXT
        }
        return TypedRows(
            tuple(names),
            np.column_stack(numbers) if numbers else np.empty((len(table), 0)),
            tuple(plan.name for plan in self.plans if plan.kind is Kind.CATEGORY),
            np.column_stack(levels) if levels else np.empty((len(table), 0), dtype=np.int32),
            texts,
        )

    def _time_of(self, table: pd.DataFrame) -> np.ndarray | None:
        if not self.time or not any(plan.name == self.time and plan.kind is Kind.DATE for plan in self.plans):
            return None
        return read_dates(table[self.time], self.plan(self.time))

    def _date_features(
        self, table: pd.DataFrame, plan: ColumnPlan, now: np.ndarray | None
    ) -> list[tuple[str, np.ndarray]]:
        days = read_dates(table[plan.name], plan)
        low, high = self.days_range[plan.name]
        whole = np.where(np.isfinite(days), days, 0.0).astype("int64").astype("datetime64[D]")
        known = np.isfinite(days)
        month = (whole.astype("datetime64[M]").astype(int) % 12 + 1).astype(float)
        weekday = ((whole.astype(int) + 3) % 7).astype(float)
        features = [
            (f"{plan.name} · month", np.where(known, month, np.nan)),
            (f"{plan.name} · weekday", np.where(known, weekday, np.nan)),
        ]
        # Days past the last one seen in training count as the last: the newest regime known, never an extrapolation.
        if now is not None and plan.name != self.time:
            return [*features, (f"{plan.name} · days before {self.time}", now - days)]
        return [*features, (f"{plan.name} · day", np.clip(days, low, high))]

    def source_of(self, feature: str) -> str:
        """Return the column a feature was made from."""
        return feature.split(" · ", maxsplit=1)[0] if feature.split(" · ", maxsplit=1)[0] in self.columns else feature

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return {
            "plans": [plan.to_dict() for plan in self.plans],
            "vocabulary": {name: list(levels) for name, levels in self.vocabulary.items()},
            "time": self.time,
            "days_range": {name: list(both) for name, both in self.days_range.items()},
        }

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> "TableReader":
        """Undo :meth:`to_dict`."""
        return cls(
            tuple(ColumnPlan.from_dict(plan) for plan in plain["plans"]),
            {name: tuple(levels) for name, levels in plain["vocabulary"].items()},
            plain["time"],
            {name: (both[0], both[1]) for name, both in plain["days_range"].items()},
        )


def _levels(values: pd.Series) -> tuple[str, ...]:
    counts = read_text(values).dropna().value_counts()
    frequent = sorted(counts.index, key=lambda level: (-int(counts[level]), level))[:_MAX_LEVELS]
    return (MISSING_LEVEL, *frequent)


def _codes(values: pd.Series, levels: tuple[str, ...]) -> np.ndarray:
    raw, uniques = pd.factorize(values, use_na_sentinel=True)
    text = read_text(pd.Series(uniques))
    known = pd.Index(levels, dtype="str").get_indexer(pd.Index(text.fillna(MISSING_LEVEL), dtype="str"))
    # pandas marks a missing cell with code -1, which picks the appended last entry: level 0, missing.
    return np.append(known, 0)[raw].astype(np.int32)
