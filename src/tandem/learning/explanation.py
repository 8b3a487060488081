"""Reasons true of the model: what a field moves, found by scoring the row again with the field at its typical value."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tandem.kernel.suggestion import Evidence, EvidenceKind, Reason
from tandem.learning.engine import Engine
from tandem.learning.facts import ColumnFacts, typical_rows
from tandem.learning.features import Kind, TextScore, TypedRows, read_text
from tandem.learning.features.reading import read_numbers

__all__ = ["Wording", "as_sentence", "explain_rows", "field_weights"]

_CHUNK = 4096
_LEAST_WEIGHT = 0.005
_SHOWN = 120
_N_TO_JOIN = 64
_WORD = re.compile(r"\w\w+")


@dataclass(frozen=True)
class Wording:
    """How claims name things; the evidence keeps the column's own name and the cell's own text.

    Attributes:
        label: what people call a column.
        value: how a cell of a column is written, given column and cell; never given an empty one.
        happened: what came of those whose outcome is the event, after "58 of 132 such".
    """

    label: Callable[[str], str] = str
    value: Callable[[str, str], str] = lambda _, cell: cell
    happened: str = "came to it"


def field_weights(engine: Engine, facts: dict[str, ColumnFacts], table: pd.DataFrame) -> np.ndarray:
    """Return by how much each field moves each row's probability.

    The weight of a field is the row's probability less the probability of the same row with that one field set to its
    typical value (numbers: median, categories: commonest level, dates and texts: empty). It is the model's own answer:
    put the typical value into the table and the score moves by exactly this much.

    Parameters
    ----------
    engine
        A fitted engine.
    facts
        What is usual in each column.
    table
        The rows, as for :meth:`Engine.predict`.

    Returns
    -------
    numpy.ndarray
        Probability points, shape (n_rows, n_columns), columns in the order of `engine.reader.columns`.
    """
    parts = [_weights(engine, facts, table.iloc[at : at + _CHUNK]) for at in range(0, len(table), _CHUNK)]
    return np.concatenate(parts) if parts else np.empty((0, len(engine.reader.columns)))


def _weights(engine: Engine, facts: dict[str, ColumnFacts], table: pd.DataFrame) -> np.ndarray:
    rows = engine.read(table)
    numbers, codes = typical_rows(engine.reader, facts, rows)
    trees = engine.forest.predict(rows) if engine.forest is not None else None
    in_trees = engine.forest.uses(len(rows.number_names)) if engine.forest is not None else None
    as_it_is = engine.predict_rows(rows, trees=trees).probability
    weights = np.zeros((len(rows), len(engine.reader.columns)))
    for at, column in enumerate(engine.reader.columns):
        where_numbers = [k for k, name in enumerate(rows.number_names) if engine.reader.source_of(name) == column]
        where_levels = [k for k, name in enumerate(rows.level_names) if name == column]
        changed = _differing(rows, where_numbers, numbers, where_levels, codes)
        if not len(changed):
            continue
        swapped = rows.take(changed)
        swapped.numbers[:, where_numbers] = numbers[where_numbers]
        swapped.levels[:, where_levels] = codes[where_levels]
        unmoved = None
        # Trees that never ask about a column say the same without it, and they are the dear part.
        if trees is not None and in_trees is not None:
            asked = in_trees[0][where_numbers].any() or in_trees[1][where_levels].any()
            unmoved = None if asked else (trees[0][changed], trees[1][changed])
        weights[changed, at] = as_it_is[changed] - _distinctly(engine, swapped, unmoved)
    return weights


def _distinctly(engine: Engine, rows: TypedRows, trees: tuple[np.ndarray, np.ndarray] | None) -> np.ndarray:
    """Return the rows' probabilities, each distinct row scored once."""
    if trees is not None or len(rows) < _N_TO_JOIN:
        return engine.predict_rows(rows, trees=trees).probability
    bytes_ = np.ascontiguousarray(np.column_stack([rows.numbers, rows.levels])).view(np.uint64)
    keys = pd.util.hash_pandas_object(pd.DataFrame(bytes_), index=False).to_numpy()
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    return engine.predict_rows(rows.take(first)).probability[inverse]


def _differing(
    rows: TypedRows, where_numbers: list[int], numbers: np.ndarray, where_levels: list[int], codes: np.ndarray
) -> np.ndarray:
    ours, usual = rows.numbers[:, where_numbers], numbers[where_numbers]
    differs = (ours != usual) & ~(np.isnan(ours) & np.isnan(usual))
    return np.flatnonzero(differs.any(axis=1) | (rows.levels[:, where_levels] != codes[where_levels]).any(axis=1))


