"""Imports: taken in, recognised, corrected, run as a job that can stop anywhere, reported, undone as a whole."""

from tandem_desk.records.services.importing.correcting import begin_import, open_questions, set_mapping, set_reading
from tandem_desk.records.services.importing.reporting import write_bad_rows_file
from tandem_desk.records.services.importing.running import ImportStopped, run_import
from tandem_desk.records.services.importing.starting import start_import
from tandem_desk.records.services.importing.undoing import begin_undo, undo_import

__all__ = [
    "ImportStopped",
    "begin_import",
    "begin_undo",
    "open_questions",
    "run_import",
    "set_mapping",
    "set_reading",
    "start_import",
    "undo_import",
    "write_bad_rows_file",
]
