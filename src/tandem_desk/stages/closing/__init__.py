"""Closing on the desk: deal odds from facts to suggestions, and from decisions to facts."""

from tandem.catalogue import by_name
from tandem.closing.deal_odds.labels import fact_of, fact_text
from tandem_desk.review.sockets import Plug
from tandem_desk.stages.closing.acting import apply_outlook, deal_facts, guard_deal
from tandem_desk.stages.closing.scoring import NAME, score_all, warm_scoring
from tandem_desk.stages.closing.suggesting import follow_deals, learn_deals, suggest_one, suggest_worthwhile
from tandem_desk.stages.closing.training import OUTCOME, retrain
from tandem_desk.stages.frame.acting import undo_effects
from tandem_desk.stages.frame.glue import Glue

__all__ = ["DEAL_ODDS", "deal_odds_plug"]

DEAL_ODDS = Glue(
    name=NAME,
    retrain=retrain,
    score=score_all,
    suggest=suggest_worthwhile,
    follow=follow_deals,
    learn=learn_deals,
    follows=True,
    warm=warm_scoring,
)


def deal_odds_plug() -> Plug:
    """Return how deal odds are plugged into the loop."""
    function = by_name(NAME)
    return Plug(
        name=function.name,
        proposal=function.load_proposal(),
        subject_kind=function.subject,
        rejection_codes=function.rejection_codes,
        suggester=suggest_one,
        applier=apply_outlook,
        undoer=undo_effects,
        subject_facts=deal_facts,
        guard=guard_deal,
        rescorer="stages.score",
        follower="stages.follow",
        outcome_kind=OUTCOME,
        fact_of=fact_of,
        fact_text=fact_text,
    )
