"""One story from three streams: touchpoints, changes of fields, decisions; newest first, a page at a time."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from itertools import groupby
from typing import Any

from django.utils import timezone

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.vocabulary import SubjectKind, TouchpointKind
from tandem.tables.schema import TOUCHPOINT_WORDS
from tandem_desk.records.selectors.story import changes_before
from tandem_desk.review.selectors.story import decisions_before
from tandem_desk.stages.views.wording import HistoryWords, label_of
from tandem_desk.touchpoints.selectors import touchpoints_before
from tandem_desk.workspace.models import Member

__all__ = ["Moment", "Timeline", "hangs_on", "moment_of_touchpoint", "read_timeline"]

PAGE_MOMENTS = 30
_ICONS = {
    "email": "email",
    "email_open": "email",
    "email_click": "email",
    "call": "call",
    "meeting": "meeting",
    "web_visit": "web",
    "ad": "web",
    "social": "web",
    "form": "form",
    "survey": "form",
    "chat": "chat",
    "ticket": "chat",
    "event": "meeting",
    "note": "note",
    "task": "task",
}
_LIKELY_MACHINE = 0.5
MAX_SAID = 280
# How it ended is told where it is not what one expects anyway.
_EXPECTED = frozenset({"completed", "done", "sent", "held"})
_DIRECTIONS = {"inbound": "from them", "outbound": "to them", "in": "from them", "out": "to them"}


@dataclass(frozen=True)
class Moment:
    """One entry of the story; `has_clock` is false where only the day is known."""

    at: datetime
    icon: str
    title: str
    said: str = ""
    by: str = ""
    made_by: str = ""
    machine_share: float | None = None
    changes: tuple[Any, ...] = field(default=())
    recorded_at: datetime | None = None
    reconstructed: bool = False
    has_clock: bool = True


@dataclass(frozen=True)
class Timeline:
    """Days of the story, newest first, and where the next page starts."""

    days: list[tuple[datetime, list[Moment]]]
    before: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing has happened at all."""
        return not self.days


def read_timeline(*, record: Any, kind: SubjectKind, member: Member, before: str = "") -> Timeline:
    """Return the newest moments of a record, or those before a moment.

    Raises
    ------
    InputError
        `before` is no moment.
    """
    limit = _moment(before)
    n = PAGE_MOMENTS + 1
    touches = [
        moment_of_touchpoint(one) for one in touchpoints_before(**hangs_on(record, kind), before=limit, n_rows=n)
    ]
    told = changes_before(record=record, before=limit, n_rows=n)
    pairs = [(one.field, text) for one in told for text in (one.old, one.new)]
    changes = _together(told, kind, HistoryWords(kind, pairs, member, getattr(record, "currency", "")))
    about = {"kind": kind, "subject_id": record.pk, "workspace_id": record.workspace_id}
    decided = [_decision(one) for one in decisions_before(**about, before=limit, n_rows=n)]
    found = sorted([*touches, *changes, *decided], key=lambda one: one.at, reverse=True)
    shown = found[:PAGE_MOMENTS]
    days = [
        (timezone.localtime(moments[0].at), moments)
        for moments in (list(group) for _, group in groupby(shown, key=lambda one: timezone.localtime(one.at).date()))
    ]
    return Timeline(days, shown[-1].at.isoformat() if len(found) > PAGE_MOMENTS else "")


def hangs_on(record: Any, kind: SubjectKind) -> dict[str, Any]:
    """Return the record whose touchpoints tell a record's story: a contract's are its account's."""
    if kind is SubjectKind.CONTRACT:
        return {"kind": SubjectKind.ACCOUNT, "record_id": record.account_id}
    return {"kind": kind, "record_id": record.pk}


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError as error:
        raise InputError(Fault("before", "must be a moment such as 2026-03-02T09:00+00:00", repr(text[:40]))) from error
    if moment.tzinfo is None:
        raise InputError(Fault("before", "must carry a time zone", repr(text[:40])))
    return moment


def moment_of_touchpoint(one: Any) -> Moment:
    """Return a touchpoint as one entry of the story."""
    known = one.kind in TOUCHPOINT_WORDS
    kind = TOUCHPOINT_WORDS[TouchpointKind(one.kind)][0] if known else one.kind.replace("_", " ")
    what = f"{kind} {_DIRECTIONS.get(one.direction.casefold(), '')}".strip()
    length = f"{one.duration_seconds / 60:.0f} min" if one.duration_seconds and one.duration_seconds >= 60 else ""
    said = one.body.strip() or one.url
    title = one.subject or f"{what[:1].upper()}{what[1:]}"
    ended = "" if one.status.casefold() in _EXPECTED else one.status
    machine = None if one.human_probability is None else 1 - one.human_probability
    parts = ("" if title.casefold() == what.casefold() else what, length, ended, one.owner_name)
    return Moment(
        at=one.occurred_at,
        icon=_ICONS.get(one.kind, "note"),
        title=title,
        said="" if said == title else said[:MAX_SAID] + (" …" if len(said) > MAX_SAID else ""),
        by=" · ".join(part for part in parts if part),
        machine_share=machine if machine is not None and machine > _LIKELY_MACHINE else None,
        # Many systems keep the day of an activity and nothing finer, which arrives as midnight.
        has_clock=one.occurred_at.astimezone(UTC).time() != time(0),
    )


def _together(changes: Iterable[Any], kind: SubjectKind, history: HistoryWords) -> list[Moment]:
    """Changes made at once by the same hand are one moment."""
    moments = []
    for (at, source, actor), group in groupby(changes, key=lambda one: (one.valid_from, one.source, one.actor)):
        rows = list(group)
        shown = tuple(
            {
                "words": label_of(kind, one.field),
                "old": history.words(one.field, one.old),
                "new": history.words(one.field, one.new),
                "id": one.pk,
            }
            for one in rows
        )
        moments.append(
            Moment(
                at=at,
                icon="change",
                title="",
                by=" · ".join(part for part in (actor, source) if part),
                made_by="person" if rows[0].member_id else "",
                changes=shown,
                recorded_at=rows[0].recorded_at,
                reconstructed=rows[0].reconstructed,
            )
        )
    return moments


def _decision(one: Any) -> Moment:
    function = one.suggestion.function.rpartition("/")[2].replace("_", " ")
    person = one.actor_kind == "member"
    who = one.member.name if person and one.member else one.actor if person else f"{one.actor_kind} {one.actor}"
    words = {"undone": "took back the decision on"}.get(one.outcome, one.outcome)
    reason = f" ({one.reason_code.replace('_', ' ')})" if one.reason_code else ""
    return Moment(
        at=one.decided_at,
        icon="decision" if person else "spark",
        title=f"{who} {words} the suggestion of {function}{reason}",
        said=one.comment,
        by="" if person else "decided by a rule, not by a person",
        made_by="person" if person else "machine",
    )
