"""Follow-up on the desk: churn from contracts to a week's plan, and from decisions to facts."""

from tandem.catalogue import by_name
from tandem.followup.churn.labels import fact_of, fact_text
from tandem_desk.review.sockets import Plug
from tandem_desk.stages.followup.acting import apply_plan, contract_facts, guard_contract
from tandem_desk.stages.followup.scoring import NAME, score_all
from tandem_desk.stages.followup.suggesting import (
    USUAL_MINUTES,
    minutes_each,
    plan_week,
    suggest_one,
    suggest_worthwhile,
)
from tandem_desk.stages.followup.training import OUTCOME, retrain
from tandem_desk.stages.frame.acting import undo_effects
from tandem_desk.stages.frame.glue import Glue

__all__ = ["CHURN", "USUAL_MINUTES", "churn_plug", "minutes_each", "plan_week"]

# No change is followed: a score stays as it was on its day until the next night.
CHURN = Glue(name=NAME, retrain=retrain, score=score_all, suggest=suggest_worthwhile)


def churn_plug() -> Plug:
    """Return how churn is plugged into the loop."""
    function = by_name(NAME)
    return Plug(
        name=function.name,
        proposal=function.load_proposal(),
        subject_kind=function.subject,
        rejection_codes=function.rejection_codes,
        suggester=suggest_one,
        applier=apply_plan,
        undoer=undo_effects,
        subject_facts=contract_facts,
        guard=guard_contract,
        rescorer="stages.score",
        outcome_kind=OUTCOME,
        fact_of=fact_of,
        fact_text=fact_text,
    )
