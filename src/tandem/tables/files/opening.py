"""Opening what a person hands in: a file, a folder or an archive, as tables of text."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import numpy as np
import pyarrow as pa

from tandem.kernel.errors import Fault, InputError
from tandem.tables.files.batches import BadRow, FileDialect, RawBatch, distinct_headers
from tandem.tables.files.columnar import parquet_headers, parquet_stretches
from tandem.tables.files.delimited import DelimitedBlocks, Stretch
from tandem.tables.files.encoding import Utf16AsUtf8, find_encoding
from tandem.tables.files.formula_guard import unguard, unguard_array
from tandem.tables.files.limits import LIMITS, ByteSource, Limits
from tandem.tables.files.members import Member, OpenBytes, folder_members, plain_member, zip_members
from tandem.tables.files.sniffing import sniff, stated_delimiter
from tandem.tables.files.spreadsheet import Sheet, list_sheets, sheet_rows

__all__ = ["SourceTable", "SourceTables", "open_source"]

_TEXT_SUFFIXES = {".csv", ".tsv", ".tab", ".txt", ".psv", ""}
_BATCH_BYTES = 64 * 2**20
_HEAD_BYTES = 1 << 20


@dataclass(frozen=True)
class SourceTable:
    """One table of what was handed in; nothing but its beginning has been read yet.

    Attributes:
        name: the file's stem, or the sheet's title where a workbook has several.
        path: place inside the folder or archive; the file name for a plain file.
        sheet: title of the workbook's sheet, empty for other files.
        dialect: how the file spells its cells.
        headers: distinct headers; `original_headers` as written.
        header_row: number of the header's row, as a spreadsheet shows it.
        notes: what a reader should know, one sentence each.
    """

    name: str
    path: str
    sheet: str
    dialect: FileDialect
    headers: tuple[str, ...]
    original_headers: tuple[str, ...]
    header_row: int
    notes: tuple[str, ...]
    _member: Member = field(repr=False)
    _limits: Limits = field(repr=False)
    _sheet: Sheet | None = field(repr=False, default=None)
    _header_bytes: int = field(repr=False, default=0)

    def iter_batches(self, rows: int = 50_000) -> Iterator[RawBatch]:
        """Yield the rows below the header, in order, in batches of `rows` (fewer where cells are very large).

        The same table may be read any number of times. Nothing that is wrong with a row raises: it comes back among the
        batch's bad rows.

        Raises
        ------
        InputError
            The file unpacks to more than the limits allow.
        """
        yield from _in_batches(self._stretches(), self.headers, rows)

    def sample(self, rows: int = 1_000) -> RawBatch:
        """Return the first `rows` rows; a batch of no rows where there are none."""
        for batch in self.iter_batches(rows):
            return batch
        empty = pa.array([], pa.string())
        return RawBatch(self.headers, np.array([], dtype=np.int64), tuple(empty for _ in self.headers))

    def _stretches(self) -> Iterator[Stretch]:
        if not self.headers:
            return
        if self.dialect.kind == "parquet":
            yield from parquet_stretches(self._member, self._limits)
        elif self._sheet is not None:
            yield from _sheet_stretches(self._member, self._sheet, self._limits)
        else:
            with self._member.open(self._limits) as opened:
                yield from self._delimited(opened)

    def _delimited(self, opened: OpenBytes) -> Iterator[Stretch]:
        source = _text_bytes(opened, self.dialect.encoding)
        to_skip = self._header_bytes
        while to_skip and (data := source.read(min(to_skip, _HEAD_BYTES))):
            to_skip -= len(data)
        dialect = self.dialect.with_(encoding=_inner(self.dialect.encoding))
        blocks = DelimitedBlocks(
            source, dialect, self.headers, self.header_row + 1, self._limits, lambda: opened.broken
        )
        for stretch in blocks:
            yield Stretch(stretch.row_numbers, tuple(unguard_array(one) for one in stretch.columns), stretch.bad_rows)


class SourceTables(list[SourceTable]):
    """The tables of one source, and what was left out of it.

    Attributes:
        left_out: why each file that is no table was left out.
    """

    left_out: tuple[Fault, ...] = ()


def open_source(path: Path | str, limits: Limits = LIMITS) -> SourceTables:
    r"""Open a text table (any delimiter, also packed as .gz), an xlsx or parquet file, a folder, or a zip.

    Parameters
    ----------
    path
        What was handed in.
    limits
        What may come out of it.

    Raises
    ------
    InputError
        It does not exist, is damaged, is of another format, tries to leave its folder, or is too large.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = Path(folder, "Lead.csv").write_text("Id;Amount\n1;2,5\n")
    ...     table = open_source(Path(folder, "Lead.csv"))[0]
    ...     table.headers, table.dialect.delimiter, list(table.sample().rows())
    (('Id', 'Amount'), ';', [('1', '2,5')])
    """
    path = Path(path)
    left_out: list[Fault] = []
    members: list[Member] = []
    alone = False
    if path.is_dir():
        for found in folder_members(path, limits):
            (left_out if isinstance(found, Fault) else members).append(found)  # type: ignore[arg-type]
    else:
        member = plain_member(path)
        alone = member.suffix != ".zip"
        members = [member] if alone else list(zip_members(path, limits))
    tables = SourceTables()
    for member in members:
        if alone or _looks_like_a_table(member):
            tables.extend(_tables_of(member, limits))
        else:
            left_out.append(
                Fault(member.path, "must be csv, tsv, txt, xlsx or parquet", member.suffix, "It was left out.")
            )
    tables.left_out = tuple(left_out)
    return tables


def _looks_like_a_table(member: Member) -> bool:
    parts = PurePosixPath(member.path).parts
    if any(part.startswith((".", "__MACOSX", "~$")) for part in parts):
        return False
    return member.suffix in _TEXT_SUFFIXES - {""} | {".xlsx", ".xlsm", ".parquet", ".pq"}


def _tables_of(member: Member, limits: Limits) -> list[SourceTable]:
    if member.suffix in {".parquet", ".pq"}:
        names = parquet_headers(member, limits)
        dialect = FileDialect(kind="parquet")
        table = SourceTable(
            member.stem, member.path, "", dialect, distinct_headers(names), names, 1, (), member, limits
        )  # fmt: skip
        return [_checked(table, limits)]
    if member.suffix in {".xlsx", ".xlsm"}:
        return _workbook(member, limits)
    if member.suffix in _TEXT_SUFFIXES:
        return [_checked(_text_table(member, limits), limits)]
    remedy = "Save it as xlsx or csv." if member.suffix in {".xls", ".ods", ".xlsb", ".numbers"} else ""
    raise InputError(
        Fault(member.path, "must be csv, tsv, txt, xlsx, parquet, a folder or a zip", member.suffix, remedy)
    )


def _workbook(member: Member, limits: Limits) -> list[SourceTable]:
    sheets = list_sheets(member, limits)
    tables = []
    for sheet in sheets:
        name = member.stem if len(sheets) == 1 else sheet.title
        dialect = FileDialect(kind="xlsx", guarded=False)
        table = SourceTable(
            name, member.path, sheet.title, dialect, distinct_headers(sheet.headers), sheet.headers, sheet.header_row,
            sheet.notes, member, limits, sheet,
        )  # fmt: skip
        tables.append(_checked(table, limits))
    return tables


def _checked(table: SourceTable, limits: Limits) -> SourceTable:
    if len(table.headers) > limits.n_columns:
        must = f"must have at most {limits.n_columns:,} columns"
        raise InputError(Fault(table.path, must, f"{len(table.headers):,}"))
    return table


def _text_table(member: Member, limits: Limits) -> SourceTable:
    with member.open(limits) as opened:
        encoding = find_encoding(opened)
    with member.open(limits) as opened:
        source = _text_bytes(opened, encoding)
        head, complete = b"", False
        while len(head) < _HEAD_BYTES and not complete:
            data = source.read(_HEAD_BYTES)
            head, complete = head + data, not data
    text = head.decode(_inner(encoding), errors="replace")
    dialect = sniff(text, encoding, complete=complete)
    if member.suffix in {".tsv", ".tab"} and dialect.delimiter == "," and "," not in text:
        dialect = dialect.with_(delimiter="\t")
    header, n_bytes, row = _header(head, dialect)
    return SourceTable(
        member.stem,
        member.path,
        "",
        dialect,
        distinct_headers(header),
        tuple(header),
        row,
        (),
        member,
        limits,
        None,
        n_bytes,
    )


def _header(head: bytes, dialect: FileDialect) -> tuple[list[str], int, int]:
    """Return the header's cells, the number of bytes up to the row after it, and its row number."""
    end = b"\r" if dialect.line_end == "\r" else b"\n"
    at, row, start = 0, 1, 0
    quote = dialect.quote.encode()
    while at < len(head):
        found = head.find(end, at)
        at = len(head) if found < 0 else found + 1
        line = head[start:at]
        if line.count(quote) % 2 and at < len(head) and line.count(b"\n") < 50:
            continue
        text = line.decode(_inner(dialect.encoding), errors="replace").strip("\r\n")
        if text.strip() and not stated_delimiter(text):
            cells = next(csv.reader([text], delimiter=dialect.delimiter, quotechar=dialect.quote), [])
            return [unguard(cell) for cell in cells], at, row
        start, row = at, row + 1
    return [], len(head), 1


