"""What a stored table holds beyond its schema, and which columnar type each column has."""

import hashlib
from typing import TYPE_CHECKING

from tandem.tables.schema import TABLES, Column, ColumnType, Table

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["arrow_schema", "arrow_type", "ibis_type", "is_stream", "schema_digest", "stored_columns"]

ID = Column("id", ColumnType.INTEGER, "Id", tracked=False)
DELETED_AT = Column("deleted_at", ColumnType.MOMENT, "Deleted")
RECORDED_AT = Column("recorded_at", ColumnType.MOMENT, "Recorded", tracked=False)
CUSTOM = Column("custom", ColumnType.LONG_TEXT, "Custom fields as JSON", tracked=False)

_IBIS = {
    ColumnType.INTEGER: "int64",
    ColumnType.REFERENCE: "int64",
    ColumnType.NUMBER: "float64",
    ColumnType.SHARE: "float64",
    ColumnType.AMOUNT: "decimal(18, 4)",
    ColumnType.FLAG: "boolean",
    ColumnType.DATE: "date",
    ColumnType.MOMENT: "timestamp('UTC', 6)",
}


def is_stream(table: Table) -> bool:
    """Whether rows are only ever added: they carry their own history in their moments."""
    return table.name in ("touchpoints", "changes")


def stored_columns(table: Table) -> tuple[Column, ...]:
    """Return every column a stored table has: `id`, the schema's, and what presence and custom fields need.

    Examples
    --------
    >>> from tandem.tables.schema import table
    >>> [column.name for column in stored_columns(table("buying_roles"))][-2:]
    ['recorded_at', 'custom']
    """
    columns = [ID, *table.columns]
    if table.kind is not None:
        columns.append(DELETED_AT)
    if "recorded_at" not in table.column_names:
        columns.append(RECORDED_AT)
    if table.name != "changes":
        columns.append(CUSTOM)
    return tuple(columns)


def ibis_type(kind: ColumnType) -> str:
    """Return the type a column has in every table expression; text wherever nothing else is said."""
    return _IBIS.get(kind, "string")


def arrow_type(kind: ColumnType) -> "pa.DataType":
    """Return the type a column has in columnar files: moments in UTC to the microsecond, amounts with four decimals."""
    import pyarrow as pa

    types = {
        "int64": pa.int64(),
        "float64": pa.float64(),
        "decimal(18, 4)": pa.decimal128(18, 4),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "timestamp('UTC', 6)": pa.timestamp("us", "UTC"),
    }
    return types.get(ibis_type(kind), pa.string())


def arrow_schema(table: Table) -> "pa.Schema":
    """Return the schema of a stored table's files."""
    import pyarrow as pa

    return pa.schema([(column.name, arrow_type(column.type)) for column in stored_columns(table)])


def schema_digest() -> str:
    """Return a digest of all stored tables: equal digests mean that files written then can be read now."""
    text = ";".join(
        f"{table.name}({','.join(f'{column.name}:{ibis_type(column.type)}' for column in stored_columns(table))})"
        for table in TABLES.values()
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]
