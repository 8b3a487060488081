"""Export: records of a kind as a file, in the dialect they came in or another system's."""

import tempfile
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from tandem.kernel.errors import InputError
from tandem.kernel.vocabulary import SubjectKind
from tandem.tables.files import FileDialect
from tandem.tables.schema import RECORD_TABLES, TABLES
from tandem_desk.records.services.exporting import (
    AS_IMPORTED,
    DIALECTS,
    EVERYTHING,
    STREAMS,
    export_files,
    export_records,
)
from tandem_desk.workspace.permissions import Action, require
from tandem_desk.workspace.selectors.signed_in import Request

__all__ = ["EXPORT_CHOICES", "export"]

_IN_MEMORY_BYTES = 8_000_000
_ALL = "everything"
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
EXPORT_CHOICES: dict[str, list[tuple[str, str]]] = {
    "kinds": [
        *((str(table.kind), table.label) for table in RECORD_TABLES),
        *((name, TABLES[name].label) for name in STREAMS),
        (_ALL, "Everything, as a zip"),
    ],
    "dialects": [(one, one.capitalize()) for one in DIALECTS],
    "files": [(one, one) for one in _TYPES],
}


def export(request: Request) -> HttpResponseBase:
    """Give all records of a kind that the member may see; cells that a spreadsheet would run are made harmless."""
    require(request.user, Action.EXPORT)
    kind, suffix = request.GET.get("kind", ""), request.GET.get("file", "csv")
    if kind not in dict(EXPORT_CHOICES["kinds"]) or suffix not in _TYPES:
        messages.error(request, "An export needs a kind of record, and csv or xlsx.")
        return redirect("imports")
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115  (the answer closes it)
    given: dict[str, Any] = {
        "target": file,
        "member": request.user,
        "workspace": request.user.workspace,
        "dialect": request.GET.get("dialect", AS_IMPORTED),
    }
    is_many = kind in (*STREAMS, _ALL)
    try:
        if is_many:
            # A system keeps touchpoints and histories in several files: they come as a zip, which can be imported.
            export_files(tables=EVERYTHING if kind == _ALL else [kind], suffix=f".{suffix}", **given)
        else:
            spelled = FileDialect(kind="xlsx") if suffix == "xlsx" else None
            export_records(kind=SubjectKind(kind), file=spelled, **given)
    except InputError as error:
        file.close()
        messages.error(request, " ".join(str(fault) for fault in error.faults))
        return redirect("imports")
    file.seek(0)
    name = f"{kind}-{timezone.localtime():%Y-%m-%d}.{'zip' if is_many else suffix}"
    kept_as = "application/zip" if is_many else _TYPES[suffix]
    return FileResponse(file, as_attachment=True, filename=name, content_type=kept_as)
