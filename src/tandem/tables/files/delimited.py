"""Reading delimited text in bounded memory: a fast path for clean stretches, a careful one for everything else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv

from tandem.tables.files.batches import BadRow, FileDialect, shorten
from tandem.tables.files.encoding import visible
from tandem.tables.files.limits import ByteSource, Limits
from tandem.tables.files.records import CarefulRecords

__all__ = ["DelimitedBlocks", "Stretch"]

_BLOCK_BYTES = 8 * 2**20
_QUOTE, _LINE_FEED, _RETURN = 34, 10, 13


@dataclass(frozen=True)
class Stretch:
    """Some consecutive rows of a file: row numbers, one string array per column, and the bad rows among them."""

    row_numbers: npt.NDArray[np.int64]
    columns: tuple[pa.Array, ...]
    bad_rows: tuple[BadRow, ...]


@dataclass
class DelimitedBlocks:
    """Reads rows from bytes that start after the header.

    Attributes:
        source: the bytes; UTF-8 or a single-byte encoding, line ends as the dialect has them.
        dialect: of the file.
        headers: distinct headers.
        first_row: number of the first record, as a spreadsheet shows it.
        limits: of reading.
        is_cut: called at the end; returns why the source ended early, or nothing.
    """

    source: ByteSource
    dialect: FileDialect
    headers: tuple[str, ...]
    first_row: int
    limits: Limits
    is_cut: Callable[[], str]

    def __iter__(self) -> Iterator[Stretch]:
        self._next_row, rest = self.first_row, b""
        careful_from_here = False
        while True:
            data = self._read()
            last = not data
            block = rest + data
            if last and (reason := self.is_cut()):
                yield from self._end_early(block, reason)
                return
            if not block:
                return
            cut = self._cut(block, last=last) if not careful_from_here else None
            if cut == 0 and len(block) <= self.limits.row_bytes:
                rest = block
                continue
            if cut is None or cut == 0:
                # Quotes no longer say where records end, here or later: from now on every record is looked at.
                careful_from_here = True
                cut = len(block) if last else self._careful_cut(block)
                if cut == 0:
                    rest = block
                    continue
                yield self._careful(block[:cut], last=last)
            else:
                yield self._fast(block[:cut]) or self._careful(block[:cut], last=last)
            rest = block[cut:]
            if last:
                return

    def _read(self) -> bytes:
        data = self.source.read(_BLOCK_BYTES)
        return data.replace(b"\r", b"\n") if self.dialect.line_end == "\r" else data

    def _cut(self, block: bytes, *, last: bool) -> int | None:
        """Return where the last whole record ends; 0 if none does, `None` if quotes are used in an unclean way."""
        quote = self.dialect.quote.encode()
        if len(self.headers) == 1 and block.count(b"\r") != block.count(b"\r\n"):
            return None
        if quote not in block:
            return len(block) if last else block.rfind(b"\n") + 1
        if block.count(b"\r") != block.count(b"\r\n"):
            return None
        array = np.frombuffer(block, dtype=np.uint8)
        quotes = np.flatnonzero(array == _QUOTE)
        if not self._clean_quotes(array, quotes):
            return None
        if last:
            return len(block) if len(quotes) % 2 == 0 else None
        ends = np.flatnonzero(array == _LINE_FEED)
        outside = ends[np.searchsorted(quotes, ends) % 2 == 0]
        return int(outside[-1]) + 1 if outside.size else 0

    def _clean_quotes(self, array: npt.NDArray[np.uint8], quotes: npt.NDArray[np.int64]) -> bool:
        around = np.array([ord(self.dialect.delimiter), _LINE_FEED, _RETURN], dtype=np.uint8)
        opening, closing = quotes[0::2], quotes[1::2]
        before = array[opening - 1]
        opens = np.isin(before, around) | (opening == 0)
        # An opening quote right after a closing one is the second half of a doubled quote.
        opens[1:] |= opening[1:] - 1 == closing[: len(opening) - 1]
        after = array[np.minimum(closing + 1, len(array) - 1)]
        closes = np.isin(after, around) | (after == _QUOTE) | (closing == len(array) - 1)
        return bool(opens.all() and closes.all())

    def _careful_cut(self, block: bytes) -> int:
        """Return a line end before which a record most likely ends, leaving room for one that spans lines."""
        ends = block.rfind(b"\n") + 1
        at = ends
        delimiter = self.dialect.delimiter.encode()
        quote = self.dialect.quote.encode()
        while at > len(block) // 2:
            start = block.rfind(b"\n", 0, at - 1) + 1
            line = block[start:at]
            if line.count(delimiter) >= len(self.headers) - 1 and line.count(quote) % 2 == 0:
                return at
            at = start
        return ends

    def _fast(self, block: bytes) -> Stretch | None:
        if b"\0" in block or (len(self.headers) == 1 and (b"\n\n" in block or b"\n\r" in block or block[0] in b"\r\n")):
            return None
        if self.dialect.encoding != "utf-8":
            try:
                block = block.decode(self.dialect.encoding).encode()
            except UnicodeDecodeError:
                return None
        try:
            table = pa_csv.read_csv(
                pa.BufferReader(block),
                read_options=pa_csv.ReadOptions(column_names=list(self.headers), block_size=max(len(block), 1)),
                parse_options=pa_csv.ParseOptions(
                    delimiter=self.dialect.delimiter, newlines_in_values=b'"' in block, ignore_empty_lines=False
                ),
                convert_options=pa_csv.ConvertOptions(
                    column_types=dict.fromkeys(self.headers, pa.string()), strings_can_be_null=False
                ),
            )
        except pa.ArrowInvalid:
            return None
        first, self._next_row = self._next_row, self._next_row + table.num_rows
        columns = tuple(column.combine_chunks() for column in table.columns)
        return Stretch(np.arange(first, self._next_row, dtype=np.int64), columns, ())

    def _careful(self, block: bytes, *, last: bool) -> Stretch:
        records = CarefulRecords(len(self.headers), self.dialect, self._next_row, self.limits.row_bytes)
        numbers: list[int] = []
        rows: list[list[str]] = []
        bad: list[BadRow] = []
        for record in records.read(block, last=last):
            if isinstance(record, BadRow):
                bad.append(record)
            else:
                numbers.append(record[0])
                rows.append(record[1])
        self._next_row = records.next_row
        cells = zip(*rows, strict=True) if rows else ([] for _ in self.headers)
        columns = tuple(pa.array(column, pa.string()) for column in cells)
        return Stretch(np.array(numbers, dtype=np.int64), columns, tuple(bad))

    def _end_early(self, block: bytes, reason: str) -> Iterator[Stretch]:
        cut = block.rfind(b"\n") + 1
        if cut:
            yield self._careful(block[:cut], last=True)
        bad = BadRow(self._next_row, "", reason, shorten(visible(block[cut:], self.dialect.encoding)))
        yield Stretch(np.array([], dtype=np.int64), tuple(pa.array([], pa.string()) for _ in self.headers), (bad,))
