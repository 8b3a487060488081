"""One CSV file, from whole tables or batch by batch; the same rows give the same bytes."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from tandem.datasets.sample_company.columns import text_of

__all__ = ["flag_text", "iso_milliseconds", "minutes", "numbers_in", "relabel", "write_csv"]


def write_csv(path: Path, batches: Iterable[Mapping[str, object]]) -> int:
    """Write batches of columns (all with the same names) to a file; return how many rows there were.

    Every value becomes text; a file without rows still has its header.
    """
    n_rows, writer = 0, None
    try:
        for columns in batches:
            table = pa.table({name: _text(values) for name, values in columns.items()})
            writer = writer or csv.CSVWriter(path, table.schema, write_options=csv.WriteOptions(quoting_style="needed"))
            writer.write_table(table)
            n_rows += table.num_rows
    finally:
        if writer is not None:
            writer.close()
    return n_rows


def _text(values: object) -> pa.Array:
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    array = values if isinstance(values, pa.Array) else pa.array(values, pa.string())
    return array if array.type == pa.string() else text_of(array)


def iso_milliseconds(moments: pa.Array) -> pa.Array:
    """Return instants as Salesforce writes them, e.g. 2026-03-02T10:00:00.000Z."""
    return pc.strftime(moments.cast(pa.timestamp("s", tz="UTC"), safe=False), format="%Y-%m-%dT%H:%M:%S.000Z")


def minutes(moments: pa.Array) -> pa.Array:
    """Return instants as HubSpot's exports write them, to the minute, in UTC, e.g. 2026-03-02 10:00."""
    return pc.strftime(moments.cast(pa.timestamp("s", tz="UTC"), safe=False), format="%Y-%m-%d %H:%M")


def flag_text(flags: pa.Array) -> pa.Array:
    """Return flags as true and false; an empty flag is false, as these systems have no third value."""
    return pc.fill_null(flags, False).cast(pa.string())


def numbers_in(external_ids: pa.Array) -> pa.Array:
    """Return the number at the end of each external id, e.g. 12 for `lead-0000012`."""
    return pc.replace_substring_regex(external_ids, r"^.*-0*", "").cast(pa.int64())


def relabel(values: pa.Array, words: Mapping[str, str]) -> pa.Array:
    """Return the values in another system's words; values without one stay as they are."""
    known, spoken = pa.array(list(words)), pa.array(list(words.values()))
    return pc.coalesce(spoken.take(pc.index_in(values, known)), values)
