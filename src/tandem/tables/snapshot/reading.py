"""Reading a snapshot: the rows that count, out of the files one manifest names."""

from pathlib import Path
from typing import TYPE_CHECKING

from tandem.kernel.errors import Fault, InputError
from tandem.tables.engines import Engine
from tandem.tables.schema import table as table_named
from tandem.tables.snapshot.manifest import Manifest, Part, TableState, read_manifest
from tandem.tables.snapshot.parts import digest_of
from tandem.tables.stored import arrow_schema, schema_digest

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["Snapshot", "live_rows"]


class Snapshot:
    """One consistent state of the store: the manifest is read once, so later increments do not show.

    Parameters
    ----------
    folder
        Where the snapshot lies.

    Raises
    ------
    InputError
        There is no snapshot there, a file is missing, or it was taken with another schema.

    Attributes
    ----------
    manifest
        What it consists of.
    """

    def __init__(self, folder: Path) -> None:
        manifest = read_manifest(folder)
        if manifest is None:
            raise InputError(Fault(str(folder), "must hold a snapshot", "no manifest", "Take a snapshot first."))
        if manifest.schema != schema_digest():
            fault = Fault(str(folder), f"must have schema {schema_digest()}", manifest.schema, "Take a new snapshot.")
            raise InputError(fault)
        self.folder = folder
        self.manifest: Manifest = manifest
        missing = [part for part in self._parts() if not (folder / part.path).is_file()]
        if missing:
            raise InputError(
                [Fault(part.path, "must be there", "no such file", "Take a new snapshot.") for part in missing]
            )

    def rows(self, name: str, engine: Engine) -> "ir.Table":
        """Return one table's live rows: of each id, the newest version."""
        return live_rows(self.folder, name, self.manifest.state(name), engine)

    def check(self) -> None:
        """Compare every file with its digest.

        Raises
        ------
        InputError
            One or more files are not what was written; all are named.
        """
        faults = [
            Fault(part.path, f"must have SHA-256 {part.sha256[:12]}…", digest[:12] + "…", "Take a new snapshot.")
            for part in self._parts()
            if (digest := digest_of(self.folder / part.path)) != part.sha256
        ]
        if faults:
            raise InputError(faults)

    def _parts(self) -> list[Part]:
        return [part for state in self.manifest.tables.values() for part in state.parts]


def live_rows(folder: Path, name: str, state: TableState, engine: Engine) -> "ir.Table":
    """Return the rows of a table that count: of each id, the version in the newest part."""
    import ibis

    plain = [folder / part.path for part in state.parts if not part.replaces]
    changed = [folder / part.path for part in state.parts if part.replaces]
    if not plain and not changed:
        return engine.memory(arrow_schema(table_named(name)).empty_table())
    if not changed:
        return engine.files(plain)
    versions = [engine.files([path]).mutate(version=ibis.literal(number)) for number, path in enumerate(changed)]
    newer = versions[0] if len(versions) == 1 else ibis.union(*versions)
    age = ibis.row_number().over(ibis.window(group_by=newer.id, order_by=newer.version.desc()))
    latest = newer.mutate(age=age).filter(lambda rows: rows.age == 0).drop("age", "version")
    if not plain:
        return latest
    old = engine.files(plain)
    return old.anti_join(latest, "id").union(latest.select(*old.columns))
