"""Reading xlsx workbooks as text: dates in ISO form, formulas by their stored value, every sheet a table."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from tandem.kernel.errors import Fault, InputError
from tandem.tables.files.batches import BadRow
from tandem.tables.files.limits import Limits
from tandem.tables.files.members import Member

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = ["Sheet", "list_sheets", "sheet_rows"]


@dataclass(frozen=True)
class Sheet:
    """One sheet that holds anything.

    Attributes:
        title: as on its tab.
        header_row: number of the row that holds the headers, from 1.
        headers: as written, trailing empty ones left out.
        notes: what a reader should know, one sentence each.
        has_formulas: whether any cell holds a formula.
    """

    title: str
    header_row: int
    headers: tuple[str, ...]
    notes: tuple[str, ...]
    has_formulas: bool


def _open(member: Member, limits: Limits, *, data_only: bool) -> "Workbook":
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    file = member.seekable(limits)
    try:
        with zipfile.ZipFile(file) as archive:
            total = sum(entry.file_size for entry in archive.infolist())
        if total > limits.spreadsheet_bytes:
            must = f"must unpack to at most {limits.spreadsheet_bytes:,} bytes"
            raise InputError(Fault(member.path, must, f"{total:,}", "Save it as csv."))
        return load_workbook(file, read_only=True, data_only=data_only)
    except (zipfile.BadZipFile, KeyError, InvalidFileException, ValueError) as error:
        remedy = "It may have been cut off or locked with a password; save it again or send it as csv."
        raise InputError(Fault(member.path, "must be a whole xlsx workbook", str(error), remedy)) from error


def list_sheets(member: Member, limits: Limits) -> list[Sheet]:
    """Return the sheets that hold anything, in their order.

    Raises
    ------
    InputError
        The workbook is damaged or too large.
    """
    book = _open(member, limits, data_only=True)
    traits = _traits(member, limits)
    sheets = []
    for position, sheet in enumerate(book.worksheets):
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            headers = [as_text(cell) for cell in cells]
            while headers and not headers[-1].strip():
                headers.pop()
            if headers:
                merged, formulas = traits[position] if position < len(traits) else (False, False)
                notes = _notes(sheet.title, hidden=sheet.sheet_state != "visible", merged=merged)
                sheets.append(Sheet(sheet.title, number, tuple(headers[: limits.n_columns]), notes, formulas))
                break
    book.close()
    return sheets


def _traits(member: Member, limits: Limits) -> list[tuple[bool, bool]]:
    """Return (has merged cells, has formulas) for each sheet, from the raw XML: reading cell by cell hides it."""
    with zipfile.ZipFile(member.seekable(limits)) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        names.sort(key=lambda name: (len(name), name))
        found = []
        for name in names:
            merged = formulas = False
            tail = b""
            with archive.open(name) as xml:
                while chunk := xml.read(1 << 20):
                    window = tail + chunk
                    merged = merged or b"<mergeCell" in window
                    formulas = formulas or b"<f>" in window or b"<f " in window
                    tail = chunk[-16:]
            found.append((merged, formulas))
    return found


def _notes(title: str, *, hidden: bool, merged: bool) -> tuple[str, ...]:
    notes = []
    if hidden:
        notes.append(f"Sheet '{title}' is hidden in the workbook.")
    if merged:
        notes.append(
            f"Sheet '{title}' has merged cells: only the first cell of each carries its value, the others are empty."
        )
    return tuple(notes)


def sheet_rows(member: Member, sheet: Sheet, limits: Limits) -> Iterator[tuple[int, list[str]] | BadRow]:
    """Yield ``(row number, cells)`` or a bad row for each row below the header; wholly empty rows are passed over."""
    book = _open(member, limits, data_only=True)
    formulas = _open(member, limits, data_only=False) if sheet.has_formulas else None
    width = len(sheet.headers)
    page = book[sheet.title]
    page.reset_dimensions()
    source: Iterator[Any] = page.iter_rows(min_row=sheet.header_row + 1, values_only=True)
    beside: Iterator[Any] | None = None
    if formulas is not None:
        formulas[sheet.title].reset_dimensions()
        beside = formulas[sheet.title].iter_rows(min_row=sheet.header_row + 1, values_only=True)
    for number, values in enumerate(source, start=sheet.header_row + 1):
        written = next(beside) if beside is not None else ()
        yield from _sheet_row(number, values, written, sheet.headers, width)
    book.close()


def _sheet_row(
    number: int, values: tuple[Any, ...], written: tuple[Any, ...], headers: tuple[str, ...], width: int
) -> Iterator[tuple[int, list[str]] | BadRow]:
    cells = [as_text(value) for value in values[:width]]
    cells += [""] * (width - len(cells))
    beyond = [as_text(value) for value in values[width:]]
    for header, value, formula in zip(headers, values, written, strict=False):
        if value is None and isinstance(formula, str) and formula.startswith("="):
            yield BadRow(number, header, "the cell holds a formula whose result was not stored", formula)
            return
    if any(beyond):
        yield BadRow(number, "", f"it has cells beyond the last of the {width} headers", "\t".join([*cells, *beyond]))
    elif any(cells):
        yield number, cells


def as_text(value: object) -> str:
    """Return a cell's value as text: dates and times in ISO form, whole numbers without a point, nothing as nothing.

    Examples
    --------
    >>> as_text(12.0), as_text(datetime(2024, 3, 12)), as_text(True), as_text(None)
    ('12', '2024-03-12', 'TRUE', '')
    """
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).upper()
    if isinstance(value, datetime):
        whole_day = value.time() == time(0)
        return value.date().isoformat() if whole_day else value.isoformat(sep=" ")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, date | time | timedelta):
        return str(value)
    return _unescaped(str(value))


def _unescaped(text: str) -> str:
    if "_x" not in text:
        return text
    from openpyxl.utils.escape import unescape

    return str(unescape(text))
