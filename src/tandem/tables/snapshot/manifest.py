"""The manifest: the one small file that says which files make up a snapshot. What it does not name does not exist."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from tandem.kernel.errors import Fault, InputError
from tandem.tables.stored import schema_digest

__all__ = ["MANIFEST_NAME", "Manifest", "Part", "TableState", "read_manifest", "write_manifest"]

MANIFEST_NAME = "manifest.json"
_FORMAT = 1


@dataclass(frozen=True)
class Part:
    """One Parquet file.

    Attributes:
        path: inside the snapshot's folder, e.g. "leads/00000003-0.parquet".
        n_rows: rows in it.
        n_bytes: its size.
        sha256: digest of its bytes, in hexadecimal.
        replaces: whether its rows take the place of rows with the same `id` in earlier parts.
    """

    path: str
    n_rows: int
    n_bytes: int
    sha256: str
    replaces: bool = False


@dataclass(frozen=True)
class TableState:
    """One table of a snapshot.

    Attributes:
        parts: its files, oldest first.
        n_live: rows a reader sees.
        sum_of_ids: of those rows; with `n_live` it shows at a glance whether rows have vanished or come late.
        last_id: the highest id among them; 0 for none.
    """

    parts: tuple[Part, ...] = ()
    n_live: int = 0
    sum_of_ids: int = 0
    last_id: int = 0


@dataclass(frozen=True)
class Manifest:
    """What a snapshot consists of.

    Attributes:
        number: counts up with every increment.
        read_at: aware UTC instant at which the store was read: everything committed before it is in.
        tables: by table name.
        schema: digest of the tables' schema at the time.
        source: whose data this is, e.g. "workspace 3".
    """

    number: int
    read_at: datetime
    tables: Mapping[str, TableState] = field(default_factory=dict)
    schema: str = field(default_factory=schema_digest)
    source: str = ""

    def state(self, table: str) -> TableState:
        """Return one table's state; an empty one for a table not seen yet."""
        return self.tables.get(table, TableState())

    def with_state(self, table: str, state: TableState) -> "Manifest":
        """Return a copy in which one table stands otherwise."""
        return replace(self, tables={**self.tables, table: state})


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest in force; `None` where there is no snapshot yet.

    Raises
    ------
    InputError
        The file is there but cannot be understood, or was written by a later Tandem.
    """
    path = folder / MANIFEST_NAME
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise InputError(
            Fault(str(path), "must be a manifest", str(error), "Take a new snapshot in an empty folder.")
        ) from error
    if plain.get("format") != _FORMAT:
        raise InputError(
            Fault(str(path), f"must have format {_FORMAT}", repr(plain.get("format")), "Take a new snapshot.")
        )
    return Manifest(
        number=plain["number"],
        read_at=datetime.fromisoformat(plain["read_at"]),
        tables={name: _state(state) for name, state in plain["tables"].items()},
        schema=plain["schema"],
        source=plain["source"],
    )


def _state(plain: dict[str, Any]) -> TableState:
    return TableState(**{**plain, "parts": tuple(Part(**part) for part in plain["parts"])})


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put a manifest in force: in one step, so that a reader sees the old one or the new one and nothing between."""
    plain = {"format": _FORMAT, **asdict(manifest), "read_at": manifest.read_at.isoformat()}
    temporary = folder / f"{MANIFEST_NAME}.tmp"
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(plain, file, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / MANIFEST_NAME)
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Make renames inside a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
