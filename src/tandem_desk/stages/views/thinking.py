"""What the machine thinks of one record, and what a person thinks instead: the right column of a record's page."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from tandem.catalogue import FUNCTIONS
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.review.selectors.story import newest_suggestions, standing_override
from tandem_desk.workspace.permissions import Action, may_change
from tandem_desk.workspace.selectors.signed_in import Request

__all__ = ["Thought", "reasons_of", "thinking_of"]


@dataclass(frozen=True)
class Thought:
    """One function's view of a record, and a person's in its place where there is one."""

    function: Any
    suggestion: Any
    reasons: list[dict[str, Any]]
    override: Any
    is_open: bool


def thinking_of(request: Request, record: Any, kind: SubjectKind) -> dict[str, Any]:
    """Return the thoughts on a record, and whether this member may put their own in place of the machine's."""
    now = timezone.now()
    where: dict[str, Any] = {"kind": kind, "subject_id": record.pk, "workspace_id": record.workspace_id}
    known = {function.name: function for function in FUNCTIONS}
    thoughts = [
        Thought(
            function=known[one.function],
            suggestion=one,
            reasons=reasons_of(one),
            override=standing_override(**where, function=one.function, now=now),
            is_open=one.closed_at is None and one.expires_at > now,
        )
        for one in newest_suggestions(**where)
        if one.function in known
    ]
    may_decide = may_change(request.user, record, Action.DECIDE, kind)
    score = getattr(record, "score_probability", None)
    return {"thoughts": thoughts, "may_decide": may_decide, "score": score, "now": now}


def reasons_of(suggestion: Any) -> list[dict[str, Any]]:
    """Return a suggestion's reasons for the page, each with what it rests on; quotes are cut out of their text."""
    return [
        {"claim": reason["claim"], "weight": reason["weight"], "evidence": reason.get("evidence", [])}
        for reason in suggestion.reasons
    ]
