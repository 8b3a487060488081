"""Fits lead scoring on what came of past leads; a challenger takes over only after winning on later ones."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tandem.kernel.errors import InputError
from tandem.kernel.timeline import as_utc
from tandem.prospecting.lead_facts import LANDMARK_DAYS
from tandem_desk.records.selectors.lead_subjects import scored_probabilities
from tandem_desk.review.selectors.versions import version_in_force
from tandem_desk.review.services.versions import put_in_force
from tandem_desk.stages.prospecting.facts import LeadFacts, gather
from tandem_desk.stages.prospecting.lessons import TARGET, Lessons, note_outcomes, read_lessons
from tandem_desk.stages.prospecting.scorers import NAME, fitted_in_force, keep_version
from tandem_desk.stages.prospecting.scoring import score_facts, store_scores
from tandem_desk.workspace.models import Workspace

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from tandem.prospecting.lead_scoring import LeadScoring

__all__ = ["RULE", "Retrained", "moves", "retrain"]

RULE = "rule: wins on later leads"
_TIME = "created_at"
_LEAST_LATER = 40
_JUDGED_SHARE = 0.5
_N_MOVED_SHOWN = 20


@dataclass(frozen=True)
class Retrained:
    """What a round of learning came to: the version fitted, if one was, whether it is in force, and why."""

    number: int | None
    in_force: bool
    because: str


def retrain(
    *,
    workspace: Workspace,
    at: datetime,
    seed: int = 0,
    force: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Retrained:
    """Record new outcomes, fit on them, keep the version, and put it in force if it deserves it.

    The first model comes into force as it is; its card says what it is worth. A later one is fitted without the newest
    half of the outcomes decided since the present model's data ended, judged beside the present model on exactly those,
    and takes over only with a lower log loss, by more than one standard error. It is then fitted again on everything.

    Parameters
    ----------
    workspace
        Whose leads.
    at
        Aware instant of now; nothing later is looked at.
    seed
        Of every random choice.
    force
        Fit and judge even where too few new outcomes came in to judge by.
    progress
        Is told in words what is going on.
    """
    progress("gathering leads")
    facts = gather(workspace=workspace)
    if not facts.leads.num_rows:
        return Retrained(None, False, "There are no leads yet.")
    outcomes = facts.outcomes(now=at)
    note_outcomes(workspace, facts, outcomes, at)
    lessons = read_lessons(facts, outcomes, seed=seed)
    present = fitted_in_force(workspace)
    if present is None:
        return _first(workspace, facts, lessons, at=at, seed=seed, progress=progress)
    version, champion = present
    later = (lessons.decided_at > version.data_until).to_numpy()
    if later.sum() < _LEAST_LATER and not force:
        return Retrained(
            None, False, f"Only {later.sum()} outcomes since the present model; {_LEAST_LATER} are needed."
        )
    judged = _newest_half(lessons, later)
    challenger = _fit(_part(lessons, ~judged), seed, progress)
    verdict = _contest(champion, challenger, lessons.rows[judged]) if judged.any() else (False, "No later outcome.")
    final, seconds = _timed(lambda: _fit(lessons, seed, progress))
    card = _card(lessons) | {"contest": verdict[1]}
    kept = keep_version(
        workspace=workspace, scorer=final, card=card, data_until=_until(lessons, at), at=at, seconds=seconds
    )
    if not verdict[0]:
        return Retrained(kept.number, False, verdict[1])
    _put(workspace, facts, kept, final, because=verdict[1], at=at)
    return Retrained(kept.number, True, verdict[1])


def _part(lessons: Lessons, which: "np.ndarray") -> Lessons:
    rows, decided = lessons.rows[which].reset_index(drop=True), lessons.decided_at[which].reset_index(drop=True)
    return Lessons(rows, decided, lessons.rule, lessons.n_outcomes)


def _fit(lessons: Lessons, seed: int, progress: Callable[[str], None]) -> "LeadScoring":
    from tandem.prospecting.lead_scoring import LeadScoring

    dated = lessons.rows[_TIME].notna().all() and len(lessons.rows) > 0
    rows = lessons.rows if dated else lessons.rows.drop(columns=_TIME)
    return LeadScoring.fit_table(
        rows, target=TARGET, time=_TIME if dated else None, seed=seed, positive="1", progress=progress
    )


def _first(
    workspace: Workspace,
    facts: LeadFacts,
    lessons: Lessons,
    *,
    at: datetime,
    seed: int,
    progress: Callable[[str], None],
) -> Retrained:
    scorer, seconds = _timed(lambda: _fit(lessons, seed, progress))
    until = _until(lessons, at)
    kept = keep_version(
        workspace=workspace, scorer=scorer, card=_card(lessons), data_until=until, at=at, seconds=seconds
    )
    before = version_in_force(workspace=workspace, function=NAME)
    opening = "The first model." if before is None else f"Version {before.number} could not be read by this program."
    because = f"{opening} {scorer.card.summary}"
    _put(workspace, facts, kept, scorer, because=because, at=at)
    return Retrained(kept.number, True, because)


def _until(lessons: Lessons, at: datetime) -> datetime:
    newest = lessons.decided_at.max()
    return min(as_utc(newest.to_pydatetime()), as_utc(at)) if newest == newest and newest is not None else as_utc(at)  # noqa: PLR0124  (NaT)


def _card(lessons: Lessons) -> dict[str, Any]:
    days = ", ".join(f"{one:g}" for one in LANDMARK_DAYS)
    how = f"Each lead is looked at once, {days} days after it came in, and only if it was still open then."
    return {"outcome_rule": lessons.rule, "landmarks": how, "n_outcomes": lessons.n_outcomes}


def _newest_half(lessons: Lessons, later: "np.ndarray") -> "np.ndarray":
    import numpy as np

    places = np.flatnonzero(later)
    order = places[np.argsort(lessons.decided_at.iloc[places].to_numpy(), kind="stable")]
    judged = np.zeros(len(later), bool)
    judged[order[int(len(order) * (1 - _JUDGED_SHARE)) :]] = True
    return judged


def _contest(champion: "LeadScoring", challenger: "LeadScoring", rows: "pd.DataFrame") -> tuple[bool, str]:
    import numpy as np

    truth = rows[TARGET].to_numpy(float)
    try:
        old = _losses(champion.score_frame(rows).probability, truth)
    except InputError as error:
        return True, f"The present model cannot read today's leads: {error}"
    gain = old - _losses(challenger.score_frame(rows).probability, truth)
    mean, error_of_mean = float(gain.mean()), float(gain.std() / np.sqrt(len(gain)))
    side = "lower" if mean > 0 else "higher"
    words = f"On {len(gain)} later outcomes its log loss was {abs(mean):.4f} {side} (± {error_of_mean:.4f})"
    wins = mean > error_of_mean
    return wins, f"{words}: {'it takes over' if wins else 'the present model stays'}."


def _losses(probability: "np.ndarray", truth: "np.ndarray") -> "np.ndarray":
    import numpy as np

    safe = np.clip(probability, 1e-6, 1 - 1e-6)
    losses: np.ndarray = -(truth * np.log(safe) + (1 - truth) * np.log(1 - safe))
    return losses


def _put(
    workspace: Workspace, facts: LeadFacts, version: Any, scorer: "LeadScoring", *, because: str, at: datetime
) -> None:
    before = scored_probabilities(workspace=workspace)
    scores = score_facts(facts, scorer, at=at)
    moved = moves(before, scores.ids, scores.probability)
    put_in_force(version=version, rule=RULE, because=because, at=at, reranked=moved)
    store_scores(workspace=workspace, version=version, scores=scores, at=at)


def moves(before: dict[int, float], ids: "np.ndarray", after: "np.ndarray") -> dict[str, Any]:
    """Return who was re-ranked by how much, among leads that both models scored: counts, and the furthest."""
    from tandem.learning.card import rerank

    both = [place for place, one in enumerate(ids) if int(one) in before]
    if not both:
        return {"n_compared": 0, "n_moved": 0, "moved": []}
    moves = rerank([before[int(ids[place])] for place in both], [float(after[place]) for place in both])
    shown = [
        {
            "id": int(ids[both[one.row]]),
            "rank_before": one.rank_before,
            "rank_after": one.rank_after,
            "probability_before": round(one.probability_before, 4),
            "probability_after": round(one.probability_after, 4),
        }
        for one in moves[:_N_MOVED_SHOWN]
    ]
    return {"n_compared": len(both), "n_moved": len(moves), "moved": shown}


def _timed(make: Callable[[], "LeadScoring"]) -> tuple["LeadScoring", float]:
    started = time.perf_counter()
    made = make()
    return made, time.perf_counter() - started
