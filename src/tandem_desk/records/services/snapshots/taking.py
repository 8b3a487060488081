"""Taking a snapshot: at first everything, then only what is new, changed, late or gone."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from tandem.tables.engines import Engine, open_engine
from tandem.tables.snapshot import Manifest, SnapshotWriter, compact
from tandem.tables.snapshot.compaction import due
from tandem.tables.snapshot.reading import live_rows
from tandem.tables.snapshot.writing import sole_writer, sweep
from tandem_desk.records.services.snapshots.readers import Reader, open_reader
from tandem_desk.records.services.snapshots.sources import StoredTable
from tandem_desk.workspace.models import Workspace

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["snapshot_folder", "take_snapshot"]

_IDS_PER_QUERY = 5_000
_TRAILING_IDS = 100_000
_KEEP_FILES = timedelta(hours=1)
_MARGIN = timedelta(minutes=10)
# Above this share of changed rows, reading the whole table is quicker than looking each of them up.
_MAX_CHANGED_SHARE = 0.3


def snapshot_folder(workspace: Workspace) -> Path:
    """Return where a workspace's snapshot lies."""
    return Path(settings.TANDEM_HOME) / "snapshots" / str(workspace.pk)


def take_snapshot(
    *,
    workspace: Workspace,
    sources: Sequence[StoredTable],
    at: datetime,
    full: bool = False,
    progress: Callable[[int, int, str], None] | None = None,
) -> Manifest:
    """Bring a workspace's snapshot up to date and return its manifest.

    Everything is read in one transaction, so concurrent writers do no harm; a process that dies on the way leaves the
    snapshot as it was. Rows that committed late with lower ids, and rows deleted for good, are found by comparing count
    and sum of ids, then the ids themselves.

    Parameters
    ----------
    workspace
        Whose store.
    sources
        The tables, changes among them.
    at
        Aware instant, now.
    full
        Read everything anew.
    progress
        Called with the number of tables done, of all tables, and words.

    Raises
    ------
    tandem.tables.snapshot.writing.SnapshotBusyError
        Another process is taking one.
    """
    folder = snapshot_folder(workspace)
    with sole_writer(folder):
        writer = SnapshotWriter(folder, read_at=at, source=f"workspace {workspace.pk}")
        with open_reader(workspace.pk) as reader:
            taking = _Taking(writer, reader, open_engine(), full=full)
            for number, source in enumerate(sorted(sources, key=lambda one: one.name != "changes")):
                if progress is not None:
                    progress(number, len(sources), source.table.label)
                taking.take(source)
        manifest = writer.commit()
        sweep(folder, older_than=at - _KEEP_FILES)
    return manifest


@dataclass
class _Gap:
    """What differs between store and snapshot among the ids the snapshot has seen."""

    late: set[int]
    gone: set[int]


class _Taking:
    """One increment on its way; changes come first, for they say which records to read again."""

    def __init__(self, writer: SnapshotWriter, reader: Reader, engine: Engine, *, full: bool) -> None:
        self._writer, self._reader, self._engine, self._full = writer, reader, engine, full
        self._changed: dict[str, set[int]] = {}
        before = writer.before
        self._is_first = full or before is None or not any(state.n_live for state in before.tables.values())

    def take(self, source: StoredTable) -> None:
        state = self._writer.manifest.state(source.name)
        if self._full or not state.n_live or not (source.is_stream or source.has_history):
            self._writer.reset(source.name, self._noted(source, self._reader.rows(source)))
            return
        gap = self._gap(source)
        changed = self._changed_ids(source, state.last_id) - gap.late - gap.gone if source.has_history else set()
        if len(changed) > _MAX_CHANGED_SHARE * state.n_live:
            self._writer.reset(source.name, self._reader.rows(source))
            return
        if gap.gone:
            compact(self._writer, source.name, self._engine, without=gap.gone)
        late = self._looked_up(source, gap.late)
        self._writer.append(source.name, self._noted(source, late))
        self._writer.append(source.name, self._noted(source, self._reader.rows(source, after=state.last_id)))
        self._writer.replace(source.name, self._looked_up(source, changed))
        if due(self._writer.manifest.state(source.name)):
            compact(self._writer, source.name, self._engine)

    def _noted(self, source: StoredTable, batches: Iterator["pa.RecordBatch"]) -> Iterator["pa.RecordBatch"]:
        """Pass rows on; of changes, note which records they are about."""
        for batch in batches:
            if source.name == "changes" and not self._is_first:
                kinds, ids = batch.column("subject_kind").to_pylist(), batch.column("subject_id").to_pylist()
                for kind, record_id in zip(kinds, ids, strict=True):
                    self._changed.setdefault(kind, set()).add(record_id)
            yield batch

    def _changed_ids(self, source: StoredTable, last_id: int) -> set[int]:
        noted = {one for one in self._changed.get(str(source.table.kind), set()) if one <= last_id}
        before = self._writer.before
        if before is None:
            return noted
        # Columns without a history are written together with `updated_at`.
        since = (before.read_at - _MARGIN).strftime("%Y-%m-%d %H:%M:%S")
        return noted | self._reader.matching(source, f"id <= {last_id} AND updated_at >= '{since}'")

    def _looked_up(self, source: StoredTable, ids: Collection[int]) -> Iterator["pa.RecordBatch"]:
        ordered = sorted(ids)
        for start in range(0, len(ordered), _IDS_PER_QUERY):
            yield from self._reader.rows(source, ids=ordered[start : start + _IDS_PER_QUERY])

    def _gap(self, source: StoredTable) -> _Gap:
        state = self._writer.manifest.state(source.name)
        expected = self._reader.totals(source, up_to=state.last_id)
        gap = _Gap(set(), set())
        # Most late rows are recent: look at the last ids first, and at all of them only if that does not explain it.
        for after in (max(0, state.last_id - _TRAILING_IDS), 0):
            n_live = state.n_live + len(gap.late) - len(gap.gone)
            sum_of_ids = state.sum_of_ids + sum(gap.late) - sum(gap.gone)
            if (n_live, sum_of_ids) == expected:
                return gap
            gap = self._difference(source, after, state.last_id)
        return gap

    def _difference(self, source: StoredTable, after: int, up_to: int) -> _Gap:
        import pyarrow as pa

        batches = list(self._reader.ids(source, after=after, up_to=up_to))
        schema = pa.schema([("id", pa.int64())])
        stored = self._engine.memory(pa.Table.from_batches([one.cast(schema) for one in batches], schema))
        known = live_rows(
            self._writer.folder, source.name, self._writer.manifest.state(source.name), self._engine
        ).select("id")
        known = known.filter(known.id > after)
        late = self._engine.to_arrow(stored.anti_join(known, "id")).column("id").to_pylist()
        gone = self._engine.to_arrow(known.anti_join(stored, "id")).column("id").to_pylist()
        return _Gap(set(late), set(gone))
