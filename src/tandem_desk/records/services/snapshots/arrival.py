"""Arrival: raw columns from a database driver become columns of the schema's types."""

from typing import TYPE_CHECKING

from tandem.tables.schema import ColumnType, Table
from tandem.tables.stored import arrow_schema, stored_columns

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["settle"]


def settle(batch: "pa.RecordBatch", table: Table) -> "pa.RecordBatch":
    """Return a batch with exactly the stored columns, each of its type; empty text is no value.

    SQLite hands over flags as whole numbers, moments and dates as text in UTC, amounts and shares as reals with
    infinity for no value; PostgreSQL hands over amounts as text, all else typed.
    """
    import pyarrow as pa

    schema = arrow_schema(table)
    columns = [
        _settled(
            batch.column(column.name), column.type, schema.field(column.name).type, is_json=column.name == "custom"
        )
        for column in stored_columns(table)
    ]
    return pa.record_batch(columns, schema=schema)


def _settled(values: "pa.Array", kind: ColumnType, target: "pa.DataType", *, is_json: bool) -> "pa.Array":
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_string(values.type):
        values = _without_short(values, 2 if is_json else 0)
    elif pa.types.is_floating(values.type):
        values = pc.if_else(pc.is_finite(values), values, pa.scalar(None, values.type))
    if values.type == target:
        return values
    if kind is ColumnType.MOMENT and pa.types.is_string(values.type):
        values = pc.cast(values, pa.timestamp("us"))
    return pc.cast(values, target)


def _without_short(values: "pa.Array", length: int) -> "pa.Array":
    """Make text of at most `length` bytes null: "" or the empty object "{}"; the text itself is not copied."""
    import pyarrow as pa
    import pyarrow.compute as pc

    is_there = pc.greater(pc.binary_length(values), length)
    if values.null_count or values.offset:
        return pc.if_else(is_there, values, pa.scalar(None, values.type))
    _, offsets, data = values.buffers()
    bitmap = is_there.buffers()[1]
    return pa.Array.from_buffers(values.type, len(values), [bitmap, offsets, data])
