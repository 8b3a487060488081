"""Deciding on suggestions: one at a time, many at once with the effect shown first, and taking it back."""

from collections import Counter
from datetime import datetime, timedelta
from datetime import time as clock_time
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tandem.catalogue import by_name
from tandem.kernel.errors import TandemError
from tandem.kernel.suggestion import Outcome
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.selectors.related import records_of
from tandem_desk.review.selectors.story import find_suggestion, open_for
from tandem_desk.review.services.deciding import decide, undo_decision
from tandem_desk.review.services.putting_off import snooze
from tandem_desk.review.services.waking import wake
from tandem_desk.stages.views.addresses import loaded_anew
from tandem_desk.stages.views.proposals import amended, choices_to_amend
from tandem_desk.workspace.permissions import Action, require
from tandem_desk.workspace.selectors.signed_in import Request

__all__ = ["amend_form", "bulk", "bulk_preview", "decide_one", "reject_form", "snooze_one", "undo"]

MAX_AT_ONCE = 500
_WORDS = {"accepted": "Accepted", "amended": "Amended", "rejected": "Rejected"}
SNOOZES = {"tomorrow": 1, "in 3 days": 3, "next week": 7, "in a month": 30}


def _entry(request: Request, suggestion_id: int) -> Any:
    entry = find_suggestion(suggestion_id=suggestion_id, member=request.user)
    if entry is None:
        raise Http404
    return entry


def _name(request: Request, entry: Any) -> str:
    pair = (entry.subject_kind, entry.subject_id)
    return str(records_of(pairs={pair}, member=request.user).get(pair, "the record"))


@require_POST
def decide_one(request: Request, suggestion_id: int) -> HttpResponse:
    """Accept, amend or reject one suggestion."""
    entry = _entry(request, suggestion_id)
    given = request.POST
    if given.get("outcome") not in _WORDS:
        return HttpResponseBadRequest("The outcome must be accepted, amended or rejected.")
    outcome = Outcome(given["outcome"])
    row = decide(
        suggestion_id=entry.pk,
        outcome=outcome,
        fingerprint_seen=given.get("fingerprint", ""),
        at=timezone.now(),
        member=request.user,
        reason_code=given.get("reason_code", ""),
        comment=given.get("comment", ""),
        amended_proposal=amended(entry.function, entry.proposal, given.dict()) if outcome is Outcome.AMENDED else None,
    )
    answer = _toast(request, f"{_WORDS[outcome]}: {_name(request, entry)}.", decisions=str(row.pk))
    answer["HX-Trigger"] = "decided"
    return answer


def _toast(request: Request, words: str, **undo_values: str) -> HttpResponse:
    context = {"words": words, "undo_url": reverse("undo") if undo_values else "", "undo_values": undo_values}
    return render(request, "tandem/toast.html", context)


@require_POST
def snooze_one(request: Request, suggestion_id: int) -> HttpResponse:
    """Put one suggestion off; it stays open."""
    entry = _entry(request, suggestion_id)
    until = _morning(SNOOZES.get(request.POST.get("for", ""), 1))
    snooze(member=request.user, suggestion_id=entry.pk, until=until, at=timezone.now())
    words = f"{_name(request, entry)} comes back {timezone.localtime(until):%a %-d %b}."
    return _toast(request, words, snoozed=str(entry.pk))


def _morning(n_days: int) -> datetime:
    day = timezone.localtime().date() + timedelta(days=n_days)
    return timezone.make_aware(datetime.combine(day, clock_time(7)))


@require_POST
def undo(request: Request) -> HttpResponse:
    """Take decisions back, or a snooze; the page is loaded anew."""
    now = timezone.now()
    for text in request.POST.get("decisions", "").split(","):
        if text.isdigit():
            undo_decision(decision_id=int(text), member=request.user, at=now)
    for text in request.POST.get("snoozed", "").split(","):
        if text.isdigit():
            wake(member=request.user, suggestion_id=int(text), at=now)
    return loaded_anew(request)


