"""Carries an accepted qualification out: the lead's status, and a task with a due date."""

from tandem.kernel.vocabulary import SubjectKind
from tandem.prospecting.lead_scoring.qualification import LeadAction
from tandem_desk.records.selectors.subjects import lead_statuses
from tandem_desk.records.services.changing import update_record
from tandem_desk.review.sockets import Application, Effect
from tandem_desk.stages.frame.acting import add_task, facts_of, guard_of, live_subject, workday_after
from tandem_desk.workspace.models import Workspace

__all__ = ["apply_qualification", "guard_lead", "lead_facts"]

# The first spelling in use in the workspace is taken; where none is, the first of all.
_STATUSES: dict[LeadAction, tuple[str, ...]] = {
    LeadAction.CONTACT_NOW: (
        "Working", "Working - Contacted", "Contacted", "In Process", "IN_PROGRESS", "ATTEMPTED_TO_CONTACT", "Open",
    ),
    LeadAction.NURTURE: ("Nurturing", "Nurture", "Recycled", "BAD_TIMING"),
    LeadAction.LEAVE: ("Unqualified", "Closed - Not Converted", "UNQUALIFIED", "Disqualified", "Dead"),
}  # fmt: skip
_NURTURE_DAYS = 30

lead_facts = facts_of(SubjectKind.LEAD)
guard_lead = guard_of(SubjectKind.LEAD)


def apply_qualification(application: Application) -> list[Effect]:
    """Write the lead's status and, unless it is left, a task for whoever looks after it; return what was done.

    Raises
    ------
    InputError
        The lead is gone.
    """
    action = LeadAction(application.proposal.action)
    lead = live_subject(application)
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
    now = action is LeadAction.CONTACT_NOW
    task = add_task(
        application,
        lead,
        subject=f"{'Contact' if now else 'Come back to'} {lead}",
        due=workday_after(application.at, 1 if now else _NURTURE_DAYS),
        lead_id=lead.pk,
        account_id=lead.account_id,
    )
    return [*effects, task]


def _status(workspace: Workspace, action: LeadAction) -> str:
    in_use = set(lead_statuses(workspace=workspace))
    return next((one for one in _STATUSES[action] if one in in_use), _STATUSES[action][0])
