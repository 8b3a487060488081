"""Reading what people hand in and writing what they take away: csv, xlsx, parquet, folders and archives, safely."""

from tandem.tables.files.batches import BadRow, FileDialect, RawBatch, distinct_headers
from tandem.tables.files.formula_guard import guard, unguard
from tandem.tables.files.limits import LIMITS, Limits
from tandem.tables.files.opening import SourceTable, SourceTables, open_source
from tandem.tables.files.writing import write_bad_rows, write_rows

__all__ = [
    "LIMITS",
    "BadRow",
    "FileDialect",
    "Limits",
    "RawBatch",
    "SourceTable",
    "SourceTables",
    "distinct_headers",
    "guard",
    "open_source",
    "unguard",
    "write_bad_rows",
    "write_rows",
]
