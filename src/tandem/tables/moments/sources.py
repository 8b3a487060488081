"""Where the rows under `Tables` come from: a snapshot's files, or tables in memory."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from tandem.kernel.errors import Fault, InputError
from tandem.tables import schema
from tandem.tables.engines import Engine
from tandem.tables.snapshot import Snapshot
from tandem.tables.stored import arrow_schema

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

__all__ = ["MemorySource", "SnapshotSource", "Source"]


class Source(Protocol):
    """Present rows of every table, with their stored columns; `read_at` is `None` where that is not told."""

    @property
    def read_at(self) -> datetime | None:
        """When the store was read."""
        ...

    def rows(self, name: str) -> "ir.Table":
        """Return one table's present rows."""
        ...


class SnapshotSource:
    """The files of a snapshot."""

    def __init__(self, snapshot: Snapshot, engine: Engine) -> None:
        self._snapshot, self._engine = snapshot, engine
        self._opened: dict[str, ir.Table] = {}

    @property
    def read_at(self) -> datetime | None:
        """When the store was read."""
        return self._snapshot.manifest.read_at

    def rows(self, name: str) -> "ir.Table":
        """Return one table's live rows."""
        if name not in self._opened:
            self._opened[name] = self._snapshot.rows(name, self._engine)
        return self._opened[name]


class MemorySource:
    """Arrow tables or pandas data frames by table name; a table not given is empty."""

    read_at: datetime | None = None

    def __init__(self, given: Mapping[str, Any], engine: Engine) -> None:
        unknown = sorted(set(given) - set(schema.TABLES))
        if unknown:
            known = ", ".join(sorted(schema.TABLES))
            raise InputError([Fault("table", f"must be one of {known}", repr(name)) for name in unknown])
        self._engine = engine
        self._opened = {name: engine.memory(_conformed(name, rows)) for name, rows in given.items()}

    def rows(self, name: str) -> "ir.Table":
        """Return one table's rows."""
        if name not in self._opened:
            self._opened[name] = self._engine.memory(arrow_schema(schema.table(name)).empty_table())
        return self._opened[name]


def _conformed(name: str, rows: Any) -> "pa.Table":
    """Return the rows with all stored columns, each of its type; empty text becomes no value."""
    import pyarrow as pa

    table = rows if isinstance(rows, pa.Table) else pa.Table.from_pandas(rows, preserve_index=False)
    target = arrow_schema(schema.table(name))
    faults = [
        Fault(name, "must have stored columns only", repr(column))
        for column in table.column_names
        if column not in target.names
    ]
    if "id" not in table.column_names:
        faults.append(Fault(name, "must have the column 'id'", ", ".join(table.column_names) or "no columns"))
    if faults:
        raise InputError(faults)
    columns = [
        _column(table.column(one.name), one.type) if one.name in table.column_names else pa.nulls(len(table), one.type)
        for one in target
    ]
    return pa.table(columns, schema=target)


def _column(values: "pa.ChunkedArray", kind: "pa.DataType") -> "pa.ChunkedArray":
    import pyarrow as pa
    import pyarrow.compute as pc

    if values.type == kind and kind != pa.string():
        return values
    cast = pc.cast(values, kind)
    return pc.if_else(pc.equal(cast, ""), pa.scalar(None, kind), cast) if kind == pa.string() else cast
