"""Fits deal odds on past deals week by week; a challenger takes over only after winning on later outcomes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tandem.kernel.errors import InputError
from tandem.kernel.timeline import as_utc
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.review.services.judging import Known, record_outcomes
from tandem_desk.stages.closing.facts import DealFacts, gather, learned_from
from tandem_desk.stages.closing.scoring import NAME, score_history, store_scores
from tandem_desk.stages.frame.learning import Progress, Ranked, Retrained, judge_losses, learn_round
from tandem_desk.workspace.models import Workspace

if TYPE_CHECKING:
    import numpy as np

    from tandem.closing.deal_odds import DealHistory, DealOdds

__all__ = ["OUTCOME", "RULE", "note_outcomes", "retrain"]

OUTCOME = "won"
RULE = "rule: wins on later deals"
_WEEK = 7 * 86_400
_WON = 1


def retrain(
    *,
    workspace: Workspace,
    at: datetime,
    seed: int = 0,
    force: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Retrained:
    """Record new outcomes, fit on all deals as they were known week by week, and put the model in force if it deserves.

    The challenger is fitted as of a day after which half of the newest outcomes fell. Both models then say what becomes
    of the deals open on that day; what did become of them by now decides, by log loss over all ways to end.

    Parameters
    ----------
    workspace
        Whose deals.
    at
        Aware instant of now; nothing later is looked at.
    seed
        Of every random choice.
    force
        Fit and judge even where too few new outcomes came in to judge by.
    progress
        Is told in words what is going on.
    """
    progress("gathering deals")
    facts = gather(workspace=workspace)
    if not len(facts.deals):
        return Retrained(None, False, "There are no deals yet.")
    history = facts.history(at)
    note_outcomes(workspace, history, at)
    ready = _DealRound(workspace, facts, history, as_utc(at), seed)
    return learn_round(
        function=NAME, workspace=workspace, round_of=ready, rule=RULE, at=at, force=force, progress=progress
    )


def note_outcomes(workspace: Workspace, history: "DealHistory", at: datetime) -> int:
    """Note in the ledger what came of deals; return how many are news. One that merely stands still has no outcome."""
    endings, ids = history.endings, history.deals["id"].to_numpy()
    known = [
        Known(int(pk), float(cause == _WON), datetime.fromtimestamp(int(ended), UTC))
        for pk, cause, ended, dead in zip(ids, endings.cause, endings.ended, endings.is_dead, strict=True)
        if cause > 0 and not dead and ended > 0
    ]
    return record_outcomes(
        workspace=workspace,
        subject_kind=SubjectKind.OPPORTUNITY,
        kind=OUTCOME,
        known=known,
        recorded_at=at,
        source="deal records",
    )


@dataclass(frozen=True)
class _DealRound:
    """A round of learning from deals; see :class:`tandem_desk.stages.frame.learning.Round`."""

    workspace: Workspace
    facts: DealFacts
    history: "DealHistory"
    at: datetime
    seed: int

    @property
    def until(self) -> datetime:
        return self.at

    @property
    def card(self) -> Mapping[str, Any]:
        return learned_from(self.history)

    def n_since(self, moment: datetime) -> int:
        return len(self._ended_since(moment))

    def _ended_since(self, moment: datetime) -> "np.ndarray":
        endings = self.history.endings
        ended: np.ndarray = endings.ended[(endings.cause > 0) & (endings.ended > moment.timestamp())]
        return ended

    def fit(self, progress: Progress) -> "DealOdds":
        return _fit(self.history, self.seed, progress)

    def contest(self, champion: "DealOdds", since: datetime, progress: Progress) -> tuple[bool, str]:
        import numpy as np

        ended = self._ended_since(since)
        if not len(ended):
            return False, "No later outcome."
        past = self.facts.history(datetime.fromtimestamp(int(np.median(ended)), UTC))
        if not len(past.open_now()):
            return False, "No deal was open on the day to judge from."
        challenger = _fit(past, self.seed, progress)
        try:
            old = _losses(champion, past, self.history)
        except InputError as error:
            return True, f"The present model cannot read today's deals: {error}"
        return judge_losses(old, _losses(challenger, past, self.history))

    def score(self, model: "DealOdds") -> Ranked:
        scores = score_history(self.history, model)
        return Ranked(
            scores.ids,
            scores.probability,
            lambda version: store_scores(workspace=self.workspace, version=version, scores=scores, at=self.at),
        )


def _fit(history: "DealHistory", seed: int, progress: Progress) -> "DealOdds":
    from tandem.closing.deal_odds import DealOdds

    return DealOdds.fit_history(history, seed=seed, progress=progress)


def _losses(odds: "DealOdds", past: "DealHistory", present: "DealHistory") -> "np.ndarray":
    """Return the log loss of each deal open in the past, by what had become of it in the present."""
    import numpy as np

    rows, endings = past.open_now(), present.endings
    cause = np.where(endings.ended[rows] <= present.until_second, endings.cause[rows], 0)
    weeks = max((present.until_second - past.until_second) / _WEEK, 1.0)
    said = odds.curves(past.facts_now(rows), int(np.ceil(weeks))).at(weeks).probability[:, :, 0]
    # The curves' last share is that of still being open.
    came = np.where(cause > 0, cause - 1, said.shape[1] - 1)
    losses: np.ndarray = -np.log(np.clip(said[np.arange(len(rows)), came], 1e-6, 1.0))
    return losses
