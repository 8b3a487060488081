"""An installation of its own, imported into by processes that are killed at chosen points; run by a test.

Usage: a_killed_import.py DROP WHOLE BROKEN, folders; each killed process and what it left goes to standard output.
"""

import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import connection, connections

django.setup()

from tandem.kernel.vocabulary import SubjectKind  # noqa: E402  (after Django is set up)
from tandem_desk.records.models import Change, ImportTable, Lead  # noqa: E402
from tandem_desk.records.services.exporting import records  # noqa: E402
from tandem_desk.records.services.importing import apart, histories, running, start_import, undo_import, undoing  # noqa: E402
from tandem_desk.records.services.importing import indexes as index_keeping  # noqa: E402
from tandem_desk.workspace.models import Workspace  # noqa: E402
from tandem_desk.workspace.sockets import mend_at_start  # noqa: E402


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def killed_on_call(n: int, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that does the same until its nth call, which it does not live to make."""
    calls = iter(range(1, n))

    def call(*given: Any, **named: Any) -> Any:
        if next(calls, None) is None:
            die()
        return function(*given, **named)

    return call


def with_rows_written_but_not_committed() -> None:
    # The file is read in a process of its own, as a large one is.
    apart._LARGE_BYTES = 0
    running._commit = killed_on_call(2, running._commit)
    running.run_import(1)


def with_the_indexes_out() -> None:
    running.run_import(1, killed_on_call(3, lambda *_: True))


def with_all_rows_in_and_no_history() -> None:
    histories._History.bring = killed_on_call(1, histories._History.bring)
    running.run_import(1)


def in_the_middle_of_the_history() -> None:
    histories._History._commit = killed_on_call(1, histories._History._commit)
    running.run_import(1)


def to_the_end() -> None:
    running.run_import(1)


def in_the_middle_of_its_undo() -> None:
    undo_import(1, killed_on_call(3, lambda *_: True))


def to_the_end_of_its_undo() -> None:
    undo_import(1)


def export(target: Path) -> None:
    workspace = Workspace.objects.get(name="kill")
    records.export_records(kind=SubjectKind.LEAD, target=target, member=None, workspace=workspace)


def in_the_middle_of_an_export(target: Path) -> None:
    records._columns = killed_on_call(3, records._columns)
    export(target)


def in_a_process_of_its_own(work: Callable[[], None]) -> int:
    """Return the signal that ended the process, 0 for none."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            work()
            connections.close_all()
            os._exit(0)
        finally:
            traceback.print_exc()
            os._exit(1)
    status = os.waitpid(child, 0)[1]
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit(os.WEXITSTATUS(status))
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def left_behind() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
        names = {row[0] for row in cursor.fetchall()}
    committed = ImportTable.objects.get(table="leads").n_committed
    missing = sorted({one.name for one in Lead._meta.indexes} - names)
    return {"committed": committed, "leads": Lead.objects.count(), "missing_indexes": missing}


def tell(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def use(home: Path) -> None:
    connections.close_all()
    connection.settings_dict["NAME"] = str(home / "tandem.sqlite3")


def main(drop: Path, whole: Path, broken: Path) -> None:
    running.BATCH_ROWS, index_keeping.BULK_ROWS = 50, 100
    undoing._BATCH = records.BATCH_ROWS = 50
    use(whole)
    call_command("migrate", verbosity=0)
    workspace = Workspace.objects.create(name="kill")
    start_import(workspace=workspace, member=None, path=drop, name="drop", keep_copy=False)
    connections.close_all()
    shutil.copytree(whole, broken)
    in_a_process_of_its_own(to_the_end)
    use(broken)
    points = [
        with_the_indexes_out,
        with_rows_written_but_not_committed,
        with_all_rows_in_and_no_history,
        in_the_middle_of_the_history,
    ]
    for point in points:
        ended_by = in_a_process_of_its_own(point)
        tell({"point": point.__name__, "signal": ended_by} | left_behind())
        if point is with_the_indexes_out:
            mended = mend_at_start()
            tell({"mended": mended} | left_behind())
    undone = broken.with_name("undone")
    connections.close_all()
    shutil.copytree(broken, undone)
    tell({"point": "end", "signal": in_a_process_of_its_own(to_the_end)} | left_behind())
    use(undone)
    for work in (in_the_middle_of_its_undo, to_the_end_of_its_undo):
        tell({"signal": in_a_process_of_its_own(work), "changes": Change.objects.count()} | left_behind())
    connections.close_all()
    exported = whole.with_name("exported")
    shutil.copytree(whole, exported)
    use(exported)
    target = exported / "leads.csv"
    in_a_process_of_its_own(lambda: export(target))
    before = target.read_text()
    Lead.objects.update(status="Later")
    ended_by = in_a_process_of_its_own(lambda: in_the_middle_of_an_export(target))
    tell({"signal": ended_by, "same": target.read_text() == before, "lines": before.count("\n")})


if __name__ == "__main__":
    main(*(Path(one) for one in sys.argv[1:]))
