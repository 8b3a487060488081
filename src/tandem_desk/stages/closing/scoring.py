"""Scores open deals: all of them at night, one as soon as it has changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.selectors.subjects import scored_probabilities
from tandem_desk.records.services.scores import store_scores as write_scores
from tandem_desk.stages.closing.facts import gather
from tandem_desk.stages.frame.kept import model_in_force
from tandem_desk.workspace.models import Workspace

if TYPE_CHECKING:
    import numpy as np

    from tandem.closing.deal_odds import DealHistory, DealOdds

__all__ = ["NAME", "DealScores", "score_all", "score_deals", "score_history", "store_scores", "warm_scoring"]

NAME = "closing/deal_odds"


@dataclass(frozen=True)
class DealScores:
    """Odds of open deals as of a history's moment.

    Attributes:
        history: the deals.
        rows: of the open deals in it, shape (n,).
        ids: shape (n,).
        probability, low, high: of being won within the horizon, shape (n,), in [0, 1].
        closed: ids of deals there that are open no more.
        abstained: whether the model cannot tell deals apart.
    """

    history: "DealHistory"
    rows: "np.ndarray"
    ids: "np.ndarray"
    probability: "np.ndarray"
    low: "np.ndarray"
    high: "np.ndarray"
    closed: "np.ndarray"
    abstained: bool


def score_history(history: "DealHistory", odds: "DealOdds") -> DealScores:
    """Score every deal that is open at the history's moment."""
    import numpy as np

    rows = history.open_now()
    ids = history.deals["id"].to_numpy()
    closed = np.delete(ids, rows)
    if not len(rows):
        nothing = np.empty(0)
        return DealScores(history, rows, ids[rows], nothing, nothing, nothing, closed, odds.abstains)
    said = odds.run(history.facts_now(rows))
    point, low, high = (said[name].to_numpy() for name in ("probability", "low", "high"))
    return DealScores(history, rows, ids[rows], point, low, high, closed, odds.abstains)


def store_scores(*, workspace: Workspace, version: Any, scores: DealScores, at: datetime) -> int:
    """Store odds on their deals, and take them off deals that are open no more.

    Where the model abstains, the interval alone is stored, as no deal is ranked by it.
    """
    n = len(scores.ids)
    told: list[float | None] = [None] * n if scores.abstained else scores.probability.tolist()
    standing = scored_probabilities(kind=SubjectKind.OPPORTUNITY, workspace=workspace)
    over = [int(one) for one in scores.closed if int(one) in standing]
    gone: list[float | None] = [None] * len(over)
    return write_scores(
        kind=SubjectKind.OPPORTUNITY,
        workspace=workspace,
        ids=[*scores.ids.tolist(), *over],
        figures={
            "probability": told + gone,
            "low": scores.low.tolist() + gone,
            "high": scores.high.tolist() + gone,
        },
        scored_at=at,
        version=version.number,
    )


def score_all(*, workspace: Workspace, at: datetime) -> DealScores | None:
    """Score every open deal with the version in force; `None` before the first fit."""
    return _score(workspace, None, at)


def score_deals(*, workspace: Workspace, ids: list[int], at: datetime) -> DealScores | None:
    """Score a few deals at once, as when one has just changed; others of their accounts are scored with them."""
    return _score(workspace, ids, at)


def warm_scoring(workspace: Workspace, at: datetime) -> None:
    """Load the model in force and run one deal through it, storing nothing, so that the next is scored quickly."""
    present = model_in_force(workspace, NAME)
    some = scored_probabilities(kind=SubjectKind.OPPORTUNITY, workspace=workspace, limit=1)
    if present is not None and some:
        score_history(gather(workspace=workspace, ids=list(some), learned=present[0].card).history(at), present[1])


def _score(workspace: Workspace, ids: list[int] | None, at: datetime) -> DealScores | None:
    present = model_in_force(workspace, NAME)
    if present is None:
        return None
    version, odds = present
    facts = gather(workspace=workspace, ids=ids, learned=version.card)
    scores = score_history(facts.history(at), odds)
    store_scores(workspace=workspace, version=version, scores=scores, at=at)
    return scores
