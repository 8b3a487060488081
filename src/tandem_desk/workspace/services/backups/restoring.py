"""Brings a backup back: checked first, then switched to in one step."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader

from tandem.kernel.errors import Fault, InputError
from tandem_desk.workspace.models import Workspace
from tandem_desk.workspace.services.backups import postgresql
from tandem_desk.workspace.services.backups.archive import DATABASE, Manifest, check_backup, open_backup

__all__ = ["restore_backup"]


def restore_backup(*, path: Path, force: bool = False) -> Manifest:
    """Put a backup in the place of what is there.

    The whole file is read and checked before anything is touched. The database changes in one step; then migrations
    newer than the backup run. End the site and its workers before.

    Raises
    ------
    InputError
        The file is no whole backup, was made by a newer program or on another kind of database, or there is data here
        already and `force` was not given; nothing is then changed.
    """
    manifest = check_backup(path=path)
    faults = _misfits(manifest)
    if not force and _has_data():
        faults.append(Fault("database", "must be empty", "data", "Give --force to put the backup in its place."))
    if faults:
        raise InputError(faults)
    home = Path(settings.TANDEM_HOME)
    home.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=home) as scratch:
        folder = Path(scratch)
        _unpack(path, folder)
        if manifest.vendor == "postgresql":
            postgresql.copy_in(folder / "tables", manifest.migrations)
        else:
            _switch_sqlite(folder / DATABASE)
        _put_files(folder / "home", home)
    return manifest


def _misfits(manifest: Manifest) -> list[Fault]:
    faults = []
    if manifest.vendor != connection.vendor:
        must = f"must be the backup of a {connection.vendor} database"
        faults.append(Fault("backup", must, manifest.vendor, "Point DATABASE_URL at such a database."))
    known = {f"{app}.{name}" for app, name in MigrationLoader(connection).disk_migrations}
    newer = sorted(set(manifest.migrations) - known)
    if newer:
        remedy = "Install the version it was made with, or a later one."
        faults.append(Fault("backup", "must not come from a newer program", ", ".join(newer[:5]), remedy))
    return faults


def _has_data() -> bool:
    tables = connection.introspection.table_names()
    return Workspace._meta.db_table in tables and Workspace.objects.exists()  # noqa: SLF001  (documented by Django)


def _unpack(path: Path, folder: Path) -> None:
    _, parts = open_backup(path)
    for name, content in parts:
        target = (folder / name).resolve()
        if not target.is_relative_to(folder.resolve()):
            raise InputError(Fault(name, "must stay inside the backup's folder", str(target)))
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            shutil.copyfileobj(content, file)


def _switch_sqlite(made: Path) -> None:
    target = Path(str(connection.settings_dict["NAME"]))
    target.parent.mkdir(parents=True, exist_ok=True)
    connections.close_all()
    with closing(sqlite3.connect(made)) as database:
        database.execute("PRAGMA journal_mode=WAL")
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    os.replace(made, target)  # noqa: PTH105  (atomic, and so meant)
    call_command("migrate", verbosity=0)


def _put_files(source: Path, home: Path) -> None:
    if not source.is_dir():
        return
    for one in source.iterdir():
        target = home / one.name
        if one.is_dir():
            shutil.copytree(one, target, dirs_exist_ok=True)
        else:
            shutil.copyfile(one, target)
            target.chmod(0o600)
