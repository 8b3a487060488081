"""What reading a file yields: batches of text exactly as written, row numbers, and the rows that could not be used."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

__all__ = ["BadRow", "FileDialect", "RawBatch", "distinct_headers", "shorten"]

_SHOWN_CHARACTERS = 2_000


@dataclass(frozen=True)
class BadRow:
    r"""A row that could not be used, as it goes into the error file.

    Attributes:
        row_number: as a spreadsheet shows it: the header is row 1, a cell with line breaks does not count twice.
        column: the header of the column at fault; empty where the whole row is.
        reason: what is wrong, one plain sentence part.
        raw_text: the row or cell as written, undecodable bytes as ``\xNN``, shortened to 2,000 characters.
    """

    row_number: int
    column: str
    reason: str
    raw_text: str


@dataclass(frozen=True)
class FileDialect:
    """How a file spells its cells; enough to write another one like it.

    Attributes:
        kind: "csv" (any delimited text), "xlsx" or "parquet".
        encoding: Python's codec name; "utf-8-sig" and "utf-16" write a byte order mark.
        delimiter: between cells, one character.
        quote: around cells that need it, one character.
        quote_all: whether every cell is quoted.
        line_end: after each row.
        decimal: "." or ",", as most numbers of the file have it.
        guarded: whether cells that a spreadsheet would run as formulas carry an apostrophe (see `formula_guard`).
    """

    kind: str = "csv"
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    quote_all: bool = False
    line_end: str = "\r\n"
    decimal: str = "."
    guarded: bool = True

    def with_(self, **changes: Any) -> "FileDialect":
        """Return a copy with some attributes changed."""
        return replace(self, **changes)


@dataclass(frozen=True)
class RawBatch:
    """Consecutive rows of one table, as text exactly as written; an empty cell is an empty string.

    Attributes:
        headers: distinct headers, in file order.
        row_numbers: int64 array of shape (n_rows,), as a spreadsheet shows them.
        columns: one string array of shape (n_rows,) for each header.
        bad_rows: rows met in this stretch of the file that are not among `columns`.
    """

    headers: tuple[str, ...]
    row_numbers: npt.NDArray[np.int64]
    columns: tuple[pa.Array, ...]
    bad_rows: tuple[BadRow, ...] = field(default=())

    @property
    def n_rows(self) -> int:
        """How many usable rows there are."""
        return int(self.row_numbers.shape[0])

    def column(self, header: str) -> pa.Array:
        """Return one column by its distinct header; `ValueError` where there is none."""
        return self.columns[self.headers.index(header)]

    def take(self, places: Sequence[int]) -> "RawBatch":
        """Return the rows at some positions, from 0; the bad rows stay with this batch."""
        wanted = np.array(places, dtype=np.int64)
        columns = tuple(column.take(pa.array(wanted)) for column in self.columns)
        return RawBatch(self.headers, self.row_numbers[wanted], columns)

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Yield the rows as tuples of text, in order."""
        return zip(*(column.to_pylist() for column in self.columns), strict=True)


def distinct_headers(originals: Sequence[str]) -> tuple[str, ...]:
    """Return headers that are never empty and never repeated, whatever the file's are.

    Examples
    --------
    >>> distinct_headers(["Email", "", " Email "])
    ('Email', 'column 2', 'Email (2)')
    """
    taken: set[str] = set()
    headers = []
    for position, original in enumerate(originals, start=1):
        base = original.replace("\0", "").strip() or f"column {position}"
        name, repeat = base, 1
        while name.casefold() in taken:
            repeat += 1
            name = f"{base} ({repeat})"
        taken.add(name.casefold())
        headers.append(name)
    return tuple(headers)


def shorten(text: str) -> str:
    """Return the text cut to what an error file shows of it."""
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}… ({len(text)} characters)"
