"""One measured step in a process of its own: `python -m benchmarks.tables.step NAME SIZES`."""

import json
import resource
import sqlite3
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from benchmarks.tables.store import fill, grow  # noqa: E402
from tandem.tables.moments import Tables  # noqa: E402
from tandem_desk.records.services.snapshots import snapshot_folder  # noqa: E402
from tandem_desk.records.services.snapshots.readers import open_reader  # noqa: E402
from tandem_desk.records.services.snapshots.sources import select  # noqa: E402
from tandem_desk.touchpoints.tasks import SOURCES, refresh_snapshot  # noqa: E402
from tandem_desk.workspace.models import Workspace  # noqa: E402

MIDDLE, END = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
SIZES = json.loads(sys.argv[2])


def make() -> int:
    """Create the store."""
    call_command("migrate", verbosity=0)
    fill(SIZES["touchpoints"], SIZES["leads"], SIZES["changes"])
    return SIZES["touchpoints"]


def more() -> int:
    """Let a day pass."""
    extra = {"more_touchpoints": SIZES["more_touchpoints"], "more_changes": SIZES["more_changes"]}
    grow(SIZES["touchpoints"], SIZES["leads"], SIZES["changes"], **extra)
    return SIZES["more_touchpoints"]


def floor_cursor() -> int:
    """Read every row of every table with sqlite3 and do nothing with it."""
    rows = 0
    database = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    for source in SOURCES:
        cursor = database.execute(select(source, workspace_id=1, vendor="sqlite"))
        while batch := cursor.fetchmany(5_000):
            rows += len(batch)
    return rows


def floor_arrow() -> int:
    """Read every row of every table into Arrow batches, untyped, and do nothing with it."""
    with open_reader(1) as reader:
        return sum(
            batch.num_rows
            for source in SOURCES
            for batch in reader._driver.batches(select(source, workspace_id=1, vendor="sqlite"), _schema(source))  # noqa: SLF001  (below the typing)
        )


def _schema(source: object) -> object:
    from tandem_desk.records.services.snapshots.sources import raw_schema

    return raw_schema(source, "sqlite")  # type: ignore[arg-type]


def snapshot() -> int:
    """Take a snapshot."""
    manifest = refresh_snapshot(workspace=Workspace.objects.get(pk=1), at=END)
    return sum(state.n_live for state in manifest.tables.values())


def leads_then() -> int:
    """Read every lead as it was known in the middle of the two years."""
    tables = Tables(snapshot_folder(Workspace.objects.get(pk=1)), as_of=MIDDLE)
    return sum(batch.num_rows for batch in tables.batches(tables.table("leads", custom=["Tier"])))


def touchpoints_then() -> int:
    """Count touchpoints of each lead and kind as known in the middle of the two years."""
    tables = Tables(snapshot_folder(Workspace.objects.get(pk=1)), as_of=MIDDLE)
    rows = tables.touchpoints
    return tables.to_arrow(rows.group_by("lead", "kind").agg(n=rows.count())).num_rows


STEPS: dict[str, Callable[[], int]] = {
    one.__name__: one for one in (make, more, floor_cursor, floor_arrow, snapshot, leads_then, touchpoints_then)
}

if __name__ == "__main__":
    began, cpu_began = time.perf_counter(), time.process_time()
    n_rows = STEPS[sys.argv[1]]()
    seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - cpu_began
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    folder = Path(settings.TANDEM_HOME) / "snapshots"
    files_mb = sum(path.stat().st_size for path in folder.rglob("*.parquet")) / 1e6 if folder.exists() else 0.0
    found = {"n_rows": n_rows, "seconds": seconds, "cpu_seconds": cpu_seconds, "peak_mb": peak_mb, "files_mb": files_mb}
    print(json.dumps(found))
