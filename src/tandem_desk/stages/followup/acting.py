"""Carries an accepted retention plan out: a task for whoever looks after the customer."""

from tandem.followup.churn.labels import fact_of
from tandem.followup.churn.plan import CustomerAction
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.review.sockets import Application, Effect
from tandem_desk.stages.frame.acting import add_task, facts_of, guard_of, live_subject, workday_after

__all__ = ["apply_plan", "contract_facts", "guard_contract"]

_DAYS = {CustomerAction.ACT_THIS_WEEK: 1, CustomerAction.WAIT_IN_QUEUE: 14}

contract_facts = facts_of(SubjectKind.CONTRACT)
guard_contract = guard_of(SubjectKind.CONTRACT)


def apply_plan(application: Application) -> list[Effect]:
    """Open a task that names what can be done, or nothing where the customer is only watched; return what was done.

    Raises
    ------
    InputError
        The contract is gone.
    """
    contract, action = live_subject(application), CustomerAction(application.proposal.action)
    if action not in _DAYS:
        return []
    what = "; ".join(f"{how} ({fact_of(column).label.lower()})" for column, how in application.proposal.can_act_on)
    whom = contract.account or contract
    task = add_task(
        application,
        contract,
        subject=f"Keep {whom}: {what or 'get in touch'}"[:200],
        due=workday_after(application.at, _DAYS[action]),
        account_id=contract.account_id,
        opportunity_id=contract.opportunity_id,
    )
    return [task]
