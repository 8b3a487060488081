"""Carries an accepted qualification out, and takes it back: the lead's status, and a task with a due date."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.vocabulary import SubjectKind, TouchpointKind
from tandem.prospecting.lead_scoring.qualification import LeadAction
from tandem_desk.records.selectors.kinds import get_record
from tandem_desk.records.selectors.lead_subjects import lead_statuses, lead_subjects
from tandem_desk.records.services.changing import update_record
from tandem_desk.records.services.undoing_changes import undo_changes
from tandem_desk.review.sockets import Application, Effect, SubjectFacts
from tandem_desk.touchpoints.services import OPEN_TASK, record_touchpoint, withdraw_task
from tandem_desk.workspace.models import Member, Workspace
from tandem_desk.workspace.permissions import Action, require_change, visible

__all__ = ["apply_qualification", "guard_lead", "lead_facts", "undo_qualification"]

# The first spelling in use in the workspace is taken; where none is, the first of all.
_STATUSES: dict[LeadAction, tuple[str, ...]] = {
    LeadAction.CONTACT_NOW: (
        "Working", "Working - Contacted", "Contacted", "In Process", "IN_PROGRESS", "ATTEMPTED_TO_CONTACT", "Open",
    ),
    LeadAction.NURTURE: ("Nurturing", "Nurture", "Recycled", "BAD_TIMING"),
    LeadAction.LEAVE: ("Unqualified", "Closed - Not Converted", "UNQUALIFIED", "Disqualified", "Dead"),
}  # fmt: skip
_NURTURE_DAYS = 30
_SATURDAY = 5


def apply_qualification(application: Application) -> list[Effect]:
    """Write the lead's status and, unless it is left, a task for whoever looks after it; return what was done.

    Raises
    ------
    InputError
        The lead is gone.
    """
    action = LeadAction(application.proposal.action)
    lead: Any = get_record(
        kind=SubjectKind.LEAD, record_id=application.subject.id, workspace_id=application.workspace.pk
    )
    if lead.deleted_at is not None:
        raise InputError(Fault("lead", "must not be deleted", str(lead)))
    changes = update_record(
        record=lead,
        values={"status": _status(application.workspace, action)},
        member=application.member,
        source=application.source,
        actor=application.actor,
        at=application.at,
    )
    effects: list[Effect] = [{"changes": [one.pk for one in changes]}] if changes else []
    if action is LeadAction.LEAVE:
        return effects
    task = record_touchpoint(
        workspace=application.workspace,
        kind=TouchpointKind.TASK,
        occurred_at=_due(action, application.at),
        recorded_at=application.at,
        lead_id=lead.pk,
        account_id=lead.account_id,
        subject=("Contact " if action is LeadAction.CONTACT_NOW else "Come back to ") + str(lead),
        body=f"From {application.source}.",
        status=OPEN_TASK,
        owner_name=lead.owner.name
        if lead.owner is not None
        else (application.member.name if application.member else ""),
    )
    return [*effects, {"task": task.pk}]


def _status(workspace: Workspace, action: LeadAction) -> str:
    in_use = set(lead_statuses(workspace=workspace))
    return next((one for one in _STATUSES[action] if one in in_use), _STATUSES[action][0])


def _due(action: LeadAction, at: datetime) -> datetime:
    due = at + timedelta(days=1 if action is LeadAction.CONTACT_NOW else _NURTURE_DAYS)
    while due.weekday() >= _SATURDAY:
        due += timedelta(days=1)
    return due


def undo_qualification(application: Application, effects: Sequence[Effect]) -> None:
    """Take back exactly what an acceptance did.

    Raises
    ------
    InputError
        The status has changed again since, or the task is no longer open.
    """
    for effect in reversed(effects):
        if "task" in effect:
            withdraw_task(workspace=application.workspace, touchpoint_id=int(effect["task"]))
        else:
            undo_changes(
                change_ids=[int(one) for one in effect["changes"]],
                workspace=application.workspace,
                member=application.member,
                source=f"{application.source}, taken back",
                actor=application.actor,
                at=application.at,
            )


def lead_facts(workspace: Workspace, ids: Sequence[int]) -> dict[int, SubjectFacts]:
    """Return what `review` must know of leads."""
    return {
        pk: SubjectFacts(
            words=one.words,
            account_id=one.account_id,
            people_only=one.people_only,
            opted_out=one.opted_out,
            segment=one.source,
        )
        for pk, one in lead_subjects(workspace=workspace, ids=ids).items()
    }


def guard_lead(member: Member, lead_id: int, action: Action) -> None:
    """Refuse what a member may not do on a lead.

    Raises
    ------
    InputError
        The member sees no such lead.
    NotPermitted
        The role, or the lead's owner, forbids it.
    """
    lead: Any = get_record(kind=SubjectKind.LEAD, record_id=lead_id, workspace_id=member.workspace_id)
    if not visible(type(lead)._default_manager.filter(pk=lead_id), member).exists():  # noqa: SLF001  (documented by Django)
        raise InputError(Fault("lead", "must be one of this workspace", f"id {lead_id}"))
    require_change(member, lead, action, SubjectKind.LEAD)
