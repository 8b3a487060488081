"""The tables and columns Tandem knows, in its own spelling: one vocabulary for imports, exports and science."""

from tandem.tables.schema.columns import Column, ColumnType, Table
from tandem.tables.schema.labels import TOUCHPOINT_WORDS, Fact, field_label, readable_header
from tandem.tables.schema.records import RECORD_TABLES
from tandem.tables.schema.streams import STREAM_TABLES

__all__ = [
    "RECORD_TABLES",
    "STREAM_TABLES",
    "TABLES",
    "TOUCHPOINT_WORDS",
    "Column",
    "ColumnType",
    "Fact",
    "Table",
    "field_label",
    "readable_header",
    "table",
]

TABLES: dict[str, Table] = {one.name: one for one in (*RECORD_TABLES, *STREAM_TABLES)}


def table(name: str) -> Table:
    """Return one table's definition.

    Raises
    ------
    InputError
        There is no such table.
    """
    from tandem.kernel.errors import Fault, InputError

    try:
        return TABLES[name]
    except KeyError as error:
        raise InputError(Fault("table", f"must be one of {', '.join(sorted(TABLES))}", repr(name))) from error
