"""Carries an accepted outlook out: a task, another close date, or the deal let go; each can be taken back."""

from datetime import date
from typing import Any

from tandem.closing.deal_odds.outlook import DealAction
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.selectors.subjects import closed_lost_stages
from tandem_desk.records.services.changing import update_record
from tandem_desk.review.sockets import Application, Effect
from tandem_desk.stages.frame.acting import add_task, facts_of, guard_of, live_subject, workday_after

__all__ = ["apply_outlook", "deal_facts", "guard_deal"]

_TASKS = {
    DealAction.PURSUE: "Take the next step in",
    DealAction.REQUALIFY: "Ask whether they will decide at all:",
    DealAction.MOVE_CLOSE_DATE: "Ask when they will decide on",
}
_NO_DECISION = "No decision"

deal_facts = facts_of(SubjectKind.OPPORTUNITY)
guard_deal = guard_of(SubjectKind.OPPORTUNITY)


def apply_outlook(application: Application) -> list[Effect]:
    """Move the close date, let the deal go, or open a task for whoever looks after it; return what was done.

    Raises
    ------
    InputError
        The deal is gone.
    """
    deal, action = live_subject(application), DealAction(application.proposal.action)
    values = _values(application, deal, action)
    if values:
        changes = update_record(
            record=deal,
            values=values,
            member=application.member,
            source=application.source,
            actor=application.actor,
            at=application.at,
        )
        return [{"changes": [one.pk for one in changes]}] if changes else []
    task = add_task(
        application,
        deal,
        subject=f"{_TASKS[action]} {deal}",
        due=workday_after(application.at, 1),
        opportunity_id=deal.pk,
        account_id=deal.account_id,
        contact_id=deal.contact_id,
    )
    return [task]


def _values(application: Application, deal: Any, action: DealAction) -> dict[str, Any]:
    likely: date | None = application.proposal.likely_close_on
    if action is DealAction.MOVE_CLOSE_DATE and likely is not None and likely != deal.close_on:
        return {"close_on": likely}
    if action is not DealAction.LET_GO:
        return {}
    values: dict[str, Any] = {"is_closed": True, "is_won": False, "lost_reason": _NO_DECISION}
    stages = closed_lost_stages(workspace=application.workspace)
    # A stage that nobody uses would be a new one in every report.
    return values | ({"deal_stage": stages[0]} if stages else {})
