"""Tables of the library's schema, read from the store for some records or for all."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from tandem.tables.schema import table
from tandem.tables.stored import arrow_schema
from tandem_desk.records.services.snapshots.readers import Reader
from tandem_desk.touchpoints.tasks import SOURCES

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = ["frame_of", "read_about", "read_changes", "read_table", "whole_table"]

_SOURCE = {source.name: source for source in SOURCES}


def read_table(reader: Reader, name: str, ids: Collection[int] | None = None) -> "pa.Table":
    """Return the rows of a record table that are not deleted, in order of id; of some records where ids are given."""
    import pyarrow.compute as pc

    # PostgreSQL takes no empty list.
    rows = reader.rows(_SOURCE[name], ids=ids) if ids is None or ids else iter(())
    found = whole_table(rows, name)
    return found.filter(pc.is_null(found["deleted_at"])).sort_by("id")


def read_about(
    reader: Reader, name: str, link: str, ids: Collection[int] | None, *, columns: tuple[str, ...] = (), also: str = ""
) -> "pa.Table":
    """Return the rows of a table that hang on some records by a link, or on any of its kind.

    Parameters
    ----------
    reader
        Of one workspace.
    name
        The table.
    link
        Its column that refers to the records.
    ids
        The records; `None` for all.
    columns
        Columns wanted; all of them where empty.
    also
        A further condition on the stored rows, written by us.
    """
    import pyarrow.compute as pc

    only = None
    if ids is not None or also:
        conditions = ([f"{link}_id IN ({_listed(ids)})"] if ids is not None else []) + ([also] if also else [])
        only = reader.matching(_SOURCE[name], " AND ".join(conditions))
    rows = (one.filter(pc.is_valid(one[link])) for one in _rows(reader, name, only))
    return whole_table((one.select(columns) if columns else one for one in rows), name, columns)


def read_changes(
    reader: Reader, kind: str, number: int, ids: Collection[int] | None, columns: tuple[str, ...]
) -> "pa.Table":
    """Return the changes of records of a kind, by its name and its number in the history."""
    import pyarrow.compute as pc

    only = None
    if ids is not None:
        only = reader.matching(_SOURCE["changes"], f"record_kind = {number} AND record_id IN ({_listed(ids)})")
    rows = (one.filter(pc.equal(one["subject_kind"], kind)) for one in _rows(reader, "changes", only))
    return whole_table((one.select(columns) for one in rows), "changes", columns)


def _rows(reader: Reader, name: str, only: set[int] | None) -> Iterator["pa.RecordBatch"]:
    return reader.rows(_SOURCE[name], ids=only) if only is None or only else iter(())


def _listed(ids: Collection[int]) -> str:
    return ", ".join(str(int(one)) for one in ids) or "NULL"


def whole_table(batches: Iterator["pa.RecordBatch"], name: str, columns: tuple[str, ...] = ()) -> "pa.Table":
    """Return batches as one table of the schema, or of some of its columns."""
    import pyarrow as pa

    schema = arrow_schema(table(name))
    if columns:
        schema = pa.schema([schema.field(column) for column in columns])
    return pa.Table.from_batches(list(batches), schema)


def frame_of(found: "pa.Table") -> "pd.DataFrame":
    """Return a table as pandas, references as whole numbers also where some rows have none."""
    import pandas as pd
    import pyarrow as pa

    integers: dict[pa.DataType, Any] = {pa.int64(): pd.Int64Dtype(), pa.int32(): pd.Int32Dtype()}

    def mapped(kind: "pa.DataType") -> Any:
        return integers.get(kind)

    has_gaps = [one.name for one in found.schema if one.type in integers and found[one.name].null_count]
    plain = found.drop_columns(has_gaps).to_pandas()
    for name in has_gaps:
        plain[name] = found.select([name]).to_pandas(types_mapper=mapped)[name]
    ordered: pd.DataFrame = plain[found.column_names]
    return ordered
