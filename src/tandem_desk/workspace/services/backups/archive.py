"""The backup file: a tar of a manifest, the database and the uploads, every part with its digest."""

import hashlib
import json
import sqlite3
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.timeline import as_utc
from tandem_desk.workspace.services.backups import postgresql

__all__ = ["DATABASE", "Manifest", "check_backup", "make_backup", "open_backup", "sha256"]

DATABASE = "database.sqlite3"
_FORMAT = 1
# What the home folder holds beside the database and cannot be made again.
_KEPT = ("imports", "sample_password")
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a backup holds.

    Attributes:
        format: version of this shape.
        made_at: aware UTC instant, as text.
        vendor: "sqlite" or "postgresql".
        migrations: "app.name" of every migration that had run.
        digests: part → SHA-256.
        n_rows: table → rows.
    """

    format: int
    made_at: str
    vendor: str
    migrations: list[str]
    digests: dict[str, str]
    n_rows: dict[str, int]


def make_backup(*, path: Path, at: datetime) -> Manifest:
    """Write a consistent copy of everything to one file, while others go on writing, and read it back.

    Raises
    ------
    InputError
        The file exists already, or what was written does not read back as it should.
    """
    if path.exists():
        raise InputError(Fault(str(path), "must not exist yet", "a file", "Choose another name."))
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".unfinished")
    with TemporaryDirectory(dir=path.parent) as scratch:
        folder = Path(scratch)
        n_rows = _copy_database(folder)
        parts = {**_files(folder, ""), **_kept_files()}
        manifest = Manifest(
            format=_FORMAT,
            made_at=as_utc(at).isoformat(),
            vendor=connection.vendor,
            migrations=sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()),
            digests={name: sha256(file) for name, file in parts.items()},
            n_rows=n_rows,
        )
        listed = folder / "manifest.json"
        listed.write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
        with tarfile.open(unfinished, "w:gz", compresslevel=3) as archive:
            archive.add(listed, "manifest.json")
            for name, file in sorted(parts.items()):
                archive.add(file, name, recursive=False)
    try:
        check_backup(path=unfinished)
    except InputError:
        unfinished.unlink()
        raise
    unfinished.rename(path)
    return manifest


def _copy_database(folder: Path) -> dict[str, int]:
    if connection.vendor == "postgresql":
        return postgresql.copy_out(folder / "tables")
    target = folder / DATABASE
    name = str(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(name)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    return _sqlite_counts(target)


def _sqlite_counts(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as database:
        found = database.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise InputError(Fault("database", "must be whole", str(found)))
        names = [
            name
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            if not name.startswith(("sqlite_", "search_"))
        ]
        return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608  (names from the schema)


def _files(folder: Path, prefix: str) -> dict[str, Path]:
    return {prefix + str(one.relative_to(folder)): one for one in sorted(folder.rglob("*")) if one.is_file()}


def _kept_files() -> dict[str, Path]:
    home, found = Path(settings.TANDEM_HOME), {}
    for name in _KEPT:
        place = home / name
        if place.is_file():
            found[f"home/{name}"] = place
        elif place.is_dir():
            found |= _files(place, f"home/{name}/")
    return found


def sha256(path: Path) -> str:
    """Return a file's digest."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_backup(*, path: Path) -> Manifest:
    """Read a whole backup and return its manifest.

    Raises
    ------
    InputError
        It is no backup, or a part is missing or damaged; all faults are named.
    """
    seen: dict[str, str] = {}
    manifest, parts = open_backup(path)
    try:
        for name, content in parts:
            digest = hashlib.sha256()
            while block := content.read(_BLOCK):
                digest.update(block)
            seen[name] = digest.hexdigest()
    except (OSError, EOFError, zlib.error, tarfile.TarError) as error:
        raise InputError(Fault(str(path), "must be readable to its end", str(error))) from error
    faults = [
        Fault(name, "must be in the backup as it was written", "another content" if name in seen else "nothing")
        for name, digest in manifest.digests.items()
        if seen.get(name) != digest
    ]
    if faults:
        raise InputError(faults)
    return manifest


def open_backup(path: Path) -> tuple[Manifest, Iterator[tuple[str, IO[bytes]]]]:
    """Return a backup's manifest, and its parts one after the other as (name, content); only what the manifest names.

    Raises
    ------
    InputError
        It is no backup this program can read.
    """
    try:
        archive = tarfile.open(path, "r:gz")  # noqa: SIM115  (closed when the parts have been read)
        first = archive.next()
        content = archive.extractfile(first) if first is not None and first.name == "manifest.json" else None
        plain = json.loads(content.read()) if content is not None else {}
    except (OSError, EOFError, zlib.error, tarfile.TarError, ValueError) as error:
        raise InputError(Fault(str(path), "must be a backup made by tandem-desk", str(error))) from error
    if plain.get("format") != _FORMAT:
        got = f"format {plain.get('format')}"
        raise InputError(Fault(str(path), f"must be a backup of format {_FORMAT}", got))
    manifest = Manifest(**plain)
    return manifest, _parts(archive, manifest)


def _parts(archive: tarfile.TarFile, manifest: Manifest) -> Iterator[tuple[str, IO[bytes]]]:
    with archive:
        while (member := archive.next()) is not None:
            content = archive.extractfile(member) if member.isfile() and member.name in manifest.digests else None
            if content is not None:
                yield member.name, content