def explain_rows(
    engine: Engine,
    facts: dict[str, ColumnFacts],
    table: pd.DataFrame,
    *,
    n_reasons: int = 4,
    wording: Wording | None = None,
) -> list[tuple[Reason, ...]]:
    """Return the strongest reasons for each row, strongest first; none where every field is as usual.

    Parameters
    ----------
    engine, facts, table
        As for :func:`field_weights`.
    n_reasons
        How many at most, > 0.
    wording
        How claims name columns, values and the outcome; by default as they stand in the table.
    """
    weights = field_weights(engine, facts, table)
    columns = engine.reader.columns
    picked = np.argsort(-np.abs(weights), axis=1, kind="stable")[:, :n_reasons]
    claims = _Claims(engine, facts, table, wording or Wording())
    return [
        tuple(
            claims.reason(columns[at], row, float(weights[row, at]))
            for at in picked[row]
            if abs(weights[row, at]) >= _LEAST_WEIGHT
        )
        for row in range(len(table))
    ]


class _Claims:
    """Puts the fields of one table into words; whole columns are read at once, and equal cells are worded once."""

    def __init__(self, engine: Engine, facts: dict[str, ColumnFacts], table: pd.DataFrame, wording: Wording) -> None:
        self._engine, self._facts, self._wording = engine, facts, wording
        self._levels = {name: {level: (n, events) for level, n, events in one.levels} for name, one in facts.items()}
        self._plans = {plan.name: plan for plan in engine.reader.plans if plan.is_used}
        self._cells = {name: read_text(table[name]).fillna("").tolist() for name in engine.reader.columns}
        self._numbers = {
            name: read_numbers(table[name], plan) for name, plan in self._plans.items() if plan.kind is Kind.NUMBER
        }
        self._pulls = {name: _pulls(self._cells[name], model) for name, model in engine.texts.items()}
        self._worded: dict[tuple[str, str], tuple[str, Evidence]] = {}

    def reason(self, column: str, row: int, weight: float) -> Reason:
        """Return the reason for one cell."""
        cell = self._cells[column][row]
        if cell and column in self._pulls:
            return self._text(column, cell, weight)
        if (column, cell) not in self._worded:
            evidence = Evidence(EvidenceKind.FIELD, column, _short(cell))
            self._worded[column, cell] = (self._claim(column, cell, row), evidence)
        claim, evidence = self._worded[column, cell]
        return Reason(claim, min(1.0, max(-1.0, weight)), (evidence,))

    def _claim(self, column: str, cell: str, row: int) -> str:
        kind, label = self._plans[column].kind, self._wording.label(column)
        if not cell:
            return f"{label} is empty"
        if kind is Kind.NUMBER:
            return self._number(column, cell, float(self._numbers[column][row]))
        return self._level(column, cell) if kind is Kind.CATEGORY else f"{label} is {self._written(column, cell)}"

    def _written(self, column: str, cell: str) -> str:
        return _short(self._wording.value(column, cell))

    def _number(self, column: str, cell: str, value: float) -> str:
        said = f"{self._wording.label(column)} is {self._written(column, cell)}"
        quantiles = self._facts[column].quantiles
        if not np.isfinite(value) or not quantiles:
            return said
        middle = f"half of all are at most {quantiles[10]:,.6g}"
        above = 5 * int(np.searchsorted(quantiles, value, "left"))
        if 50 < above <= 95:
            return f"{said}, above that of {above - 5}% of all; {middle}"
        return f"{said}; {middle}"

    def _level(self, column: str, cell: str) -> str:
        said = f"{self._wording.label(column)} is {self._written(column, cell)!r}"
        n, events = self._levels[column].get(cell, (0, 0))
        if n == 0:
            return f"{said}, which is rare or new"
        return f"{said}: {events:,} of {n:,} such {self._wording.happened} ({events / n:.0%})"

    def _text(self, column: str, cell: str, weight: float) -> Reason:
        label = self._wording.label(column)
        spans = [(match.start(), match.end()) for match in _WORD.finditer(cell)]
        if not spans:
            return Reason(f"the words of {label}", weight, (Evidence(EvidenceKind.FIELD, column, _short(cell)),))
        sign = 1.0 if weight > 0 else -1.0
        start, end = max(spans, key=lambda span: sign * self._pulls[column][cell[span[0] : span[1]]])
        quoted = Evidence(EvidenceKind.TEXT, column, cell[start:end], start, end)
        claim = f"the words of {label}, {cell[start:end]!r} before all"
        return Reason(claim, min(1.0, max(-1.0, weight)), (quoted,))


def _pulls(cells: list[str], model: TextScore) -> dict[str, float]:
    """Return what each word of the cells adds to the text's score by itself."""
    words = sorted({word for cell in set(cells) for word in _WORD.findall(cell)})
    if not words:
        return {}
    return dict(zip(words, (model.score(pd.Series(words, dtype="str")) - model.intercept).tolist(), strict=True))


def _short(cell: str) -> str:
    return cell if len(cell) <= _SHOWN else cell[: _SHOWN - 1] + "…"


def as_sentence(reasons: Sequence[Reason]) -> str:
    """Return reasons as one line, each with its weight in probability points.

    Examples
    --------
    >>> as_sentence([Reason("Source is 'Referral'", 0.21, (Evidence(EvidenceKind.FIELD, "Source", "Referral"),))])
    "+21 points: Source is 'Referral'"
    """
    return "; ".join(f"{100 * reason.weight:+.0f} points: {reason.claim}" for reason in reasons)
