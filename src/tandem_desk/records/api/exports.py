"""Exports: records as a file, in the dialect they came in or another one."""

import tempfile
from typing import Annotated, Any

from django.http import FileResponse, HttpRequest
from ninja import Router
from pydantic import Field

from tandem.tables.schema import RECORD_TABLES, table
from tandem_desk.records.services.exporting import (
    AS_IMPORTED,
    DIALECTS,
    EVERYTHING,
    STREAMS,
    export_files,
    export_records,
)
from tandem_desk.workspace.api.access import Scope, member_of
from tandem_desk.workspace.api.fields import one_of
from tandem_desk.workspace.permissions import Action, require

__all__ = ["router"]

router = Router(tags=["Exports"])
_IN_MEMORY_BYTES = 8_000_000
_ALL = "everything"
RecordTable = Annotated[
    str,
    one_of([*(one.name for one in RECORD_TABLES), *STREAMS, _ALL]),
    Field(description="A kind of record, a stream, or everything."),
]
Dialect = Annotated[str, one_of(DIALECTS), Field(description="Whose headers and spellings.")]


@router.get(
    "/{name}",
    auth=Scope("exports:read"),
    operation_id="export_records",
    summary="Export records as csv, streams or everything as a zip of csv files",
    openapi_extra={
        "responses": {
            200: {
                "content": {
                    "text/csv": {"schema": {"type": "string"}},
                    "application/zip": {"schema": {"type": "string", "format": "binary"}},
                }
            }
        }
    },
)
def export(
    request: HttpRequest,
    name: RecordTable,
    dialect: Dialect = AS_IMPORTED,
) -> Any:
    """Every record of a kind that you may see; safe to open in a spreadsheet.

    Touchpoints, changes, campaign members, buying roles and everything come as a zip, which can be imported as it is.
    """
    member = member_of(request)
    require(member, Action.EXPORT)
    target = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115  (the response closes it)
    if name in (*STREAMS, _ALL):
        tables = EVERYTHING if name == _ALL else (name,)
        export_files(tables=tables, target=target, member=member, workspace=member.workspace, dialect=dialect)  # type: ignore[arg-type]  # it is binary
        target.seek(0)
        return FileResponse(target, content_type="application/zip", filename=f"{name}.zip", as_attachment=True)
    kind = table(name).kind
    export_records(kind=kind, target=target, member=member, workspace=member.workspace, dialect=dialect)  # type: ignore[arg-type]  # record tables have a kind, and the file is binary
    target.seek(0)
    return FileResponse(target, content_type="text/csv; charset=utf-8", filename=f"{name}.csv", as_attachment=True)