@require_GET
def reject_form(request: Request, suggestion_id: int) -> HttpResponse:
    """Ask for the reason of a rejection."""
    entry = _entry(request, suggestion_id)
    context = {"entry": entry, "name": _name(request, entry), "codes": by_name(entry.function).rejection_codes}
    return render(request, "stages/reject.html", context)


@require_GET
def amend_form(request: Request, suggestion_id: int) -> HttpResponse:
    """Show what a person may set otherwise."""
    entry = _entry(request, suggestion_id)
    fields = choices_to_amend(entry.function, entry.proposal)
    return render(request, "stages/amend.html", {"entry": entry, "name": _name(request, entry), "fields": fields})


def _chosen(request: Request) -> list[int]:
    ids = [int(one) for one in request.POST.getlist("ids") if one.isdigit()]
    return ids[:MAX_AT_ONCE]


@require_POST
def bulk_preview(request: Request) -> HttpResponse:
    """Show what deciding on many leads at once would do, before anything is done."""
    require(request.user, Action.DECIDE_BULK, SubjectKind.LEAD)
    ids, outcome = _chosen(request), request.POST.get("outcome", "")
    entries = open_for(kind=SubjectKind.LEAD, ids=ids, member=request.user, now=timezone.now())
    actions = Counter(str(one.proposal.get("action", one.function)).replace("_", " ") for one in entries)
    records = records_of(pairs={(one.subject_kind, one.subject_id) for one in entries[:8]}, member=request.user)
    context = {
        "outcome": outcome,
        "n_chosen": len(ids),
        "n_without": len(set(ids) - {one.subject_id for one in entries}),
        "entries": entries,
        "actions": actions.most_common(),
        "names": list(records.values()),
        "n_more": max(len(entries) - 8, 0),
        "codes": by_name(entries[0].function).rejection_codes if entries else (),
        "snoozes": SNOOZES,
    }
    return render(request, "stages/bulk_preview.html", context)


@require_POST
def bulk(request: Request) -> HttpResponse:
    """Decide on many suggestions as they were shown; those that changed since are left alone and named."""
    require(request.user, Action.DECIDE_BULK, SubjectKind.LEAD)
    outcome, now = request.POST.get("outcome", ""), timezone.now()
    if outcome not in ("accepted", "rejected", "snoozed"):
        return HttpResponseBadRequest("The outcome must be accepted, rejected or snoozed.")
    done: list[str] = []
    refused: Counter[str] = Counter()
    for seen in request.POST.getlist("seen")[:MAX_AT_ONCE]:
        pk, _, fingerprint = seen.partition(":")
        try:
            done.append(_one_of_many(request, int(pk), outcome, fingerprint, now))
        except (TandemError, ValueError) as error:
            refused[str(error)] += 1
    words = f"{len(done)} {outcome}." + "".join(f" {n} left alone: {why}" for why, n in refused.most_common(3))
    undo_values = {"snoozed" if outcome == "snoozed" else "decisions": ",".join(done)}
    context = {"words": words, "undo_url": reverse("undo") if done else "", "undo_values": undo_values}
    answer = render(request, "stages/bulk_done.html", context)
    answer["HX-Trigger"] = "decided"
    return answer


def _one_of_many(request: Request, pk: int, outcome: str, fingerprint: str, now: datetime) -> str:
    entry = find_suggestion(suggestion_id=pk, member=request.user)
    if entry is None:
        raise ValueError("it is no longer there")
    if outcome == "snoozed":
        until = _morning(SNOOZES.get(request.POST.get("for", ""), 1))
        snooze(member=request.user, suggestion_id=pk, until=until, at=now)
        return str(pk)
    row = decide(
        suggestion_id=pk,
        outcome=Outcome(outcome),
        fingerprint_seen=fingerprint,
        at=now,
        member=request.user,
        reason_code=request.POST.get("reason_code", ""),
    )
    return str(row.pk)
