"""Writing tables so that a spreadsheet can open them without harm, whole or not at all."""

import csv
import io
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import pyarrow as pa

from tandem.kernel.errors import Fault, InputError
from tandem.tables.files.batches import BadRow, FileDialect
from tandem.tables.files.formula_guard import guard

__all__ = ["TextColumns", "write_bad_rows", "write_rows"]

TextColumns: TypeAlias = Sequence[pa.Array | Sequence[str | None]]
_SHEET_ROWS, _CELL_CHARACTERS = 1_048_576, 32_767


def write_rows(
    target: Path | str | BinaryIO, headers: Sequence[str], batches: Iterable[TextColumns], dialect: FileDialect
) -> int:
    r"""Write a table and return how many rows it has.

    A path is written to a file beside it and renamed when complete, so that no half-written file is ever seen under the
    name. In delimited text, cells that a spreadsheet would run as formulas get an apostrophe, which reading takes off
    again; in workbooks every cell is marked as text, so none is needed.

    Parameters
    ----------
    target
        Path, or a binary stream.
    headers
        As they shall be written.
    batches
        Each a sequence of columns, one for each header, all of one length; `None` is an empty cell.
    dialect
        How to spell the file.

    Raises
    ------
    InputError
        The encoding cannot hold a character, a workbook would pass 1,048,576 rows or 32,767 characters in a cell, or
        a batch has not one column for each header.

    Examples
    --------
    >>> out = io.BytesIO()
    >>> write_rows(out, ["name", "amount"], [[["=1+1"], ["-5"]]], FileDialect(line_end="\n"))
    1
    >>> out.getvalue()
    b"name,amount\n'=1+1,-5\n"
    """
    if isinstance(target, str | Path):
        with _whole_file(Path(target)) as stream:
            return write_rows(stream, headers, batches, dialect)
    checked = _checked(batches, headers)
    if dialect.kind == "xlsx":
        return _write_workbook(target, headers, checked)
    if dialect.kind == "parquet":
        return _write_parquet(target, headers, checked)
    return _write_text(target, headers, checked, dialect)


def write_bad_rows(
    target: Path | str | BinaryIO, bad_rows: Iterable[BadRow], dialect: FileDialect | None = None
) -> int:
    """Write the error file: row number, column, reason, raw text; return how many rows it has."""
    rows = list(bad_rows)
    columns = [
        [str(row.row_number) for row in rows],
        [row.column for row in rows],
        [row.reason for row in rows],
        [row.raw_text for row in rows],
    ]
    spelling = dialect or FileDialect(encoding="utf-8-sig")
    return write_rows(target, ("row", "column", "reason", "raw text"), [columns], spelling)


@contextmanager
def _whole_file(path: Path) -> Iterator[BinaryIO]:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.chmod(0o644)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _checked(batches: Iterable[TextColumns], headers: Sequence[str]) -> Iterator[list[list[str | None]]]:
    for batch in batches:
        columns = [one.to_pylist() if isinstance(one, pa.Array | pa.ChunkedArray) else list(one) for one in batch]
        lengths = {len(one) for one in columns}
        if len(columns) != len(headers) or len(lengths) > 1:
            got = f"{len(columns)} columns of lengths {sorted(lengths)}"
            raise InputError(Fault("batch", f"must have {len(headers)} columns of one length", got))
        yield columns


def _write_text(
    stream: BinaryIO, headers: Sequence[str], batches: Iterator[list[list[str | None]]], dialect: FileDialect
) -> int:
    text = io.TextIOWrapper(stream, encoding=dialect.encoding, newline="", write_through=False)
    writer = csv.writer(
        text, delimiter=dialect.delimiter, quotechar=dialect.quote, lineterminator=dialect.line_end,
        quoting=csv.QUOTE_ALL if dialect.quote_all else csv.QUOTE_MINIMAL,
    )  # fmt: skip
    clean = guard if dialect.guarded else str
    n_rows = 0
    try:
        writer.writerow([guard(header) for header in headers])
        for columns in batches:
            safe = [[clean(cell) if cell else cell for cell in column] for column in columns]
            writer.writerows(zip(*safe, strict=True))
            n_rows += len(columns[0]) if columns else 0
        text.flush()
    except UnicodeEncodeError as error:
        got = repr(error.object[error.start : error.end])
        fault = Fault("encoding", f"{dialect.encoding} must be able to spell every cell", got, "Write it as utf-8.")
        raise InputError(fault) from error
    finally:
        text.detach()
    return n_rows


def _write_workbook(stream: BinaryIO, headers: Sequence[str], batches: Iterator[list[list[str | None]]]) -> int:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils.escape import escape

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Export")

    def cell(text: str | None) -> Any:
        if not text:
            return None
        made = WriteOnlyCell(sheet, escape(text))
        made.data_type = "s"
        return made

    n_rows = 0
    try:
        sheet.append([cell(header) for header in headers])
        for columns in batches:
            n_rows += len(columns[0]) if columns else 0
            _check_for_workbook(columns, n_rows)
            for row in zip(*columns, strict=True):
                sheet.append([cell(text) for text in row])
    finally:
        sheet.close()
    book.save(stream)
    return n_rows


def _check_for_workbook(columns: list[list[str | None]], n_rows: int) -> None:
    longest = max((len(text) for column in columns for text in column if text), default=0)
    if longest > _CELL_CHARACTERS:
        must = f"a cell of a workbook must have at most {_CELL_CHARACTERS:,} characters"
        raise InputError(Fault("export", must, f"{longest:,}", "Write it as csv."))
    if n_rows >= _SHEET_ROWS:
        must = f"a workbook must have at most {_SHEET_ROWS:,} rows"
        raise InputError(Fault("export", must, "more", "Write it as csv."))


def _write_parquet(stream: BinaryIO, headers: Sequence[str], batches: Iterator[list[list[str | None]]]) -> int:
    from pyarrow.parquet import ParquetWriter

    schema = pa.schema([(header, pa.string()) for header in headers])
    n_rows = 0
    with ParquetWriter(stream, schema) as writer:
        for columns in batches:
            arrays = [pa.array(column, pa.string()) for column in columns]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            n_rows += len(columns[0]) if columns else 0
    return n_rows
