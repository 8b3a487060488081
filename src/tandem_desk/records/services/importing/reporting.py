"""What came back from an import: rows and cells that could not be taken, with reason and text, also as a file."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from tandem.tables.files import FileDialect, write_rows
from tandem_desk.records.models import BadRow, ImportRun, ImportTable
from tandem_desk.records.services.importing.preparing import BadCell

__all__ = ["add_bad_rows", "write_bad_rows_file"]

_HEADERS = ("File", "Row", "Column", "What is wrong", "As written", "Row was taken")


def add_bad_rows(table: ImportTable, cells: Iterable[BadCell]) -> None:
    """Keep bad rows and cells for people to see."""
    BadRow.objects.bulk_create(
        (
            BadRow(
                table_id=table.pk,
                row_number=one.row_number,
                column=one.column[:300],
                reason=one.reason,
                raw=one.raw[:2_000],
                row_was_taken=one.row_was_taken,
            )
            for one in cells
        ),
        batch_size=1_000,
    )


def write_bad_rows_file(*, run: ImportRun, target: Path | BinaryIO) -> int:
    """Write what came back as csv that is safe to open in a spreadsheet; return how many lines it has."""
    return write_rows(target, _HEADERS, _batches(run), FileDialect(encoding="utf-8-sig"))


def _batches(run: ImportRun) -> Iterator[list[list[str]]]:
    rows = (
        BadRow.objects.filter(table__run=run)
        .order_by("table__position", "row_number", "pk")
        .values_list("table__name", "row_number", "column", "reason", "raw", "row_was_taken")
    )
    held: list[tuple[str, ...]] = []
    for name, number, column, reason, raw, taken in rows.iterator(chunk_size=5_000):
        held.append((name, str(number) if number else "", column, reason, raw, "yes" if taken else "no"))
        if len(held) == 5_000:
            yield [list(one) for one in zip(*held, strict=True)]
            held = []
    if held:
        yield [list(one) for one in zip(*held, strict=True)]
