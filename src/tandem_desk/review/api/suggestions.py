"""Suggestions: what waits for you, why, and what you decide."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from tandem.kernel.suggestion import ActorKind, Outcome
from tandem_desk.review.selectors.decisions import decisions_of, standing_decision
from tandem_desk.review.selectors.queue import Place, queue_for, suggestion_seen_by
from tandem_desk.review.services.deciding import decide, undo_decision
from tandem_desk.workspace.api.access import Scope, member_of
from tandem_desk.workspace.api.fields import Identifier, MomentShown, shown
from tandem_desk.workspace.api.paging import Limit, Page, read_cursor, to_page
from tandem_desk.workspace.api.problems import ProblemError

__all__ = ["router"]

router = Router(tags=["Suggestions"])
_READ, _DECIDE = Scope("suggestions:read"), Scope("suggestions:decide")
Words = Annotated[str, Field(max_length=5000)]
FunctionName = Annotated[str, Field(max_length=100)]


class DecisionShown(Schema):
    """One decision of the ledger."""

    id: int
    outcome: str
    actor_kind: str
    actor: str
    reason_code: str
    comment: str
    amended_proposal: dict[str, Any] | None
    decided_at: MomentShown
    undoes: int | None


class SuggestionShown(Schema):
    """One suggestion, with the fingerprint a decision must refer to."""

    id: int
    function: str
    subject_kind: str
    subject_id: int
    state: str
    proposal: dict[str, Any]
    probability: float | None
    low: float | None
    high: float | None
    level: float | None
    n_similar: int
    reasons: list[dict[str, Any]]
    provenance: dict[str, Any]
    fingerprint: str
    priority: float
    made_at: MomentShown
    expires_at: MomentShown
    assigned_to: int | None
    decisions: list[DecisionShown]


class DecisionGiven(Schema):
    """A decision on what was seen. A program that decides by itself names itself in `agent`."""

    model_config = ConfigDict(extra="forbid")
    outcome: Literal["accepted", "amended", "rejected"]
    fingerprint_seen: Annotated[str, Field(min_length=1, max_length=64)]
    reason_code: Annotated[str, Field(max_length=100)] = ""
    comment: Words = ""
    amended_proposal: dict[str, Any] | None = None
    agent: Annotated[str, Field(max_length=200)] = ""


class Undoing(Schema):
    """Why a decision is taken back."""

    model_config = ConfigDict(extra="forbid")
    comment: Words = ""


@router.get(
    "", response=Page[SuggestionShown], auth=_READ, operation_id="list_suggestions", summary="List what waits for you"
)
def list_suggestions(
    request: HttpRequest,
    function: FunctionName = "",
    limit: Limit = 50,
    cursor: str = "",
) -> Any:
    """Open suggestions you are meant to act on, the most valuable first."""
    after = None
    if cursor:
        priority, last_id = read_cursor(cursor, 2)
        if not isinstance(priority, int | float):
            raise ProblemError(422, "The cursor must be one that a page of this list gave.")
        after = Place(float(priority), int(last_id))
    rows = queue_for(member=member_of(request), now=timezone.now(), limit=limit + 1, after=after, function=function)
    page, following = to_page(request, rows, limit=limit, place=lambda row: [row.priority, row.pk])
    return {"items": [_shown(row, with_decisions=False) for row in page], "next": following}


@router.get(
    "/{suggestion_id}",
    response=SuggestionShown,
    auth=_READ,
    operation_id="read_suggestion",
    summary="Read one suggestion",
)
def read_suggestion(request: HttpRequest, suggestion_id: Identifier) -> Any:
    """One suggestion with its reasons and every decision on it."""
    return _shown(_found(request, suggestion_id))


@router.post(
    "/{suggestion_id}/decision",
    response=SuggestionShown,
    auth=_DECIDE,
    operation_id="decide_suggestion",
    summary="Decide",
)
def decide_suggestion(request: HttpRequest, given: DecisionGiven, suggestion_id: Identifier) -> Any:
    """Accept, amend or reject; 409 where something else stands there now, or somebody else has decided."""
    entry = _found(request, suggestion_id)
    decide(
        suggestion_id=entry.pk,
        outcome=Outcome(given.outcome),
        fingerprint_seen=given.fingerprint_seen,
        at=timezone.now(),
        member=member_of(request),
        actor_kind=ActorKind.AGENT if given.agent else ActorKind.MEMBER,
        actor=given.agent,
        reason_code=given.reason_code,
        comment=given.comment,
        amended_proposal=given.amended_proposal,
    )
    return _shown(_found(request, suggestion_id))


@router.post(
    "/{suggestion_id}/undo",
    response=SuggestionShown,
    auth=_DECIDE,
    operation_id="undo_decision",
    summary="Take a decision back",
)
def undo(request: HttpRequest, given: Undoing, suggestion_id: Identifier) -> Any:
    """Take the standing decision back: what it did is reversed, and the suggestion is open again."""
    entry = _found(request, suggestion_id)
    standing = standing_decision(entry)
    if standing is None:
        raise ProblemError(409, "No decision stands on this suggestion.")
    undo_decision(decision_id=standing.pk, member=member_of(request), at=timezone.now(), comment=given.comment)
    return _shown(_found(request, suggestion_id))


def _found(request: HttpRequest, suggestion_id: int) -> Any:
    entry = suggestion_seen_by(member=member_of(request), suggestion_id=suggestion_id)
    if entry is None:
        raise ProblemError(404, "There is no such suggestion, or it is not yours to see.")
    return entry


def _shown(entry: Any, *, with_decisions: bool = True) -> dict[str, Any]:
    own = ("assigned_to", "decisions", "id")
    body = {name: getattr(entry, name) for name in SuggestionShown.model_fields if name not in own}
    body |= {name: shown(body[name]) for name in ("made_at", "expires_at")}
    decisions = [_decision(row) for row in decisions_of(suggestion=entry)] if with_decisions else []
    return body | {"id": entry.pk, "assigned_to": entry.assigned_to_id, "decisions": decisions}


def _decision(row: Any) -> dict[str, Any]:
    plain = ("outcome", "actor_kind", "actor", "reason_code", "comment", "amended_proposal")
    body = {name: getattr(row, name) for name in plain}
    return body | {"id": row.pk, "decided_at": shown(row.decided_at), "undoes": row.undoes_id}
