"""From arrays of codes and numbers to typed Arrow columns and tables of the common schema."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.datasets.sample_company.calendar import DAY
from tandem.datasets.sample_company.randomness import Bools, Floats, Ints
from tandem.tables.schema import ColumnType, table

__all__ = [
    "MOMENT",
    "amount_text",
    "amounts",
    "dates",
    "flags",
    "ids",
    "ids_where",
    "join",
    "moments",
    "schema_of",
    "share_text",
    "table_of",
    "take",
    "text_of",
]

MOMENT = pa.timestamp("us", tz="UTC")
_AMOUNT = pa.decimal128(18, 2)
_ARROW = {
    ColumnType.INTEGER: pa.int64(),
    ColumnType.NUMBER: pa.float64(),
    ColumnType.SHARE: pa.float64(),
    ColumnType.AMOUNT: _AMOUNT,
    ColumnType.FLAG: pa.bool_(),
    ColumnType.DATE: pa.date32(),
    ColumnType.MOMENT: MOMENT,
}


def schema_of(name: str, custom: Sequence[str] = ()) -> pa.Schema:
    """Return a table's Arrow schema: its columns in the common schema's order, then custom text columns."""
    fields = [(column.name, _ARROW.get(column.type, pa.string())) for column in table(name).columns]
    return pa.schema([*fields, *((header, pa.string()) for header in custom)])


def table_of(name: str, columns: Mapping[str, object], n: int) -> pa.Table:
    """Return `n` rows of the named table; columns not given are empty, a single value fills its column.

    Raises
    ------
    KeyError
        A column is neither in the common schema nor a custom one.
    """
    custom = [header for header in columns if header.startswith("custom.")]
    schema = schema_of(name, custom)
    for header in columns:
        schema.field(header)
    filled = [_filled(columns.get(field.name), field.type, n) for field in schema]
    return pa.Table.from_arrays(filled, schema=schema)


def _filled(values: object, type_: pa.DataType, n: int) -> pa.Array:
    if values is None:
        return pa.nulls(n, type_)
    if isinstance(values, str | bool | int | float):
        return pa.repeat(pa.scalar(values, type_), n)
    array = values if isinstance(values, pa.Array) else pa.array(values)
    return array if array.type == type_ else array.cast(type_)


def ids(kind: str, rows: Ints) -> pa.Array:
    """Return external ids such as `lead-0000012` for rows counted from 0; negative rows are empty."""
    return ids_where(kind, rows, rows >= 0)


def ids_where(kind: str, rows: Ints, given: Bools) -> pa.Array:
    """Return external ids where `given`, and nothing elsewhere."""
    numbers = pc.utf8_lpad(pa.array(rows + 1, mask=~given).cast(pa.string()), width=7, padding="0")
    return join(f"{kind}-", numbers)


def join(*parts: object) -> pa.Array:
    """Return the parts put together, row by row; a missing part leaves the row empty."""
    return pc.binary_join_element_wise(*parts, "")


def take(levels: Sequence[str | None] | pa.Array, codes: Ints, given: Bools | None = None) -> pa.Array:
    """Return the level of each code; negative codes, and rows not `given`, are empty."""
    pool = levels if isinstance(levels, pa.Array) else pa.array(levels, pa.string())
    absent = codes < 0 if given is None else (codes < 0) | ~given
    return (
        pool.take(pa.array(np.where(absent, 0, codes), mask=absent)) if len(pool) else pa.nulls(len(codes), pa.string())
    )


def moments(microseconds: Ints, given: Bools | None = None) -> pa.Array:
    """Return instants; rows not `given` are empty."""
    return pa.array(microseconds, pa.int64(), mask=None if given is None else ~given).cast(MOMENT)


def dates(microseconds: Ints, given: Bools | None = None) -> pa.Array:
    """Return the days (UTC) the instants fall on; rows not `given` are empty."""
    days = (microseconds // DAY).astype(np.int32)
    return pa.array(days, pa.int32(), mask=None if given is None else ~given).cast(pa.date32())


def flags(values: Bools) -> pa.Array:
    """Return a column of flags."""
    return pa.array(values, pa.bool_())


def amounts(cents: Ints, given: Bools | None = None) -> pa.Array:
    """Return exact amounts from whole cents; rows not `given` are empty."""
    words = np.empty((len(cents), 2), dtype="<i8")
    words[:, 0] = cents
    words[:, 1] = np.where(cents < 0, -1, 0)
    exact = pa.Array.from_buffers(_AMOUNT, len(cents), [None, pa.py_buffer(words.tobytes())])
    return exact if given is None else pc.if_else(pa.array(given), exact, pa.scalar(None, _AMOUNT))


def amount_text(cents: Ints) -> pa.Array:
    """Return amounts as text with two decimals, as the change history writes them."""
    return amounts(cents).cast(pa.string())


def text_of(values: pa.Array) -> pa.Array:
    """Return any column as the text the change history writes: ISO instants with offset, ISO days, true and false."""
    if pa.types.is_timestamp(values.type):
        return pc.strftime(values.cast(pa.timestamp("s", tz="UTC")), format="%Y-%m-%dT%H:%M:%S+00:00")
    return values.cast(pa.string())


def share_text(shares: Floats) -> pa.Array:
    """Return shares as text with two decimals."""
    return pa.array([f"{share:.2f}" for share in shares.tolist()], pa.string())
