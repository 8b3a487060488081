"""Prospecting on the desk: lead scoring from facts to suggestions, and from decisions to facts."""

from tandem.catalogue import by_name
from tandem.prospecting.lead_facts import fact_of, fact_text
from tandem_desk.review.sockets import Plug
from tandem_desk.stages.frame.acting import undo_effects
from tandem_desk.stages.frame.glue import Glue
from tandem_desk.stages.frame.learning import Retrained
from tandem_desk.stages.prospecting.acting import apply_qualification, guard_lead, lead_facts
from tandem_desk.stages.prospecting.learning_on import learn_from, newest_learned
from tandem_desk.stages.prospecting.lessons import OUTCOME
from tandem_desk.stages.prospecting.scorers import NAME
from tandem_desk.stages.prospecting.scoring import score_all, score_leads, warm_scoring
from tandem_desk.stages.prospecting.suggesting import follow_leads, suggest_one, suggest_worthwhile
from tandem_desk.stages.prospecting.training import retrain

__all__ = [
    "LEAD_SCORING",
    "OUTCOME",
    "Retrained",
    "follow_leads",
    "lead_scoring_plug",
    "learn_from",
    "newest_learned",
    "retrain",
    "score_all",
    "score_leads",
    "suggest_one",
    "suggest_worthwhile",
    "warm_scoring",
]

LEAD_SCORING = Glue(
    name=NAME,
    retrain=retrain,
    score=score_all,
    suggest=suggest_worthwhile,
    follow=follow_leads,
    learn=learn_from,
    follows=True,
    warm=warm_scoring,
)


def lead_scoring_plug() -> Plug:
    """Return how lead scoring is plugged into the loop."""
    function = by_name(NAME)
    return Plug(
        name=function.name,
        proposal=function.load_proposal(),
        subject_kind=function.subject,
        rejection_codes=function.rejection_codes,
        suggester=suggest_one,
        applier=apply_qualification,
        undoer=undo_effects,
        subject_facts=lead_facts,
        guard=guard_lead,
        rescorer="stages.score",
        follower="stages.follow",
        outcome_kind=OUTCOME,
        fact_of=fact_of,
        fact_text=fact_text,
    )
