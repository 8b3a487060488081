"""Turns a batch of text into columns ready to be compared and written, and names every cell that could not be read."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from json.encoder import encode_basestring
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.tables.files import RawBatch
from tandem.tables.schema import ColumnType
from tandem.tables.values import ParsedColumn, parse_column
from tandem_desk.records.services.importing.derived import add_derived
from tandem_desk.records.services.importing.plans import ColumnPlan, TablePlan
from tandem_desk.records.services.importing.storage import stored_column
from tandem_desk.records.services.importing.stream_models import field_of

__all__ = ["BadCell", "Prepared", "coalesced", "prepare"]

_ESCAPED = r'["\\\x00-\x1f]'


@dataclass(frozen=True)
class BadCell:
    """A cell that was left out while its row was taken, or a row that was not taken (`column` is then empty)."""

    row_number: int
    column: str
    reason: str
    raw: str
    row_was_taken: bool = True


@dataclass
class Prepared:
    """Rows of one table, column by column; every list has one entry for each row.

    Attributes:
        row_numbers: as a spreadsheet shows them.
        values: database column → values in stored form; "" or `None` is empty.
        texts: reference column → text that says what it points at; "" is empty.
        custom: header → text; "" is empty.
        raw: column → text as written where the value alone would not give it back, else "".
        written: column → its JSON text for each row, where it was written ahead.
        bad: cells left out.
        currencies: currency each row's amounts name, "" where they name none.
    """

    row_numbers: list[int]
    values: dict[str, list[Any]] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)
    custom: dict[str, list[str]] = field(default_factory=dict)
    raw: dict[str, list[str]] = field(default_factory=dict)
    bad: list[BadCell] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    external: list[str] = field(default_factory=list)
    other_keys: list[str] = field(default_factory=list)
    written: dict[str, list[str]] = field(default_factory=dict)

    @property
    def n_rows(self) -> int:
        """How many rows there are."""
        return len(self.row_numbers)

    def slices(self, rows: int) -> Iterator["Prepared"]:
        """Yield consecutive parts of at most `rows` rows."""
        if self.n_rows <= rows:
            yield self
            return
        for start in range(0, self.n_rows, rows):
            part = slice(start, start + rows)
            numbers = self.row_numbers[part]
            yield Prepared(
                numbers,
                {name: column[part] for name, column in self.values.items()},
                {name: column[part] for name, column in self.texts.items()},
                {name: column[part] for name, column in self.custom.items()},
                {name: column[part] for name, column in self.raw.items()},
                [one for one in self.bad if numbers[0] <= one.row_number <= numbers[-1]] if self.bad else [],
                self.headers,
                self.external[part],
                self.other_keys[part],
                {name: column[part] for name, column in self.written.items()},
            )

    def keep_raw(self, place: int, column: str, text: str) -> None:
        """Keep a cell's text as written."""
        if column not in self.raw:
            self.raw[column] = [""] * self.n_rows
        self.raw[column][place] = text

    def raw_of(self, place: int) -> dict[str, str]:
        """Return the texts kept of a row."""
        return {name: column[place] for name, column in self.raw.items() if column[place]}

    def custom_of(self, place: int) -> dict[str, str]:
        """Return a row's custom fields that are not empty."""
        return {header: column[place] for header, column in self.custom.items() if column[place]}

    def custom_json(self) -> list[str]:
        """Return each row's custom fields as JSON text."""
        return self.written.get("custom") or _as_json(self.custom, self.n_rows)

    def raw_json(self) -> list[str]:
        """Return the texts kept of each row as JSON text."""
        return _as_json(self.raw, self.n_rows)


def _as_json(columns: dict[str, list[str]], n_rows: int) -> list[str]:
    if not columns:
        return ["{}"] * n_rows
    # In the order in which PostgreSQL keeps names, so that what it hands back compares equal as text.
    ordered = sorted(columns, key=lambda header: (len(header.encode()), header.encode()))
    members = [_member(encode_basestring(header), columns[header]) for header in ordered]
    # The empty text in front stands for rows whose members are all null: those would be left out.
    body = pc.utf8_slice_codeunits(pc.binary_join_element_wise("", *members, ", ", null_handling="skip"), 2)
    texts: list[str] = pc.binary_join_element_wise("{", body, "}", "").to_pylist()
    return texts


def _member(name: str, column: list[str]) -> pa.Array:
    """Return a JSON object's member for each text, null for empty ones; plain texts, nearly all, at once."""
    texts = pa.array(column, pa.string())
    if pc.any(pc.match_substring_regex(texts, _ESCAPED)).as_py():
        return pa.array([f"{name}: {encode_basestring(text)}" if text else None for text in column], pa.string())
    return pc.if_else(pc.equal(texts, ""), None, pc.binary_join_element_wise(f'{name}: "', texts, '"', ""))


def prepare(batch: RawBatch, plan: TablePlan) -> Prepared:
    """Parse the mapped columns of a batch.

    A cell that cannot be read is left empty, its text kept, and reported; the row is taken.
    """
    prepared = Prepared(batch.row_numbers.tolist())
    by_column: dict[str, list[ColumnPlan]] = defaultdict(list)
    for one in plan.columns:
        by_column[one.column].append(one)
    besides: list[tuple[pa.Array, ColumnPlan]] = []
    for name, sources in by_column.items():
        prepared.headers[name] = sources[0].header
        cells, first = coalesced(batch, sources)
        if first.refers_to:
            prepared.texts[name] = pc.utf8_trim_whitespace(cells).to_pylist()
            continue
        parsed = parse_column(cells, first.type, first.reading)
        if first.type is ColumnType.AMOUNT and parsed.beside is not None:
            besides.append((pc.if_else(pc.is_valid(parsed.values), parsed.beside, None), first))
        _store(prepared, first, cells, parsed, plan)
    for header in plan.custom:
        prepared.custom[header] = pc.utf8_trim_whitespace(batch.column(header)).to_pylist()
    prepared.written["custom"] = prepared.custom_json()
    add_derived(prepared.values, besides, prepared.n_rows, plan)
    return prepared


def coalesced(batch: RawBatch, sources: Sequence[ColumnPlan]) -> tuple[pa.Array, ColumnPlan]:
    """Return the cells that go into one column: of several headers the first that is not empty."""
    cells = batch.column(sources[0].header)
    for other in sources[1:]:
        empty = pc.equal(pc.utf8_trim_whitespace(cells), "")
        cells = pc.if_else(empty, batch.column(other.header), cells)
    return cells, sources[0]


def _store(prepared: Prepared, source: ColumnPlan, cells: pa.Array, parsed: ParsedColumn, plan: TablePlan) -> None:
    name = source.column
    model_field = field_of(plan, name)
    stored = stored_column(parsed.values, model_field)
    prepared.values[name] = stored.values
    numbers = prepared.row_numbers
    for fault in parsed.faults:
        prepared.bad.append(BadCell(numbers[fault.index], source.header, fault.must, fault.got))
    for place in (*stored.refused, *stored.changed):
        if place in stored.refused or isinstance(stored.values[place], str):
            limit = getattr(model_field, "max_length", None) or getattr(model_field, "max_digits", "")
            must = f"must fit the column ({limit} characters or digits); the whole text is kept beside it"
            prepared.bad.append(BadCell(numbers[place], source.header, must, cells[place].as_py()))
    keep = parsed.raw_needed.copy()
    places = [*(fault.index for fault in parsed.faults), *stored.changed, *stored.refused]
    keep[np.array(places, dtype=np.int64)] = True
    if keep.any():
        prepared.raw[name] = pc.if_else(pa.array(keep), cells, "").to_pylist()
