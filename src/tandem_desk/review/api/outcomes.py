"""Outcomes: tell what came of a subject; they label the training data and judge person and machine."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.review.services.judging import record_outcome
from tandem_desk.review.sockets import PLUGS
from tandem_desk.workspace.api.access import Scope, key_of, member_of
from tandem_desk.workspace.api.fields import Identifier, MomentGiven, Number
from tandem_desk.workspace.permissions import Action, require

__all__ = ["router"]

router = Router(tags=["Outcomes"])


class OutcomeGiven(Schema):
    """What came of a record: 1 it came to it, 0 it did not, or a figure."""

    model_config = ConfigDict(extra="forbid")
    subject_kind: Literal[tuple(SubjectKind)]  # type: ignore[valid-type]  # the enumeration's values
    subject_id: Identifier
    kind: Annotated[str, Field(min_length=1, max_length=40)]
    value: Number
    occurred_at: MomentGiven


class OutcomeTaken(Schema):
    """Whether it was news."""

    is_news: bool


@router.post(
    "",
    response={200: OutcomeTaken, 201: OutcomeTaken},
    auth=Scope("outcomes:write"),
    operation_id="create_outcome",
    summary="Tell an outcome",
)
def create_outcome(request: HttpRequest, given: OutcomeGiven) -> Any:
    """Note what came of a record; the same outcome again changes nothing."""
    member, kind = member_of(request), SubjectKind(given.subject_kind)
    require(member, Action.EDIT, kind)
    plug = next((one for one in PLUGS.values() if one.subject_kind is kind), None)
    if plug is None:
        known = ", ".join(sorted({str(one.subject_kind) for one in PLUGS.values()}))
        raise InputError(Fault("subject_kind", f"must be one a function learns from: {known or 'none yet'}", str(kind)))
    plug.guard(member, given.subject_id, Action.EDIT)
    is_news = record_outcome(
        workspace=member.workspace,
        subject_kind=kind,
        subject_id=given.subject_id,
        kind=given.kind,
        value=given.value,
        occurred_at=given.occurred_at,
        recorded_at=timezone.now(),
        source=f"api key {key_of(request).name}",
    )
    return Status(201 if is_news else 200, {"is_news": is_news})
