"""Exports: records, streams of touchpoints, links and histories as files, in any dialect, in bounded memory."""

from tandem_desk.records.services.exporting.everything import EVERYTHING, STREAMS, Exported, export_files
from tandem_desk.records.services.exporting.records import (
    AS_IMPORTED,
    DIALECTS,
    ExportColumn,
    export_columns,
    export_records,
)

__all__ = [
    "AS_IMPORTED",
    "DIALECTS",
    "EVERYTHING",
    "STREAMS",
    "ExportColumn",
    "Exported",
    "export_columns",
    "export_files",
    "export_records",
]
