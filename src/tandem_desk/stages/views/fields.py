"""Changing one field of a record, its history, taking a change back, and the people-only switch."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from tandem.kernel.errors import InputError
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.selectors.canonical import canonical
from tandem_desk.records.selectors.history import changes_of, value_source, version_of
from tandem_desk.records.services.changing import set_people_only, update_record
from tandem_desk.records.services.undoing_changes import undo_changes
from tandem_desk.stages.views.addresses import loaded_anew
from tandem_desk.stages.views.record import facts_of, seen_record
from tandem_desk.stages.views.wording import HistoryWords
from tandem_desk.workspace.permissions import Action, may_change, require_change
from tandem_desk.workspace.selectors.signed_in import Request

__all__ = ["field", "people_only", "take_back"]

SOURCE = "page"


@require_http_methods(["GET", "POST"])
def field(request: Request, kind: SubjectKind, record_id: int) -> HttpResponse:
    """Show one field with its history, or store a new value for it."""
    record = seen_record(request, kind, record_id)
    name = (request.POST if request.method == "POST" else request.GET).get("field", "")
    if request.method == "POST":
        return _save(request, record, kind, name)
    return _show(request, record, kind, name)


def _show(
    request: Request, record: Any, kind: SubjectKind, name: str, *, faults: Any = (), given: str | None = None
) -> HttpResponse:
    facts = facts_of(record, kind, only=name)
    if not facts:
        raise Http404
    context = {
        "fact": facts[0],
        "record": record,
        "kind": kind,
        "faults": faults,
        "given": _written(facts[0]["value"]) if given is None else given,
        "history": _history(request, record, kind, name, facts[0]["value"]),
        "version": version_of(record=record),
        "may_edit": not facts[0].get("fixed") and may_change(request.user, record, Action.EDIT, kind),
    }
    return render(request, "stages/field.html", context, status=422 if faults else 200)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value.pk if hasattr(value, "pk") else value)


def _history(request: Request, record: Any, kind: SubjectKind, name: str, present: Any) -> list[dict[str, Any]]:
    changes = changes_of(record=record, fields=(name,), limit=50)
    told = [(name, text) for one in changes for text in (one.old, one.new)] or [(name, canonical(present))]
    words = HistoryWords(kind, told, request.user, getattr(record, "currency", ""))
    rows = [
        {
            "value": words.words(name, one.new),
            "since": one.valid_from,
            "recorded_at": one.recorded_at,
            "source": " · ".join(part for part in (one.actor, one.source) if part),
            "reconstructed": one.reconstructed,
        }
        for one in changes
    ]
    source = record.first_source if changes else value_source(record=record, field=name).source
    first = {
        "value": words.words(name, changes[-1].old if changes else canonical(present)),
        "since": record.created_at or record.recorded_at,
        "recorded_at": record.recorded_at,
        "source": source,
    }
    return [*rows, first]


def _save(request: Request, record: Any, kind: SubjectKind, name: str) -> HttpResponse:
    require_change(request.user, record, Action.EDIT, kind)
    given, version = request.POST.get("value", ""), request.POST.get("version", "")
    facts = facts_of(record, kind, only=name)
    if not facts or not version.isdigit():
        return HttpResponseBadRequest("The field or the version shown is missing.")
    value: Any = given == "yes" if facts[0]["shape"] == "flag" else given
    try:
        changes = update_record(
            record=record,
            values={name: value},
            member=request.user,
            source=SOURCE,
            actor=request.user.name,
            at=timezone.now(),
            expected_version=int(version),
        )
    except InputError as error:
        return _show(request, record, kind, name, faults=error.faults, given=given)
    fresh = seen_record(request, kind, record.pk)
    context = {
        "record": fresh,
        "kind": kind,
        "facts": facts_of(fresh, kind),
        "may_edit": True,
        "words": f"{facts[0]['words']} changed." if changes else "Nothing changed.",
        "undo_url": reverse("take-back") if changes else "",
        "undo_values": {"changes": ",".join(str(one.pk) for one in changes)},
    }
    answer = render(request, "stages/field_saved.html", context)
    answer.write(render(request, "tandem/toast.html", context).content)
    return answer


@require_POST
def take_back(request: Request) -> HttpResponse:
    """Take changes back that were made by hand; the page is loaded anew."""
    given = [one for one in request.POST.get("changes", "").split(",") if one.isdigit()]
    undo_changes(
        change_ids=[int(one) for one in given],
        workspace=request.user.workspace,
        member=request.user,
        source=SOURCE,
        actor=request.user.name,
        at=timezone.now(),
    )
    return loaded_anew(request)


@require_POST
def people_only(request: Request, kind: SubjectKind, record_id: int) -> HttpResponse:
    """Keep a record to people, or let machines help again."""
    record = seen_record(request, kind, record_id)
    require_change(request.user, record, Action.EDIT, kind)
    changes = set_people_only(
        record=record,
        people_only=request.POST.get("on") == "yes",
        member=request.user,
        source=SOURCE,
        actor=request.user.name,
        at=timezone.now(),
    )
    context = {
        "record": seen_record(request, kind, record_id),
        "kind": kind,
        "may_edit": True,
        "words": "Kept to people: no machine acts or drafts here."
        if record.people_only
        else "Machines may help again.",
        "undo_url": reverse("take-back") if changes else "",
        "undo_values": {"changes": ",".join(str(one.pk) for one in changes)},
    }
    answer = render(request, "stages/people_only.html", context)
    answer.write(render(request, "tandem/toast.html", context).content)
    return answer
