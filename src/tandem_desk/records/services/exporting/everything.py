"""Several tables at once, as a folder or a zip that comes back as it went out."""

import os
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.vocabulary import SubjectKind
from tandem.tables.files import FileDialect, write_rows
from tandem.tables.schema import RECORD_TABLES
from tandem_desk.records.selectors.kinds import kind_of_table, model_of
from tandem_desk.records.services.exporting.dialects import DIALECTS
from tandem_desk.records.services.exporting.histories import history_sheets
from tandem_desk.records.services.exporting.links import link_sheets
from tandem_desk.records.services.exporting.records import record_sheet
from tandem_desk.records.services.exporting.sheets import Sheet
from tandem_desk.records.services.exporting.touchpoints import touchpoint_sheets
from tandem_desk.workspace.models import Member, Workspace
from tandem_desk.workspace.permissions import Action, require, visible
from tandem_desk.workspace.services.audit import actor_name, record_audit

__all__ = ["EVERYTHING", "STREAMS", "Exported", "export_files"]

STREAMS = ("touchpoints", "changes", "campaign_members", "buying_roles")
EVERYTHING = (*(one.name for one in RECORD_TABLES), *STREAMS)
_KINDS = {".csv": "csv", ".xlsx": "xlsx", ".parquet": "parquet"}


@dataclass
class Exported:
    """What an export wrote.

    Attributes:
        files: name of each file → rows in it.
        left_out: table → rows the dialect has no object for.
    """

    files: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)

    @property
    def n_rows(self) -> int:
        """How many rows were written in all."""
        return sum(self.files.values())


def export_files(
    *,
    tables: Sequence[str],
    target: Path | BinaryIO,
    member: Member | None,
    workspace: Workspace,
    dialect: str,
    suffix: str = ".csv",
) -> Exported:
    """Write tables as files and return what was written; a system keeps touchpoints and histories in several.

    Rows are read and written batch by batch, so ten million touchpoints need no more memory than ten thousand. Cells
    that a spreadsheet would run are made harmless.

    Parameters
    ----------
    tables
        Of `EVERYTHING`: tables of records, touchpoints, changes, campaign members, buying roles.
    target
        A folder, or a path ending in `.zip`, or a binary stream that becomes a zip.
    member, workspace
        Who; only what they may see is written. `None` is the server's command line and sees the workspace whole.
    dialect
        One of `DIALECTS`.
    suffix
        Of the files: ".csv", ".xlsx" or ".parquet".

    Raises
    ------
    InputError
        A table, the dialect or the suffix is unknown.
    NotPermitted
        The member may not export.
    """
    if member is not None:
        require(member, Action.EXPORT)
    faults = [
        Fault("table", f"must be one of {', '.join(EVERYTHING)}", repr(one)) for one in tables if one not in EVERYTHING
    ]
    if dialect not in DIALECTS:
        faults.append(Fault("dialect", f"must be one of {', '.join(DIALECTS)}", repr(dialect)))
    if suffix not in _KINDS:
        faults.append(Fault("file", f"must end in one of {', '.join(_KINDS)}", repr(suffix)))
    if faults:
        raise InputError(faults)
    exported = Exported()
    sheets = [one for table in tables for one in _sheets(table, workspace, member, dialect, exported)]
    _write(target, _named_apart(sheets), suffix, exported)
    record_audit(
        workspace=workspace, member=member, actor=actor_name(member), action="records exported",
        subject=f"{exported.n_rows} rows of {len(tables)} tables",
        detail={"dialect": dialect, "tables": list(tables), "files": exported.files},
    )  # fmt: skip
    return exported


def _sheets(table: str, workspace: Workspace, member: Member | None, dialect: str, exported: Exported) -> list[Sheet]:
    if table == "touchpoints":
        sheets, n_left = touchpoint_sheets(workspace=workspace, member=member, dialect=dialect)
    elif table == "changes":
        sheets, n_left = history_sheets(workspace=workspace, member=member, dialect=dialect)
    elif table in STREAMS:
        sheets, n_left = link_sheets(table=table, workspace=workspace, member=member, dialect=dialect)
    else:
        sheets, n_left = _record_sheets(kind_of_table(table), workspace, member, dialect)
    if n_left:
        exported.left_out[table] = n_left
    return sheets


def _record_sheets(
    kind: SubjectKind, workspace: Workspace, member: Member | None, dialect: str
) -> tuple[list[Sheet], int]:
    rows = model_of(kind).objects.filter(workspace=workspace, deleted_at=None)
    rows = rows if member is None else visible(rows, member)
    if not rows.exists():
        return [], 0
    sheet = record_sheet(kind=kind, workspace=workspace, member=member, dialect=dialect)
    return ([sheet], 0) if sheet is not None else ([], rows.count())


def _named_apart(sheets: Sequence[Sheet]) -> Iterator[tuple[str, Sheet]]:
    """Yield each sheet with a file name of its own: several tables may have come in one file, or under one name."""
    taken: set[str] = set()
    for sheet in sheets:
        name, number = sheet.name, 1
        while name.casefold() in taken:
            number += 1
            name = f"{sheet.name} {number}"
        taken.add(name.casefold())
        yield name, sheet


def _write(target: Path | BinaryIO, sheets: Iterator[tuple[str, Sheet]], suffix: str, exported: Exported) -> None:
    spelled = FileDialect(kind=_KINDS[suffix])
    if isinstance(target, Path) and target.suffix.lower() != ".zip":
        target.mkdir(parents=True, exist_ok=True)
        for name, sheet in sheets:
            path = target / f"{name}{suffix}"
            exported.files[path.name] = write_rows(path, sheet.headers, sheet.batches(), spelled)
        return
    with _opened(target) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, sheet in sheets:
            with archive.open(f"{name}{suffix}", "w", force_zip64=True) as out:
                n_rows = write_rows(out, sheet.headers, sheet.batches(), spelled)  # type: ignore[arg-type]  # binary
            exported.files[f"{name}{suffix}"] = n_rows


@contextmanager
def _opened(target: Path | BinaryIO) -> Iterator[BinaryIO]:
    if not isinstance(target, Path):
        yield target
        return
    # Whole or not at all: beside it first, then under its name.
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        part.chmod(0o644)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
