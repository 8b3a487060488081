"""The page of one record: its story on the left; what we think, and why, on the right."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from tandem.kernel.vocabulary import SubjectKind
from tandem.tables.schema import readable_header
from tandem_desk.records.selectors.history import value_sources, version_of
from tandem_desk.records.selectors.kinds import table_of
from tandem_desk.records.selectors.related import find_record, related_records
from tandem_desk.stages.views.addresses import words_for
from tandem_desk.stages.views.thinking import thinking_of
from tandem_desk.stages.views.timeline import read_timeline
from tandem_desk.workspace.permissions import Action, may_change, require
from tandem_desk.workspace.selectors.signed_in import Request

__all__ = ["facts_of", "record_page", "record_timeline", "seen_record"]

_APART = {
    "recorded_at",
    "people_only",
    "name",
    "first_name",
    "last_name",
    "source_system",
    "external_id",
    "description",
}
_FIXED = {"created_at", "updated_at", "recorded_at", "source_system", "external_id"}


def seen_record(request: Request, kind: SubjectKind, record_id: int) -> Any:
    """Return the record an address names.

    Raises
    ------
    Http404
        There is no such record for this member.
    """
    require(request.user, Action.VIEW)
    record = find_record(kind=kind, record_id=record_id, member=request.user)
    if record is None:
        raise Http404
    return record


@never_cache
def record_page(request: Request, kind: SubjectKind, record_id: int) -> HttpResponse:
    """Show one record."""
    record = seen_record(request, kind, record_id)
    may_edit = record.deleted_at is None and may_change(request.user, record, Action.EDIT, kind)
    context = {
        "record": record,
        "kind": kind,
        "one": words_for(kind),
        "name": str(record) or "no name",
        "facts": facts_of(record, kind),
        "related": related_records(record=record, kind=kind, member=request.user),
        "timeline": read_timeline(record=record, kind=kind, member=request.user),
        "may_edit": may_edit,
        "version": version_of(record=record),
    }
    return render(request, "stages/record.html", context | thinking_of(request, record, kind))


def record_timeline(request: Request, kind: SubjectKind, record_id: int) -> HttpResponse:
    """Show the part of a record's story before a moment."""
    record = seen_record(request, kind, record_id)
    timeline = read_timeline(record=record, kind=kind, member=request.user, before=request.GET.get("before", ""))
    return render(request, "stages/timeline.html", {"timeline": timeline, "kind": kind, "record": record})


def facts_of(record: Any, kind: SubjectKind, only: str = "") -> list[dict[str, Any]]:
    """Return the record's filled fields with where each value came from; all of them where `only` names one."""
    sources = value_sources(record=record)
    facts = []
    for column in table_of(kind).columns:
        value = getattr(record, column.name, None)
        shown = value not in (None, "", False) and column.name not in _APART
        if column.name == only or (not only and shown):
            facts.append(
                {
                    "field": column.name,
                    "words": column.label,
                    "shape": column.type.value,
                    "value": value,
                    "refers_to": column.refers_to and value,
                    "source": sources.get(column.name),
                    "fixed": column.name in _FIXED,
                }
            )
    for header, text in record.custom.items():
        field = f"custom.{header}"
        if field == only or (not only and text):
            source = sources.get(field)
            facts.append(
                {
                    "field": field,
                    "words": readable_header(header),
                    "shape": "text",
                    "value": text,
                    "source": source,
                    "own": True,
                }
            )
    return facts
