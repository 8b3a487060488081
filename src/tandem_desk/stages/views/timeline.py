"""One story from three streams: touchpoints, changes of fields, decisions; newest first, a page at a time."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils import timezone

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.selectors.kinds import table_of
from tandem_desk.records.selectors.story import changes_before
from tandem_desk.review.selectors.story import decisions_before
from tandem_desk.touchpoints.selectors import touchpoints_before

__all__ = ["Moment", "Timeline", "read_timeline"]

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


@dataclass(frozen=True)
class Moment:
    """One entry of the story."""

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


@dataclass(frozen=True)
class Timeline:
    """Days of the story, newest first, and where the next page starts."""

    days: list[tuple[datetime, list[Moment]]]
    before: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing has happened at all."""
        return not self.days


def read_timeline(*, record: Any, kind: SubjectKind, before: str = "") -> Timeline:
    """Return the newest moments of a record, or those before a moment.

    Raises
    ------
    InputError
        `before` is no moment.
    """
    limit = _moment(before)
    n = PAGE_MOMENTS + 1
    touches = [_touch(one) for one in touchpoints_before(kind=kind, record_id=record.pk, before=limit, n_rows=n)]
    changes = _together(changes_before(record=record, before=limit, n_rows=n), kind)
    about = {"kind": kind, "subject_id": record.pk, "workspace_id": record.workspace_id}
    decided = [_decision(one) for one in decisions_before(**about, before=limit, n_rows=n)]
    found = sorted([*touches, *changes, *decided], key=lambda one: one.at, reverse=True)
    shown = found[:PAGE_MOMENTS]
    days = [
        (timezone.localtime(moments[0].at), moments)
        for moments in (list(group) for _, group in groupby(shown, key=lambda one: timezone.localtime(one.at).date()))
    ]
    return Timeline(days, shown[-1].at.isoformat() if len(found) > PAGE_MOMENTS else "")


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


def _touch(one: Any) -> Moment:
    kind = one.kind.replace("_", " ").replace("email", "e-mail")
    direction = {"inbound": "from them", "outbound": "to them", "in": "from them", "out": "to them"}.get(
        one.direction, ""
    )
    length = f", {one.duration_seconds / 60:.0f} min" if one.duration_seconds and one.duration_seconds >= 60 else ""
    said = one.body.strip() or one.url
    machine = None if one.human_probability is None else 1 - one.human_probability
    return Moment(
        at=one.occurred_at,
        icon=_ICONS.get(one.kind, "note"),
        title=one.subject or f"{kind.capitalize()} {direction}".strip(),
        said=said[:MAX_SAID] + (" …" if len(said) > MAX_SAID else ""),
        by=" · ".join(part for part in (f"{kind} {direction}{length}".strip(), one.status, one.owner_name) if part),
        machine_share=machine if machine is not None and machine > _LIKELY_MACHINE else None,
    )


def _together(changes: Iterable[Any], kind: SubjectKind) -> list[Moment]:
    """Changes made at once by the same hand are one moment."""
    labels = {column.name: column.label for column in table_of(kind).columns}
    moments = []
    for (at, source, actor), group in groupby(changes, key=lambda one: (one.valid_from, one.source, one.actor)):
        rows = list(group)
        shown = tuple(
            {
                "words": labels.get(one.field, one.field.removeprefix("custom.")),
                "old": one.old,
                "new": one.new,
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