def _inner(encoding: str) -> str:
    """Return the codec of the bytes as the reader sees them: marks taken off, wide encodings turned into UTF-8."""
    return "utf-8" if encoding.startswith("utf") else encoding


def _text_bytes(opened: OpenBytes, encoding: str) -> ByteSource:
    if encoding == "utf-8-sig":
        opened.read(3)
    return Utf16AsUtf8(opened, encoding) if encoding.startswith(("utf-16", "utf-32")) else opened


def _sheet_stretches(member: Member, sheet: Sheet, limits: Limits) -> Iterator[Stretch]:
    numbers: list[int] = []
    rows: list[list[str]] = []
    bad: list[BadRow] = []

    def stretch() -> Stretch:
        cells = zip(*rows, strict=True) if rows else ([] for _ in sheet.headers)
        return Stretch(
            np.array(numbers, dtype=np.int64), tuple(pa.array(one, pa.string()) for one in cells), tuple(bad)
        )

    for record in sheet_rows(member, sheet, limits):
        if isinstance(record, BadRow):
            bad.append(record)
        else:
            numbers.append(record[0])
            rows.append(record[1])
        if len(numbers) + len(bad) >= 10_000:
            yield stretch()
            numbers, rows, bad = [], [], []
    yield stretch()


def _in_batches(stretches: Iterator[Stretch], headers: tuple[str, ...], rows: int) -> Iterator[RawBatch]:
    held: list[Stretch] = []
    n_held = n_bytes = 0
    for stretch in stretches:
        held.append(stretch)
        n_held += len(stretch.row_numbers)
        n_bytes += sum(column.nbytes for column in stretch.columns)
        while n_held >= rows or n_bytes > _BATCH_BYTES:
            joined = _joined(held)
            yield _batch(joined, headers, 0, rows, joined.bad_rows)
            rest = Stretch(joined.row_numbers[rows:], tuple(one[rows:] for one in joined.columns), ())
            held, n_held = [rest], len(rest.row_numbers)
            n_bytes = 0 if n_held < rows else n_bytes
    last = _joined(held) if held else None
    if last is not None and (len(last.row_numbers) or last.bad_rows):
        yield _batch(last, headers, 0, rows, last.bad_rows)


def _joined(stretches: list[Stretch]) -> Stretch:
    if len(stretches) == 1:
        return stretches[0]
    columns = tuple(pa.concat_arrays(parts) for parts in zip(*(one.columns for one in stretches), strict=True))
    numbers = np.concatenate([one.row_numbers for one in stretches])
    return Stretch(numbers, columns, tuple(bad for one in stretches for bad in one.bad_rows))


def _batch(stretch: Stretch, headers: tuple[str, ...], start: int, rows: int, bad: tuple[BadRow, ...]) -> RawBatch:
    columns = tuple(column[start : start + rows] for column in stretch.columns)
    return RawBatch(headers, stretch.row_numbers[start : start + rows], columns, bad)
