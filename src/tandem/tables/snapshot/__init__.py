"""Snapshots: the operational store as columnar files, taken in increments, consistent at every moment."""

from tandem.tables.snapshot.compaction import compact
from tandem.tables.snapshot.manifest import Manifest, Part, TableState, read_manifest
from tandem.tables.snapshot.reading import Snapshot
from tandem.tables.snapshot.writing import SnapshotWriter

__all__ = ["Manifest", "Part", "Snapshot", "SnapshotWriter", "TableState", "compact", "read_manifest"]
