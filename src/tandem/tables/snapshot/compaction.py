"""Compaction: many small parts become few, replaced and vanished rows go for good."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from tandem.tables.engines import Engine
from tandem.tables.schema import table as table_named
from tandem.tables.snapshot.manifest import TableState
from tandem.tables.snapshot.parts import ROWS_PER_PART
from tandem.tables.snapshot.reading import live_rows
from tandem.tables.snapshot.writing import SnapshotWriter
from tandem.tables.stored import arrow_schema

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

__all__ = ["compact", "due"]

MAX_SMALL_PARTS = 16
MAX_REPLACED_SHARE = 0.25
_BATCH_ROWS = 65_536


def due(state: TableState) -> bool:
    """Whether a table has so many small or replacing parts that reading suffers.

    Examples
    --------
    >>> from tandem.tables.snapshot import Part
    >>> due(TableState(parts=(Part("leads/1-0.parquet", 100, 10, ""), Part("leads/2-0.parquet", 40, 10, "", True))))
    True
    """
    replaced = sum(part.n_rows for part in state.parts if part.replaces)
    small = sum(part.n_rows < ROWS_PER_PART // 2 for part in state.parts)
    return small > MAX_SMALL_PARTS or replaced > MAX_REPLACED_SHARE * max(1, state.n_live)


def compact(writer: SnapshotWriter, name: str, engine: Engine, *, without: Collection[int] = ()) -> None:
    """Rewrite a table inside an increment that is not committed yet.

    Parameters
    ----------
    writer
        The increment; its manifest is changed, the old files stay until they are swept.
    name
        The table.
    engine
        Runs the merge, in batches: memory does not grow with the table.
    without
        Ids whose rows are to vanish.
    """
    state = writer.manifest.state(name)
    plain = not without and not any(part.replaces for part in state.parts)
    kept = tuple(part for part in state.parts if plain and part.n_rows >= ROWS_PER_PART // 2)
    merged = tuple(part for part in state.parts if part not in kept)
    rows = live_rows(writer.folder, name, TableState(parts=merged), engine)
    if without:
        import pyarrow as pa

        rows = rows.anti_join(engine.memory(pa.table({"id": pa.array(sorted(without), pa.int64())})), "id")
    before = writer.manifest
    writer.manifest = before.with_state(name, TableState())
    writer.append(name, _typed(engine, rows, name))
    new = writer.manifest.state(name)
    if kept:
        new = replace(state, parts=(*kept, *new.parts))
    writer.manifest = before.with_state(name, new)


def _typed(engine: Engine, rows: "ir.Table", name: str) -> Iterator["pa.RecordBatch"]:
    schema = arrow_schema(table_named(name))
    for batch in engine.batches(rows.select(*schema.names), _BATCH_ROWS):
        yield batch.cast(schema)
