"""Background work over records and touchpoints together: the snapshot that the library's tables are read from."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from tandem.tables.schema import table
from tandem.tables.snapshot import Manifest
from tandem_desk.records.services.snapshots import RECORD_SOURCES, StoredTable, take_snapshot
from tandem_desk.touchpoints.models import Touchpoint
from tandem_desk.workspace.models import Workspace
from tandem_desk.workspace.sockets import JobContext, job, plan

__all__ = ["SOURCES", "refresh_snapshot", "run_snapshot"]

SOURCES = (*RECORD_SOURCES, StoredTable(table("touchpoints"), Touchpoint))


def refresh_snapshot(
    *,
    workspace: Workspace,
    at: datetime,
    full: bool = False,
    progress: Callable[[int, int, str], None] | None = None,
) -> Manifest:
    """Bring a workspace's snapshot of all tables up to date; see `take_snapshot`."""
    return take_snapshot(workspace=workspace, sources=SOURCES, at=at, full=full, progress=progress)


@job("touchpoints.snapshot", "Take a snapshot of all tables")
def run_snapshot(context: JobContext) -> Mapping[str, Any]:
    """Bring the workspace's snapshot up to date; tried again later where another one is being taken."""
    if context.workspace is None:
        return {}
    manifest = refresh_snapshot(
        workspace=context.workspace,
        at=timezone.now(),
        full=bool(context.arguments.get("full", False)),
        progress=context.progress,
    )
    return {"number": manifest.number, "n_rows": {name: state.n_live for name, state in manifest.tables.items()}}


plan("touchpoints.snapshot", every=timedelta(days=1), at=time(2, 30))
