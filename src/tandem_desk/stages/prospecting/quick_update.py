"""The model in force with the outcomes known since its fit: worked out anew from them, never stored, never twice."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from tandem.kernel.errors import InputError
from tandem.kernel.vocabulary import SubjectKind
from tandem.prospecting.lead_facts import is_closed_status
from tandem_desk.records.selectors.subjects import lead_states
from tandem_desk.review.selectors.outcomes import first_known_since
from tandem_desk.stages.prospecting.facts import gather, with_columns
from tandem_desk.stages.prospecting.lessons import OUTCOME, TARGET, Lessons, read_lessons
from tandem_desk.workspace.models import Workspace

if TYPE_CHECKING:
    from tandem.prospecting.lead_scoring import LeadScoring

__all__ = ["learned_scorer", "lessons_since", "since_fit"]

_LOG = logging.getLogger(__name__)
# The newest are learned; far more than this is what a full fit is for.
MOST_LEARNED = 1_000
_MOST_KEPT = 4


@dataclass(frozen=True)
class _Kept:
    known: dict[int, float]
    scorer: "LeadScoring"


_KEPT: dict[int, _Kept] = {}


def since_fit(workspace: Workspace, version: Any) -> dict[int, float]:
    """Return the leads whose outcome was first noted after a version's fit and still stands: 1.0 converted, 0.0 not."""
    ids = first_known_since(
        workspace=workspace,
        subject_kind=SubjectKind.LEAD,
        kind=OUTCOME,
        since=version.made_at,
        limit=MOST_LEARNED,
    )
    states = lead_states(workspace=workspace, ids=ids) if ids else {}
    return {
        pk: float(states[pk][0])
        for pk in ids
        if pk in states and (states[pk][0] or is_closed_status(states[pk][1]))
    }  # fmt: skip


def lessons_since(
    workspace: Workspace, version: Any, scorer: "LeadScoring", known: dict[int, float], at: datetime
) -> Lessons:
    """Return those leads as they were known at their landmarks, read as training reads them."""
    facts = gather(workspace=workspace, ids=list(known))
    n_outcomes = int(version.card.get("n_outcomes", version.card.get("n", 0)))
    lessons = read_lessons(facts, facts.outcomes(now=at), seed=version.seed, n_outcomes=n_outcomes)
    rows = with_columns(lessons.rows, scorer.columns)
    return Lessons(rows, lessons.decided_at, lessons.rule, lessons.n_outcomes)


def learned_scorer(workspace: Workspace, version: Any, fitted: "LeadScoring") -> "LeadScoring":
    """Return a version's scorer after the outcomes known since its fit; as fitted where it cannot learn from them."""
    known = since_fit(workspace, version)
    if not known:
        return fitted
    kept = _KEPT.get(version.pk)
    if kept is None or kept.known != known:
        kept = _Kept(known, _updated(workspace, version, fitted, known))
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)))
        _KEPT[version.pk] = kept
    return kept.scorer


def _updated(workspace: Workspace, version: Any, fitted: "LeadScoring", known: dict[int, float]) -> "LeadScoring":
    from tandem.learning.updating import update_engine

    try:
        lessons = lessons_since(workspace, version, fitted, known, timezone.now())
        engine = update_engine(fitted.engine, lessons.rows, lessons.rows[TARGET].to_numpy(float))
    except (InputError, ValueError, ArithmeticError) as error:
        _LOG.warning("version %s could not learn from %d outcomes: %s", version.number, len(known), error)
        return fitted
    return type(fitted)(engine, fitted.card, fitted.facts, fitted.parameters)
