"""Import: drop, look, correct, watch, get back what could not be taken, undo."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tandem.kernel.errors import InputError
from tandem.tables.schema import TABLES
from tandem_desk.records.selectors.imports import (
    bad_rows,
    field_choices,
    find_import,
    imports_of,
    n_bad_rows,
    progress_of,
    tables_of,
    totals,
)
from tandem_desk.records.services.importing import (
    begin_import,
    begin_undo,
    open_questions,
    set_mapping,
    start_import,
    write_bad_rows_file,
)
from tandem_desk.records.views.exports import EXPORT_CHOICES
from tandem_desk.records.views.uploads import kept_upload
from tandem_desk.workspace.permissions import Action, may, require
from tandem_desk.workspace.selectors.signed_in import Request

__all__ = ["begin", "correct", "download_bad_rows", "import_page", "imports", "progress", "undo", "upload"]

BUSY = ("waiting", "running", "undoing")
CUSTOM, LEAVE_OUT = "custom", "leave"


def imports(request: Request) -> HttpResponse:
    """Show where to drop a file, and the imports there were."""
    require(request.user, Action.IMPORT)
    runs = [{"run": run, "n": totals(tables=list(run.tables.all()))} for run in imports_of(member=request.user)]
    choices = EXPORT_CHOICES if may(request.user, Action.EXPORT) else None
    return render(request, "records/imports.html", {"runs": runs, "export": choices})


@require_POST
def upload(request: Request) -> HttpResponse:
    """Take what was dropped, recognise it, and lead to its page."""
    require(request.user, Action.IMPORT)
    by_script = request.headers.get("X-Requested-With") == "upload"
    try:
        with kept_upload(request.FILES.getlist("files"), request.POST.getlist("paths")) as (path, name):
            run = start_import(workspace=request.user.workspace, member=request.user, path=path, name=name)
    except InputError as error:
        words = " ".join(str(fault) for fault in error.faults)
        if by_script:
            return JsonResponse({"fault": words}, status=422)
        messages.error(request, words)
        return redirect("imports")
    url = reverse("import", args=[run.pk])
    return JsonResponse({"url": url}) if by_script else redirect(url)


def _run(request: Request, run_id: int) -> Any:
    require(request.user, Action.IMPORT)
    run = find_import(member=request.user, run_id=run_id)
    if run is None:
        raise Http404
    return run


def import_page(request: Request, run_id: int) -> HttpResponse:
    """Show an import as it stands: what was recognised, how far it is, or what came of it."""
    return _page(request, _run(request, run_id))


def _page(request: Request, run: Any, faults: Any = ()) -> HttpResponse:
    tables = tables_of(run=run)
    context: dict[str, Any] = {"run": run, "tables": tables, "faults": faults, "totals": totals(tables=tables)}
    if run.state in BUSY:
        context["progress"] = progress_of(run=run)
    elif run.state in ("recognised", "uploaded"):
        context["looks"] = [_look(table) for table in tables]
        context["questions"] = open_questions(run)
        context["kinds"] = [(name, table.label) for name, table in TABLES.items() if name != "changes"]
    else:
        context |= {"bad": bad_rows(run=run), "n_bad": n_bad_rows(run=run)}
    return render(request, "records/import.html", context, status=422 if faults else 200)


def _look(table: Any) -> dict[str, Any]:
    columns = [
        {
            "place": place,
            "entry": entry,
            "chosen": LEAVE_OUT if not entry.get("take", True) else entry["column"] or CUSTOM,
            "thin": entry["probability"] < 0.6 and not entry.get("chosen"),
        }
        for place, entry in enumerate(table.mapping)
    ]
    return {"table": table, "columns": columns, "fields": field_choices(table.table)}


@require_POST
def correct(request: Request, run_id: int, position: int) -> HttpResponse:
    """Store what a person says about one table: what it is, what its columns are, how they are written."""
    run = _run(request, run_id)
    table = next((one for one in tables_of(run=run) if one.position == position), None)
    if table is None:
        raise Http404
    try:
        set_mapping(run=run, table_position=position, choices=_choices(request, table), member=request.user)
    except InputError as error:
        return _page(request, run, error.faults)
    return redirect(f"{reverse('import', args=[run.pk])}#table-{position}")


def _choices(request: Request, table: Any) -> dict[str, Any]:
    given = request.POST
    choices: dict[str, Any] = {}
    if "table" in given and given["table"] != table.table:
        # Its columns are recognised anew; what the page said of them belongs to the table it was.
        return {"table": given["table"]}
    for name in ("key", "related"):
        if name in given:
            choices[name] = given[name]
    columns: dict[str, dict[str, Any]] = {}
    for place, entry in enumerate(table.mapping):
        choice = _choice(given.get(f"column-{place}"), given.get(f"answer-{place}"), entry)
        if choice:
            columns[entry["header"]] = choice
    return choices | {"columns": columns}


def _choice(chosen: str | None, answer: str | None, entry: dict[str, Any]) -> dict[str, Any]:
    choice: dict[str, Any] = {}
    present = LEAVE_OUT if not entry.get("take", True) else entry["column"] or CUSTOM
    if chosen is not None and chosen != present:
        choice = {"take": False} if chosen == LEAVE_OUT else {"column": "" if chosen == CUSTOM else chosen}
    if answer and answer.isdigit():
        choice["answer"] = int(answer)
    return choice


@require_POST
def begin(request: Request, run_id: int) -> HttpResponse:
    """Start the import in the background."""
    run = _run(request, run_id)
    try:
        begin_import(run=run, member=request.user)
    except InputError as error:
        return _page(request, run, error.faults)
    return redirect("import", run.pk)


def progress(request: Request, run_id: int) -> HttpResponse:
    """Show how far the import is; when it has ended the page is loaded anew."""
    run = _run(request, run_id)
    if run.state not in BUSY:
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
        return answer
    context = {"run": run, "progress": progress_of(run=run)}
    return render(request, "records/progress.html", context)


def download_bad_rows(request: Request, run_id: int) -> FileResponse:
    """Give back what could not be taken, with row number and reason."""
    run = _run(request, run_id)
    file = BytesIO()
    write_bad_rows_file(run=run, target=file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"import-{run.pk}-came-back.csv", content_type="text/csv")


@require_POST
def undo(request: Request, run_id: int) -> HttpResponse:
    """Take an import back as a whole, in the background."""
    run = _run(request, run_id)
    try:
        begin_undo(run=run, member=request.user)
    except InputError as error:
        return _page(request, run, error.faults)
    return redirect("import", run.pk)
