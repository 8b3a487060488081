"""Imports: hand a file over, see what was recognised, correct it, begin, follow, take back."""

import io
import tempfile
from pathlib import Path as FilePath
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import ConfigDict, Field

from tandem_desk.records.selectors.imports import find_import, imports_of, n_bad_rows, progress_of, tables_of, totals
from tandem_desk.records.services.importing import (
    begin_import,
    begin_undo,
    set_mapping,
    start_import,
    write_bad_rows_file,
)
from tandem_desk.workspace.api.access import Scope, member_of
from tandem_desk.workspace.api.fields import Identifier, MomentShown, shown
from tandem_desk.workspace.api.problems import ProblemError
from tandem_desk.workspace.permissions import Action, require

__all__ = ["router"]

router = Router(tags=["Imports"])
Position = Annotated[int, Field(ge=0, le=10_000)]
_READ, _WRITE = Scope("imports:read"), Scope("imports:write")


class ColumnShown(Schema):
    """How one column of a file was understood."""

    header: str
    column: str
    take: bool
    question: str | None


class TableShown(Schema):
    """How one table of an import was understood, and what came of it."""

    position: int
    name: str
    table: str
    system: str
    columns: list[ColumnShown]
    n_rows: int
    n_created: int
    n_updated: int
    n_unchanged: int
    n_bad: int


class ImportShown(Schema):
    """One import."""

    id: int
    name: str
    state: str
    created_at: MomentShown
    finished_at: MomentShown | None
    error: str
    n_done: int
    n_total: int
    n_bad: int
    totals: dict[str, int]
    tables: list[TableShown]


class ColumnChoice(Schema):
    """What a column is to become; `column` is one of ours, or "" for a custom field."""

    model_config = ConfigDict(extra="forbid")
    column: str | None = None
    take: bool | None = None
    answer: int | None = Field(None, ge=0, le=100, strict=True)


class TableChoices(Schema):
    """Corrections to one table; what is left out stays."""

    model_config = ConfigDict(extra="forbid")
    table: str | None = None
    key: str | None = None
    related: Literal["create", "link", "off"] | None = None
    columns: dict[str, ColumnChoice] = Field(default_factory=dict)


@router.get("", response=list[ImportShown], auth=_READ, operation_id="list_imports", summary="List imports")
def list_imports(request: HttpRequest) -> Any:
    """The newest fifty imports of the workspace."""
    return [_shown(run) for run in imports_of(member=member_of(request))]


@router.post("", response={201: ImportShown}, auth=_WRITE, operation_id="create_import", summary="Hand a file over")
def create_import(request: HttpRequest, response: HttpResponse, file: File[UploadedFile]) -> Any:
    """Take in a csv, xlsx, Parquet or zip file and say what it is; nothing is written to records before `begin`."""
    member = member_of(request)
    require(member, Action.IMPORT)
    if (file.size or 0) > settings.TANDEM_MAX_UPLOAD_BYTES:
        raise ProblemError(413, f"A file may have at most {settings.TANDEM_MAX_UPLOAD_BYTES // 1_000_000:,} MB.")
    name = PurePosixPath((file.name or "").replace("\\", "/")).name or "upload"
    home = FilePath(settings.TANDEM_HOME) / "uploads"
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home) as folder:
        path = FilePath(folder) / name
        with path.open("wb") as target:
            for chunk in file.chunks():
                target.write(chunk)
        run = start_import(workspace=member.workspace, member=member, path=path, name=name)
    response["Location"] = f"{request.path}/{run.pk}"
    return Status(201, _shown(run))


@router.get("/{import_id}", response=ImportShown, auth=_READ, operation_id="read_import", summary="Read one import")
def read_import(request: HttpRequest, import_id: Identifier) -> Any:
    """How an import was understood and how far it is."""
    return _shown(_found(request, import_id))


@router.patch(
    "/{import_id}/tables/{position}",
    response=ImportShown,
    auth=_WRITE,
    operation_id="correct_import",
    summary="Correct what was recognised",
)
def correct_import(
    request: HttpRequest,
    choices: TableChoices,
    import_id: Identifier,
    position: Position,
) -> Any:
    """Say what a table is, what its columns become, and by which of them existing records are recognised."""
    run = _found(request, import_id)
    given = choices.dict(exclude_none=True)
    set_mapping(run=run, table_position=position, choices=given, member=member_of(request))
    return _shown(_found(request, import_id))


@router.post(
    "/{import_id}/begin", response={202: ImportShown}, auth=_WRITE, operation_id="begin_import", summary="Begin"
)
def begin(request: HttpRequest, import_id: Identifier) -> Any:
    """Queue the import; follow it by reading it again."""
    begin_import(run=_found(request, import_id), member=member_of(request))
    return Status(202, _shown(_found(request, import_id)))


@router.post(
    "/{import_id}/undo", response={202: ImportShown}, auth=_WRITE, operation_id="undo_import", summary="Take back"
)
def undo(request: HttpRequest, import_id: Identifier) -> Any:
    """Queue the undo of an import as a whole; what people changed since stays."""
    begin_undo(run=_found(request, import_id), member=member_of(request))
    return Status(202, _shown(_found(request, import_id)))


@router.get(
    "/{import_id}/bad-rows",
    auth=_READ,
    operation_id="bad_rows_of_import",
    summary="Fetch what could not be taken",
    openapi_extra={"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}},
)
def bad_rows(request: HttpRequest, import_id: Identifier) -> Any:
    """Rows and cells that came back, with row number, column, reason and text, as csv."""
    target = io.BytesIO()
    write_bad_rows_file(run=_found(request, import_id), target=target)
    return HttpResponse(target.getvalue(), content_type="text/csv; charset=utf-8")


def _found(request: HttpRequest, import_id: int) -> Any:
    run = find_import(member=member_of(request), run_id=import_id)
    if run is None:
        raise ProblemError(404, "There is no such import.")
    return run


def _shown(run: Any) -> dict[str, Any]:
    tables, progress = tables_of(run=run), progress_of(run=run)
    return {
        "id": run.pk,
        "name": run.name,
        "state": str(run.state),
        "created_at": shown(run.created_at),
        "finished_at": shown(run.finished_at),
        "error": run.error,
        "n_done": progress.n_done,
        "n_total": progress.n_total,
        "n_bad": n_bad_rows(run=run),
        "totals": totals(tables=tables),
        "tables": [_table_shown(table) for table in tables],
    }


def _table_shown(table: Any) -> dict[str, Any]:
    counted = ("n_rows", "n_created", "n_updated", "n_unchanged", "n_bad")
    columns = [
        {
            "header": entry["header"],
            "column": entry["column"] or "",
            "take": bool(entry["take"]),
            "question": (entry.get("question") or {}).get("question"),
        }
        for entry in table.mapping
    ]
    plain = {"position": table.position, "name": table.name, "table": table.table, "system": table.system}
    return plain | {"columns": columns} | {name: getattr(table, name) for name in counted}
