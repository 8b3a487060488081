"""Writing a snapshot: parts first, the manifest last, one writer at a time."""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.timeline import as_utc
from tandem.tables.schema import table as table_named
from tandem.tables.snapshot.manifest import MANIFEST_NAME, Manifest, TableState, read_manifest, write_manifest
from tandem.tables.snapshot.parts import write_parts
from tandem.tables.stored import arrow_schema, schema_digest

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["SnapshotBusyError", "SnapshotWriter", "sole_writer", "sweep"]


class SnapshotBusyError(InputError):
    """Another process is writing this snapshot; try again when it is done."""


@contextmanager
def sole_writer(folder: Path) -> Iterator[None]:
    """Hold the folder's writing lock; the operating system lets go of it when the process dies.

    Raises
    ------
    SnapshotBusyError
        Somebody else holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / ".lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SnapshotBusyError(
                Fault(str(folder), "one snapshot at a time", "one is being taken", "Try later.")
            ) from error
        yield
    finally:
        os.close(descriptor)


class SnapshotWriter:
    """One increment: nothing of it counts until `commit`. Use it inside :func:`sole_writer`.

    Parameters
    ----------
    folder
        The snapshot's folder; made where missing.
    read_at
        Aware instant at which the store is read.
    source
        Whose data this is. An existing snapshot of another source, or of another schema, is started anew.
    """

    def __init__(self, folder: Path, *, read_at: datetime, source: str = "") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        before = read_manifest(folder)
        if before is not None and (before.schema != schema_digest() or before.source != source):
            before = Manifest(before.number, before.read_at, {}, source=source)
        self.before = before
        self._n_writes = 0
        number = before.number + 1 if before else 1
        self.manifest = Manifest(number, as_utc(read_at), before.tables if before else {}, source=source)

    def append(self, name: str, batches: Iterable["pa.RecordBatch"]) -> int:
        """Add rows whose ids are new to the snapshot; return how many."""
        return self._write(name, batches, replaces=False)

    def replace(self, name: str, batches: Iterable["pa.RecordBatch"]) -> int:
        """Put rows in place of those with the same ids, which must be there; return how many."""
        return self._write(name, batches, replaces=True)

    def reset(self, name: str, batches: Iterable["pa.RecordBatch"]) -> int:
        """Replace a whole table; return how many rows it has now."""
        self.manifest = self.manifest.with_state(name, TableState())
        return self._write(name, batches, replaces=False)

    def commit(self) -> Manifest:
        """Put this increment in force."""
        write_manifest(self.folder, self.manifest)
        return self.manifest

    def _write(self, name: str, batches: Iterable["pa.RecordBatch"], *, replaces: bool) -> int:
        import pyarrow.compute as pc

        sums = {"n": 0, "sum": 0, "last": 0}

        def counted() -> Iterator["pa.RecordBatch"]:
            for batch in batches:
                if batch.num_rows:
                    ids = batch.column("id")
                    sums["n"] += batch.num_rows
                    sums["sum"] += pc.sum(ids).as_py()
                    sums["last"] = max(sums["last"], pc.max(ids).as_py())
                    yield batch

        self._n_writes += 1
        parts = write_parts(
            self.folder,
            table=name,
            number=self.manifest.number * 1000 + self._n_writes,
            batches=counted(),
            schema=arrow_schema(table_named(name)),
            replaces=replaces,
        )
        state = self.manifest.state(name)
        state = replace(state, parts=(*state.parts, *parts))
        if not replaces:
            state = replace(
                state,
                n_live=state.n_live + sums["n"],
                sum_of_ids=state.sum_of_ids + sums["sum"],
                last_id=max(state.last_id, sums["last"]),
            )
        self.manifest = self.manifest.with_state(name, state)
        return sums["n"]


def sweep(folder: Path, *, older_than: datetime) -> list[Path]:
    """Delete files the manifest does not name and nobody has touched since a moment; return which.

    Readers of an earlier manifest keep their files that long; leave them an hour. Call it inside :func:`sole_writer`.
    """
    manifest = read_manifest(folder)
    if manifest is None:
        return []
    kept = {part.path for state in manifest.tables.values() for part in state.parts} | {MANIFEST_NAME, ".lock"}
    gone = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.relative_to(folder).as_posix() not in kept
        and path.stat().st_mtime < older_than.timestamp()
    ]
    for path in gone:
        path.unlink()
    return gone
