"""Serves the site: one web process here, one worker beside it, both ended together."""

import hashlib
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor

from tandem.kernel.errors import Fault, InputError
from tandem_desk.workspace.services.processes import Processes, this_command
from tandem_desk.workspace.sockets import mend_at_start

__all__ = ["collect_static", "listen", "prepare_database", "serve"]

_BACKLOG = 256


def prepare_database() -> None:
    """Create the tables of an empty database; mend what a dead process left; refuse one of a newer or older program.

    Raises
    ------
    InputError
        Migrations are waiting, and running them is for a person to decide.
    """
    if not connection.introspection.table_names():
        call_command("migrate", verbosity=0)
        return
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        names = ", ".join(f"{one.app_label}.{one.name}" for one, _ in waiting)
        remedy = "Make a backup (tandem-desk backup PATH), then run: tandem-desk migrate"
        raise InputError(Fault("database", "must have every migration of this program", f"{names} waiting", remedy))
    mend_at_start()


def collect_static() -> bool:
    """Gather style sheets and scripts into the home folder; return whether anything had changed since the last time."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    mark = Path(settings.STATIC_ROOT) / ".collected"
    if mark.exists() and mark.read_text(encoding="utf-8") == digest.hexdigest():
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=False)
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(digest.hexdigest(), encoding="utf-8")
    return True


def listen(*, bind: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes any free one.

    Raises
    ------
    InputError
        The port is taken, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((bind, port))
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        remedy = "Choose another with --port or TANDEM_PORT, or end the program that uses it."
        got = error.strerror or str(error)
        raise InputError(Fault(f"port {port} on {bind}", "must be free", got, remedy)) from error
    return listening


def serve(*, listening: socket.socket, with_worker: bool, say: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM, then end the worker and return."""
    import uvicorn

    for number in (signal.SIGINT, signal.SIGTERM):
        # The server sends its signal on to itself once it has closed; by then there is nothing left to do.
        signal.signal(number, lambda *_: None)
    config = uvicorn.Config(
        "tandem_desk.config.asgi:application", log_level="warning", lifespan="off", timeout_graceful_shutdown=5
    )
    workers = Processes([this_command("work", "--parent={pid}", "--skip-checks")] if with_worker else [])
    ended = threading.Event()
    watching = threading.Thread(target=_watch, args=(workers, ended), daemon=True)
    workers.start()
    watching.start()
    host, port = listening.getsockname()[:2]
    say(f"Tandem is at http://{f'[{host}]' if ':' in host else host}:{port}/ (end with Ctrl-C)")
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        ended.set()
        watching.join()
        workers.end()


def _watch(workers: Processes, ended: threading.Event) -> None:
    while not ended.wait(1.0):
        workers.look_after()
