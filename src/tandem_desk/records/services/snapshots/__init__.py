"""Snapshots of the operational store: what the library's tables are read from."""

from tandem_desk.records.services.snapshots.sources import RECORD_SOURCES, StoredTable
from tandem_desk.records.services.snapshots.taking import snapshot_folder, take_snapshot

__all__ = ["RECORD_SOURCES", "StoredTable", "snapshot_folder", "take_snapshot"]
