"""Today: one ordered queue for each member, looked at one thing at a time."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from tandem.catalogue import by_name
from tandem.kernel.errors import Fault, InputError
from tandem_desk.records.selectors.related import records_of
from tandem_desk.review.selectors.queue import Place, queue_for, queue_length
from tandem_desk.stages.views.addresses import record_url, words_for
from tandem_desk.stages.views.outlooks import outlook_of
from tandem_desk.stages.views.proposals import choices_to_amend, what_to_do, worth_of
from tandem_desk.stages.views.thinking import reasons_of
from tandem_desk.workspace.permissions import Action, may, require
from tandem_desk.workspace.selectors.signed_in import Request

__all__ = ["today"]

PAGE_ITEMS = 25


@never_cache
def today(request: Request) -> HttpResponse:
    """Show the queue of the member, most valuable first."""
    require(request.user, Action.VIEW)
    now = timezone.now()
    after = request.GET.get("after", "")
    entries = queue_for(member=request.user, now=now, limit=PAGE_ITEMS + 1, after=_place(after))
    shown = entries[:PAGE_ITEMS]
    context: dict[str, Any] = {
        "items": _items(request, shown),
        "after": f"{shown[-1].priority!r}:{shown[-1].pk}" if len(entries) > PAGE_ITEMS else "",
        "may_decide": may(request.user, Action.DECIDE),
        "now": now,
    }
    if request.htmx and after:
        return render(request, "stages/today_items.html", context)
    context["n_open"] = queue_length(member=request.user, now=now)
    return render(request, "stages/today.html", context)


def _place(text: str) -> Place | None:
    priority, _, pk = text.partition(":")
    try:
        return Place(float(priority), int(pk)) if text else None
    except ValueError as error:
        raise InputError(Fault("after", "must come from the page before, unchanged", repr(text[:40]))) from error


def _items(request: Request, entries: list[Any]) -> list[dict[str, Any]]:
    names = records_of(pairs={(one.subject_kind, one.subject_id) for one in entries}, member=request.user)
    return [
        _item(request, one, names[one.subject_kind, one.subject_id])
        for one in entries
        if (one.subject_kind, one.subject_id) in names
    ]


def _item(request: Request, entry: Any, record: Any) -> dict[str, Any]:
    function, worth = by_name(entry.function), worth_of(entry.proposal)
    reasons = reasons_of(entry)
    return {
        "entry": entry,
        "name": str(record) or "no name",
        "under": _under(record, entry.subject_kind),
        "whose": entry.assigned_to.name if entry.assigned_to_id not in (None, request.user.pk) else "",
        "url": record_url(entry.subject_kind, entry.subject_id),
        "what": what_to_do(entry.function, entry.proposal),
        "why": reasons[0]["claim"] if reasons else function.question,
        "worth": worth,
        "minutes": entry.proposal.get("minutes"),
        "tied": entry.proposal.get("rank_tied") and entry.proposal.get("rank_mark"),
        "reasons": reasons,
        "function": function,
        "outlook": outlook_of(entry.function, entry.proposal, reasons),
        "amend": choices_to_amend(entry.function, entry.proposal),
    }


def _under(record: Any, kind: str) -> str:
    """Return what stands beneath a record's name: its company or account, else what kind of record it is."""
    account = getattr(record, "account", None) if not hasattr(record, "company") else None
    return getattr(record, "company", "") or (f"{words_for(kind)} · {account}" if account else words_for(kind))
