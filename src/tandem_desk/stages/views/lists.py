"""The lists of leads, accounts, contacts and deals: state in the address, fifty rows at once, more as one scrolls."""

import tempfile
from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from tandem.kernel.vocabulary import SubjectKind
from tandem.tables.files import FileDialect, write_rows
from tandem_desk.records.selectors.lists import (
    LISTS,
    Column,
    ListKind,
    ListQuery,
    choices_of,
    count_rows,
    read_page,
    read_query,
    rows_of,
)
from tandem_desk.stages.views.cells import draw_rows, exported_cells, exported_heads
from tandem_desk.workspace.permissions import Action, require
from tandem_desk.workspace.selectors.signed_in import Request
from tandem_desk.workspace.services.audit import record_audit

__all__ = ["export_list", "record_list"]

EXPORT_ROWS = 1_000


def record_list(request: Request, kind: SubjectKind) -> HttpResponse:
    """Show a list, or the rows after a cursor where a part of the page is asked for."""
    require(request.user, Action.VIEW)
    of = LISTS[kind]
    query = read_query(of, request.GET.dict())
    rows = rows_of(of, query, request.user)
    page = read_page(rows, sort=query.sort, descending=query.descending, after=request.GET.get("after", ""))
    context: dict[str, Any] = {
        "of": of,
        "kind": kind,
        "query": query,
        "columns": query.columns,
        "rows": draw_rows(page.rows, query.columns, kind, ticks=kind is SubjectKind.LEAD),
        "after": page.after,
    }
    if request.htmx and request.GET.get("after"):
        return render(request, "stages/list_rows.html", context)
    return render(request, "stages/list.html", context | _around(request, of, query, rows))


def _around(request: Request, of: ListKind, query: ListQuery, rows: Any) -> dict[str, Any]:
    filters = [
        {
            "key": one.key,
            "words": one.words,
            "value": query.filters.get(one.key, ""),
            "choices": choices_of(of, one, request.user),
        }
        for one in of.filters
    ]
    return {
        "count": count_rows(rows),
        "filters": filters,
        "heads": [_head(of, column, query) for column in query.columns],
        "chooser": [(column, column in query.columns) for column in of.columns[1:]],
        "list_url": reverse("list", args=[of.kind]),
    }


def _head(of: ListKind, column: Column, query: ListQuery) -> dict[str, Any]:
    sort = next((one for one in of.sorts if one.key == column.key), None)
    if sort is None:
        return {"column": column}
    here = sort.key == query.sort.key
    descending = not query.descending if here else sort.descending
    turned = f"-{sort.key}" if descending else sort.key
    shown = ("descending" if query.descending else "ascending") if here else ""
    return {"column": column, "sort": turned, "aria": shown}


def export_list(request: Request, kind: SubjectKind) -> FileResponse:
    """Give the list as it is seen, all of its rows: the same filters, order and columns."""
    require(request.user, Action.EXPORT)
    of = LISTS[kind]
    query = read_query(of, request.GET.dict())
    rows = rows_of(of, query, request.user)
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it)
    heads = [head for column in query.columns for head in exported_heads(column)]
    write_rows(file, heads, _batches(rows, query), FileDialect(encoding="utf-8-sig"))
    file.seek(0)
    record_audit(
        workspace=request.user.workspace,
        member=request.user,
        actor=request.user.name,
        action="list exported",
        subject=of.many,
        detail={"query": request.GET.urlencode()[:300]},
    )
    name = f"{of.many}-{timezone.localtime():%Y-%m-%d}.csv"
    return FileResponse(file, as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")


def _batches(rows: Any, query: ListQuery) -> Iterator[list[list[str]]]:
    """Yield columns of text, a thousand rows at a time; each batch is found from where the last ended."""
    after = ""
    while True:
        page = read_page(rows, sort=query.sort, descending=query.descending, after=after, n_rows=EXPORT_ROWS)
        lines = [[text for column in query.columns for text in exported_cells(row, column)] for row in page.rows]
        if lines:
            yield [list(column) for column in zip(*lines, strict=True)]
        after = page.after
        if not after:
            return
