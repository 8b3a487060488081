"""What a reason rests on, for its pop-up: the field with source, dates and history, the touchpoints it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from tandem.kernel.suggestion import Abstained, EvidenceKind
from tandem.kernel.vocabulary import SubjectKind
from tandem.tables.schema import Fact
from tandem_desk.records.selectors.related import find_record
from tandem_desk.records.selectors.story import value_known
from tandem_desk.review.selectors.stored import row_values
from tandem_desk.review.selectors.story import find_suggestion
from tandem_desk.review.sockets import PLUGS, Plug
from tandem_desk.stages.views.addresses import KINDS
from tandem_desk.stages.views.outlooks import outlook_of
from tandem_desk.stages.views.record import seen_record
from tandem_desk.stages.views.timeline import Moment, hangs_on, moment_of_touchpoint
from tandem_desk.stages.views.wording import HistoryWords
from tandem_desk.touchpoints.selectors import touchpoints_counted
from tandem_desk.workspace.models import Member
from tandem_desk.workspace.selectors.signed_in import Request

__all__ = ["FactBehind", "facts_behind", "reason_facts", "why"]

N_TOUCHPOINTS = 5
_AROUND = 80


@dataclass(frozen=True)
class FactBehind:
    """One stored fact as the pop-up shows it.

    Attributes:
        label, value: what it is called and what it was, in words.
        before, after: for a quote, the text around it.
        since: from when it was true.
        recorded_at: when Tandem learned of it.
        source: where it came from and by whom, in words.
        reconstructed: whether it was rebuilt from an export's history.
        now: the present value in words where it is another one by now.
        history_url: the field's history.
        moments: the newest touchpoints counted.
        n_moments: how many touchpoints were counted in all.
    """

    label: str
    value: str
    before: str = ""
    after: str = ""
    is_quote: bool = False
    since: datetime | None = None
    recorded_at: datetime | None = None
    source: str = ""
    reconstructed: bool = False
    now: str = ""
    history_url: str = ""
    moments: tuple[Moment, ...] = ()
    n_moments: int | None = None


def facts_behind(
    reason: Mapping[str, Any], *, plug: Plug, record: Any, member: Member, at: datetime
) -> list[FactBehind]:
    """Return what a stored reason rests on, as it stood when the suggestion was made.

    Parameters
    ----------
    reason
        As a suggestion's row keeps it: `evidence` is a list of kind, name, value, start and end.
    plug
        Of the function that gave the reason; it knows what its columns are.
    record
        What the reason is about.
    member
        Who looks.
    at
        Aware moment the suggestion was made.
    """
    behind = _Behind(plug, record, member, at)
    return [_fact(one, behind) for one in reason.get("evidence", ())]


class _Behind(NamedTuple):
    plug: Plug
    record: Any
    member: Member
    at: datetime


def _fact(one: Mapping[str, Any], behind: _Behind) -> FactBehind:
    if one["kind"] not in (EvidenceKind.FIELD, EvidenceKind.TEXT):
        return FactBehind(one["name"], one["value"])
    fact = behind.plug.fact_of(one["name"])
    if fact.touchpoints:
        return _activity(one, fact, behind)
    # A figure worked out from other records, or one that stands on another record, has no history on this one.
    return _field(one, fact, behind) if fact.field else FactBehind(fact.label, _value(one, behind))


def _value(one: Mapping[str, Any], behind: _Behind) -> str:
    return behind.plug.fact_text(one["name"], one["value"]) or "empty"


def _activity(one: Mapping[str, Any], fact: Fact, behind: _Behind) -> FactBehind:
    n_moments, newest = touchpoints_counted(
        **hangs_on(behind.record, behind.plug.subject_kind),
        what=fact.touchpoints,
        direction=fact.direction,
        until=behind.at,
        n_rows=N_TOUCHPOINTS,
    )
    moments = tuple(moment_of_touchpoint(touch) for touch in newest)
    value = behind.plug.fact_text(one["name"], one["value"])
    return FactBehind(fact.label, value, moments=moments, n_moments=n_moments)


def _field(one: Mapping[str, Any], fact: Fact, behind: _Behind) -> FactBehind:
    plug, record = behind.plug, behind.record
    known = value_known(record=record, field=fact.field, at=behind.at)
    told = [(fact.field, known.text), (fact.field, known.now)]
    words = HistoryWords(plug.subject_kind, told, behind.member, getattr(record, "currency", ""))
    start, end, text = one.get("start", -1), one.get("end", -1), known.text or ""
    is_quote = one["kind"] == EvidenceKind.TEXT and text[start:end] == one["value"]
    derived = fact.field != one["name"]
    value = plug.fact_text(one["name"], one["value"]) if derived else words.words(fact.field, known.text)
    asked = urlencode({"field": fact.field})
    return FactBehind(
        label=fact.label,
        value=one["value"] if is_quote else value or plug.fact_text(one["name"], one["value"]) or "empty",
        before=text[max(start - _AROUND, 0) : start] if is_quote else "",
        after=text[end : end + _AROUND] if is_quote else "",
        is_quote=is_quote,
        since=known.since,
        recorded_at=known.recorded_at,
        source=" · ".join(part for part in (known.actor, known.source) if part),
        reconstructed=known.reconstructed,
        now="" if derived or known.now == known.text else words.words(fact.field, known.now) or "empty",
        history_url=f"{reverse('field', args=[plug.subject_kind, record.pk])}?{asked}",
    )


@require_GET
def reason_facts(request: Request, suggestion_id: int, place: int) -> HttpResponse:
    """Show what one reason of a suggestion rests on."""
    entry = find_suggestion(suggestion_id=suggestion_id, member=request.user)
    if entry is None or entry.function not in PLUGS or place >= len(entry.reasons):
        raise Http404
    kind = SubjectKind(entry.subject_kind)
    record = find_record(kind=kind, record_id=entry.subject_id, member=request.user)
    if record is None or kind not in KINDS.values():
        raise Http404
    plug = PLUGS[entry.function]
    facts = facts_behind(entry.reasons[place], plug=plug, record=record, member=request.user, at=entry.made_at)
    return render(request, "stages/facts_behind.html", {"facts": facts})


@require_GET
def why(request: Request, kind: SubjectKind, record_id: int) -> HttpResponse:
    """Show the reasons for a record's present figure where no suggestion carries them, or why there is none."""
    record = seen_record(request, kind, record_id)
    plug = PLUGS.get(request.GET.get("function", ""))
    if plug is None or plug.subject_kind is not kind:
        raise Http404
    now = timezone.now()
    made = plug.suggester(request.user.workspace, record.pk, now)
    if isinstance(made, Abstained):
        return render(request, "stages/why.html", {"abstained": made})
    values = row_values(made)
    reasons = [
        reason | {"facts": facts_behind(reason, plug=plug, record=record, member=request.user, at=now)}
        for reason in values["reasons"]
    ]
    context = {"reasons": reasons, "estimate": made.estimate, "as_of": made.provenance.data_until}
    outlook = outlook_of(plug.name, values["proposal"], reasons)
    return render(request, "stages/why.html", context | {"outlook": outlook})
