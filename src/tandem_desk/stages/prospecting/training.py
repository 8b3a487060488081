"""Fits lead scoring on what came of past leads; a challenger takes over only after winning on later ones."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tandem.kernel.errors import InputError
from tandem.kernel.timeline import as_utc
from tandem.prospecting.lead_facts import LANDMARK_DAYS
from tandem_desk.stages.frame.learning import Progress, Ranked, Retrained, judge_losses, learn_round
from tandem_desk.stages.prospecting.facts import LeadFacts, gather
from tandem_desk.stages.prospecting.lessons import TARGET, Lessons, note_outcomes, read_lessons
from tandem_desk.stages.prospecting.scorers import NAME
from tandem_desk.stages.prospecting.scoring import score_facts, store_scores
from tandem_desk.workspace.models import Workspace

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from tandem.prospecting.lead_scoring import LeadScoring

__all__ = ["RULE", "retrain"]

RULE = "rule: wins on later leads"
_TIME = "created_at"
_JUDGED_SHARE = 0.5


def retrain(
    *,
    workspace: Workspace,
    at: datetime,
    seed: int = 0,
    force: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Retrained:
    """Record new outcomes, fit on them, keep the version, and put it in force if it deserves it.

    The challenger is fitted without the newest half of the outcomes decided since the present model's data ended,
    judged beside the present model on exactly those, and takes over only with a lower log loss, by more than one
    standard error.

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
    ready = _LeadRound(workspace, facts, lessons, at, seed)
    return learn_round(
        function=NAME, workspace=workspace, round_of=ready, rule=RULE, at=at, force=force, progress=progress
    )


@dataclass(frozen=True)
class _LeadRound:
    """A round of learning from leads; see :class:`tandem_desk.stages.frame.learning.Round`."""

    workspace: Workspace
    facts: LeadFacts
    lessons: Lessons
    at: datetime
    seed: int

    @property
    def until(self) -> datetime:
        newest, at = self.lessons.decided_at.max(), as_utc(self.at)
        return min(as_utc(newest.to_pydatetime()), at) if newest == newest and newest is not None else at  # noqa: PLR0124  (NaT)

    @property
    def card(self) -> Mapping[str, Any]:
        days = ", ".join(f"{one:g}" for one in LANDMARK_DAYS)
        how = f"Each lead is looked at once, {days} days after it came in, and only if it was still open then."
        return {"outcome_rule": self.lessons.rule, "landmarks": how, "n_outcomes": self.lessons.n_outcomes}

    def n_since(self, moment: datetime) -> int:
        return int(self._since(moment).sum())

    def _since(self, moment: datetime) -> "np.ndarray":
        later: np.ndarray = (self.lessons.decided_at > moment).to_numpy()
        return later

    def fit(self, progress: Progress) -> "LeadScoring":
        return _fit(self.lessons, self.seed, progress)

    def contest(self, champion: "LeadScoring", since: datetime, progress: Progress) -> tuple[bool, str]:
        judged = _newest_half(self.lessons, self._since(since))
        if not judged.any():
            return False, "No later outcome."
        challenger = _fit(_part(self.lessons, ~judged), self.seed, progress)
        return _contest(champion, challenger, self.lessons.rows[judged])

    def score(self, model: "LeadScoring") -> Ranked:
        scores = score_facts(self.facts, model, at=self.at)
        return Ranked(
            scores.ids,
            scores.probability,
            lambda version: store_scores(workspace=self.workspace, version=version, scores=scores, at=self.at),
        )


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


def _newest_half(lessons: Lessons, later: "np.ndarray") -> "np.ndarray":
    import numpy as np

    places = np.flatnonzero(later)
    order = places[np.argsort(lessons.decided_at.iloc[places].to_numpy(), kind="stable")]
    judged = np.zeros(len(later), bool)
    judged[order[int(len(order) * (1 - _JUDGED_SHARE)) :]] = True
    return judged


def _contest(champion: "LeadScoring", challenger: "LeadScoring", rows: "pd.DataFrame") -> tuple[bool, str]:
    truth = rows[TARGET].to_numpy(float)
    try:
        old = _losses(champion.score_frame(rows).probability, truth)
    except InputError as error:
        return True, f"The present model cannot read today's leads: {error}"
    return judge_losses(old, _losses(challenger.score_frame(rows).probability, truth))


def _losses(probability: "np.ndarray", truth: "np.ndarray") -> "np.ndarray":
    import numpy as np

    safe = np.clip(probability, 1e-6, 1 - 1e-6)
    losses: np.ndarray = -(truth * np.log(safe) + (1 - truth) * np.log(1 - safe))
    return losses
