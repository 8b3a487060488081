"""Cutting delimited bytes into records with care: broken quotes, ragged rows and undecodable bytes are reported."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tandem.tables.files.batches import BadRow, FileDialect, shorten
from tandem.tables.files.encoding import visible

__all__ = ["CarefulRecords", "split_record"]

_UNDECODED = "it holds bytes that are not valid {encoding}"
_NUL = "it holds NUL bytes"
_OPEN = "a quote is opened and never closed"
_CUT_OFF = "the file ends inside a quoted cell; it may have been cut off"


def split_record(text: str, dialect: FileDialect) -> list[str]:
    """Return the cells of one record.

    Raises
    ------
    csv.Error
        The record holds a line break outside quotes or a cell over the limit.
    """
    return next(csv.reader([text], delimiter=dialect.delimiter, quotechar=dialect.quote), [])


@dataclass
class CarefulRecords:
    """Yields good rows and bad rows from whole lines of bytes, one record at a time, wherever the fast path would stop.

    Attributes:
        width: cells a row must have.
        dialect: of the file.
        next_row: number of the next record, as a spreadsheet shows it; moves on as records are read.
        row_bytes: the longest record accepted.
    """

    width: int
    dialect: FileDialect
    next_row: int
    row_bytes: int

    def __post_init__(self) -> None:
        quote, delimiter = re.escape(self.dialect.quote.encode()), re.escape(self.dialect.delimiter.encode())
        # The rest of a quoted cell as the csv module understands it; possessive, so that a doubled quote never closes.
        self._rest = re.compile(rb"(?:[^" + quote + rb"]|" + quote * 2 + rb")*+" + quote)
        self._opening = re.compile(delimiter + quote)
        csv.field_size_limit(max(csv.field_size_limit(), self.row_bytes))

    def read(self, data: bytes, *, last: bool) -> Iterator[tuple[int, list[str]] | BadRow]:
        """Yield ``(row number, cells)`` or a bad row for each record in `data`.

        Parameters
        ----------
        data
            Whole lines; starts where a record starts.
        last
            Whether the file ends here; without it an unclosed quote cannot be told from a long cell.
        """
        lines = data.split(b"\n")
        if lines and not lines[-1]:
            lines.pop()
        at = 0
        while at < len(lines):
            n_lines = self._record_length(lines, at)
            if n_lines == 0:
                n_lines = len(lines) - at if last and self._truncated(lines, at) else 1
                yield self._bad(
                    b"\n".join(lines[at : at + n_lines]), _CUT_OFF if last and n_lines + at == len(lines) else _OPEN
                )
            elif (row := self._row(b"\n".join(lines[at : at + n_lines]))) is not None:
                if isinstance(row, BadRow) and n_lines > 1 and self._swallowed(lines, at, n_lines):
                    n_lines = 1
                    row = BadRow(row.row_number, "", _OPEN, shorten(visible(lines[at], self.dialect.encoding)))
                yield row if isinstance(row, BadRow) else (self.next_row, row)
            self.next_row += 1
            at += n_lines

    def _open_after(self, line: bytes, *, inside: bool) -> bool:
        """Whether a quoted cell is open at the end of a line, given whether one was at its start."""
        quote = self.dialect.quote.encode()
        if quote not in line:
            return inside
        at, is_open = 0, inside
        if not inside and line.startswith(quote):
            at, is_open = 1, True
        while True:
            if is_open:
                if (closing := self._rest.match(line, at)) is None:
                    return True
                at = closing.end()
            if (opening := self._opening.search(line, at)) is None:
                return False
            at, is_open = opening.end(), True

    def _record_length(self, lines: list[bytes], at: int) -> int:
        """Return over how many lines the record goes, 0 if it does not end."""
        is_open, size = self._open_after(lines[at], inside=False), len(lines[at])
        end = at + 1
        while is_open:
            if end == len(lines) or (size := size + len(lines[end]) + 1) > self.row_bytes:
                return 0
            is_open = self._open_after(lines[end], inside=True)
            end += 1
        return end - at

    def _truncated(self, lines: list[bytes], at: int) -> bool:
        following = lines[at + 1 :]
        if not following or self.width == 1:
            return True
        delimiter = self.dialect.delimiter.encode()
        return sum(line.count(delimiter) >= self.width - 1 for line in following) * 2 <= len(following)

    def _swallowed(self, lines: list[bytes], at: int, n_lines: int) -> bool:
        delimiter = self.dialect.delimiter.encode()
        return any(line.count(delimiter) >= self.width - 1 for line in lines[at + 1 : at + n_lines])

    def _row(self, record: bytes) -> list[str] | BadRow | None:
        record = record.removesuffix(b"\r")
        if not record:
            return None
        if b"\0" in record:
            return self._bad(record, _NUL)
        try:
            cells = split_record(record.decode(self.dialect.encoding), self.dialect)
        except UnicodeDecodeError:
            return self._bad(record, _UNDECODED.format(encoding=self.dialect.encoding))
        except csv.Error as error:
            return self._bad(record, f"it cannot be divided into cells ({error})")
        if len(cells) > self.width and not any(cells[self.width :]):
            cells = cells[: self.width]
        if len(cells) != self.width:
            return self._bad(record, f"it has {len(cells)} cells where the header has {self.width}")
        return cells

    def _bad(self, record: bytes, reason: str) -> BadRow:
        return BadRow(self.next_row, "", reason, shorten(visible(record, self.dialect.encoding)))
