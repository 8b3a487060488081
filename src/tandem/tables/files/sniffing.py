"""Finding out a delimited file's delimiter, quoting, line ends and decimal sign from its beginning."""

import csv
import re
from collections import Counter

from tandem.tables.files.batches import FileDialect

__all__ = ["sniff", "stated_delimiter"]

_CANDIDATES = (",", ";", "\t", "|")
_SAMPLE_ROWS = 200
_DECIMAL_COMMA = re.compile(r"-?\d{1,3}(?:[. ]?\d{3})*,\d{1,2}")
_DECIMAL_POINT = re.compile(r"-?\d{1,3}(?:[, ]?\d{3})*\.\d{1,2}")
_STATED = re.compile(r'"?sep=(.)"?')


def stated_delimiter(line: str) -> str:
    """Return the delimiter of an Excel ``sep=;`` line, or nothing if the line is none.

    Examples
    --------
    >>> stated_delimiter("sep=;")
    ';'
    """
    found = _STATED.fullmatch(line.strip("\r\n\ufeff"))
    return found.group(1) if found else ""


def sniff(head: str, encoding: str, *, complete: bool) -> FileDialect:
    """Return the dialect that the beginning of a file is written in.

    The delimiter is the one of comma, semicolon, tab and bar under which most rows have as many cells as the header,
    the more cells the better; a file where none divides the header has one column.

    Parameters
    ----------
    head
        The file's beginning as text.
    encoding
        The codec it was read with; passed on.
    complete
        Whether `head` is the whole file, so that its last line may be trusted.
    """
    line_end = "\r\n" if "\r\n" in head else "\r" if "\r" in head and "\n" not in head else "\n"
    text = head.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    first, _, rest = text.partition("\n")
    stated = stated_delimiter(first)
    text = rest if stated else text
    if not complete:
        text = text.rpartition("\n")[0] or text
    delimiter = stated or max(_CANDIDATES, key=lambda one: _fitness(text, one))
    rows = _rows(text, delimiter)
    return FileDialect(
        encoding=encoding,
        delimiter=delimiter,
        quote_all=_all_quoted(text, delimiter),
        line_end=line_end,
        decimal=_decimal(rows),
    )


def _rows(text: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    try:
        for row in reader:
            rows.append(row)
            if len(rows) == _SAMPLE_ROWS:
                break
    except csv.Error:
        # A broken sample still says enough up to where it breaks; the reader proper reports the row.
        return rows
    return rows


def _fitness(text: str, delimiter: str) -> float:
    widths = [len(row) for row in _rows(text, delimiter) if row]
    if not widths or widths[0] < 2:
        return 0.0
    agreeing = sum(width == widths[0] for width in widths) / len(widths)
    return agreeing * (1.0 + min(widths[0], 50) / 50.0)


def _all_quoted(text: str, delimiter: str) -> bool:
    lines = [line for line in text.split("\n")[:20] if line]
    return len(lines) > 0 and all(
        line.startswith('"')
        and line.endswith('"')
        and line.count(delimiter) <= line.count(f'"{delimiter}"') + line.count(f"{delimiter} ")
        for line in lines
    )


def _decimal(rows: list[list[str]]) -> str:
    seen: Counter[str] = Counter()
    for row in rows[1:]:
        for cell in row:
            value = cell.strip()
            seen[","] += _DECIMAL_COMMA.fullmatch(value) is not None
            seen["."] += _DECIMAL_POINT.fullmatch(value) is not None
    return "," if seen[","] > seen["."] else "."
