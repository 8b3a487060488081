"""A file's rows in parts: put together, typed and ready to be written."""

from collections.abc import Iterator
from dataclasses import dataclass

from tandem.tables.files import RawBatch
from tandem_desk.records.services.importing.duplicates import RepeatedKeys, merged_batches
from tandem_desk.records.services.importing.gone import Gone, without_gone
from tandem_desk.records.services.importing.plans import TablePlan
from tandem_desk.records.services.importing.preparing import BadCell, Prepared, prepare

__all__ = ["Part", "prepared_parts"]


@dataclass(frozen=True)
class Part:
    """A stretch of a file ready to be written.

    Attributes:
        part: its typed rows.
        gone: what its rows say of records that are no more.
        outside: bad cells found before typing, by row.
        last: number of its last row.
    """

    part: Prepared
    gone: Gone
    outside: list[BadCell]
    last: int


def prepared_parts(batches: Iterator[RawBatch], plan: TablePlan, repeated: RepeatedKeys, done: int) -> Iterator[Part]:
    """Read and type a file part by part, past the rows that are done; nothing here touches the database."""
    for merged in merged_batches(batches, plan, repeated):
        numbers, bad_rows = merged.batch.row_numbers, merged.batch.bad_rows
        last = max(
            [int(numbers[-1]) if len(numbers) else 0]
            + [bad.row_number for bad in bad_rows]
            + [bad.row_number for bad in merged.report]
        )
        if last <= done:
            continue
        gone = without_gone(merged, plan)
        part = prepare(gone.batch, plan)
        part.external, part.other_keys = gone.external, gone.other
        outside = [BadCell(one.row_number, one.column, one.reason, one.raw_text, False) for one in bad_rows]
        outside += merged.report + gone.report
        yield Part(part, gone, sorted(outside, key=lambda one: one.row_number), last)
