"""Scores open leads: all of them at night, one within a second of its change."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tandem.kernel.timeline import as_utc
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.selectors.subjects import scored_probabilities
from tandem_desk.records.services.scores import store_scores as write_scores
from tandem_desk.stages.prospecting.facts import LeadFacts, gather, with_columns
from tandem_desk.stages.prospecting.scorers import scorer_in_force
from tandem_desk.workspace.models import Workspace

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from tandem.prospecting.lead_scoring import LeadScoring

__all__ = ["Scores", "score_all", "score_facts", "score_leads", "store_scores", "warm_scoring"]


@dataclass(frozen=True)
class Scores:
    """Scores of open leads, and the facts they rest on.

    Attributes:
        ids: shape (n,).
        probability, low, high: shape (n,), in [0, 1].
        rows: the facts, one row for each id.
        abstained: whether the model cannot tell leads apart.
    """

    ids: "np.ndarray"
    probability: "np.ndarray"
    low: "np.ndarray"
    high: "np.ndarray"
    rows: "pd.DataFrame"
    abstained: bool


def score_facts(facts: LeadFacts, scorer: "LeadScoring", *, at: datetime) -> Scores:
    """Score every lead that is still open, by what is known of it now."""
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    is_open = ~np.isfinite(facts.outcomes(now=at).happened) | facts.still_workable()
    some = facts.rows(pa.array(is_open))
    now = pd.Timestamp(as_utc(at))
    rows = with_columns(some.at(pd.Series([now] * some.leads.num_rows, dtype="datetime64[us, UTC]")), scorer.columns)
    scores = scorer.score_frame(rows)
    ids = rows["id"].to_numpy()
    return Scores(ids, scores.probability, scores.low, scores.high, rows, scorer.abstains)


def store_scores(*, workspace: Workspace, version: Any, scores: Scores, at: datetime) -> int:
    """Store scores on their leads; where the model abstains, the interval alone, as none is ranked by it."""
    nothing: list[float | None] = [None] * len(scores.ids)
    return write_scores(
        kind=SubjectKind.LEAD,
        workspace=workspace,
        ids=scores.ids.tolist(),
        figures={
            "probability": nothing if scores.abstained else scores.probability.tolist(),
            "low": scores.low.tolist(),
            "high": scores.high.tolist(),
        },
        scored_at=at,
        version=version.number,
    )


def score_all(*, workspace: Workspace, at: datetime) -> Scores | None:
    """Score every open lead with the version in force; `None` before the first fit."""
    return _score(workspace, gather(workspace=workspace), at)


def score_leads(*, workspace: Workspace, ids: list[int], at: datetime) -> Scores | None:
    """Score a few leads at once, as when one has just changed."""
    return _score(workspace, gather(workspace=workspace, ids=ids), at)


def warm_scoring(workspace: Workspace, at: datetime) -> None:
    """Load the model in force and run one lead through it, storing nothing, so that the next lead is scored quickly."""
    present = scorer_in_force(workspace)
    some = scored_probabilities(kind=SubjectKind.LEAD, workspace=workspace, limit=1)
    if present is not None and some:
        score_facts(gather(workspace=workspace, ids=list(some)), present[1], at=at)


def _score(workspace: Workspace, facts: LeadFacts, at: datetime) -> Scores | None:
    present = scorer_in_force(workspace)
    if present is None:
        return None
    version, scorer = present
    scores = score_facts(facts, scorer, at=at)
    store_scores(workspace=workspace, version=version, scores=scores, at=at)
    return scores
