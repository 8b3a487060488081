"""Background work of the records app."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tandem_desk.records.services.search_index import refresh_search_index
from tandem_desk.records.sockets import announce_import
from tandem_desk.workspace.sockets import JobContext, job, plan

__all__ = ["import_job", "mend_indexes", "search_job", "undo_import_job"]

# What imports need takes seconds to load; a page or a command that imports nothing should not wait for it.


@job("records.import", "Import")
def import_job(context: JobContext) -> Mapping[str, Any] | None:
    """Run an import; after a worker's death it goes on from its last committed batch."""
    from tandem_desk.records.services.importing import ImportStopped, run_import

    def progress(n_done: int, n_total: int, words: str) -> bool:
        context.progress(n_done, n_total, words)
        return not context.stopped()

    try:
        run = run_import(context.arguments["run"], progress)
    except ImportStopped:
        return None
    refresh_search_index()
    announce_import(run)
    return {"import": run.pk}


@job("records.undo_import", "Undo import")
def undo_import_job(context: JobContext) -> Mapping[str, Any] | None:
    """Undo an import; it goes on from where it stood."""
    from tandem_desk.records.services.importing import undo_import

    def progress(n_done: int, n_total: int, words: str) -> bool:
        context.progress(n_done, n_total, words)
        return True

    return undo_import(context.arguments["run"], progress)


def mend_indexes() -> list[str]:
    """Put back the indexes that an import stopped in the middle left out, and return their names."""
    from tandem_desk.records.services.importing.indexes import restore_indexes

    return restore_indexes()


@job("records.search", "Index names for search")
def search_job(_: JobContext) -> Mapping[str, Any]:
    """Take the names of new records into the search index."""
    return {"added": refresh_search_index()}


plan("records.search", every=timedelta(minutes=15))
