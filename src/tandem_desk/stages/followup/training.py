"""Fits churn on past contracts month by month; a challenger takes over only after winning on later outcomes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from datetime import time as clock_time
from typing import TYPE_CHECKING, Any

from tandem.kernel.errors import InputError
from tandem.kernel.timeline import as_utc
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.review.services.judging import Known, record_outcomes
from tandem_desk.stages.followup.facts import ContractFacts, gather
from tandem_desk.stages.followup.scoring import NAME, score_history, store_scores
from tandem_desk.stages.frame.learning import Progress, Ranked, Retrained, judge_losses, learn_round
from tandem_desk.workspace.models import Workspace

if TYPE_CHECKING:
    import numpy as np

    from tandem.followup.churn import Churn, ContractHistory

__all__ = ["OUTCOME", "RULE", "note_outcomes", "retrain"]

OUTCOME = "left"
RULE = "rule: wins on later contracts"
_DAY = 86_400


def retrain(
    *,
    workspace: Workspace,
    at: datetime,
    seed: int = 0,
    force: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Retrained:
    """Record new outcomes, fit on all contracts month by month, and put the model in force if it deserves it.

    The challenger is fitted as of a day after which half of the newest outcomes fell; both models then say which of the
    contracts running on that day are cancelled by now, and log loss decides.

    Parameters
    ----------
    workspace
        Whose contracts.
    at
        Aware instant of now; nothing later is looked at.
    seed
        Of every random choice.
    force
        Fit and judge even where too few new outcomes came in to judge by.
    progress
        Is told in words what is going on.
    """
    progress("gathering contracts")
    facts = gather(workspace=workspace)
    if not len(facts.contracts):
        return Retrained(None, False, "There are no contracts yet.")
    note_outcomes(workspace, facts, at)
    ready = _ContractRound(workspace, facts, facts.history(at), as_utc(at), seed)
    return learn_round(
        function=NAME, workspace=workspace, round_of=ready, rule=RULE, at=at, force=force, progress=progress
    )


def note_outcomes(workspace: Workspace, facts: ContractFacts, at: datetime) -> int:
    """Note which terms were cancelled and which were seen through; return how many are news."""
    return record_outcomes(
        workspace=workspace,
        subject_kind=SubjectKind.CONTRACT,
        kind=OUTCOME,
        known=_known(facts, as_utc(at)),
        recorded_at=at,
        source="contract records",
    )


def _known(facts: ContractFacts, at: datetime) -> Iterator[Known]:
    import pandas as pd

    columns = ("id", "cancelled_on", "ends_on")
    for pk, cancelled, ends in facts.contracts[list(columns)].itertuples(index=False):
        left = not pd.isna(cancelled)
        on = cancelled if left else ends
        if pd.isna(on):
            continue
        moment = datetime.combine(on, clock_time(), UTC)
        if moment <= at:
            yield Known(int(pk), float(left), moment)


@dataclass(frozen=True)
class _ContractRound:
    """A round of learning from contracts; see :class:`tandem_desk.stages.frame.learning.Round`."""

    workspace: Workspace
    facts: ContractFacts
    history: "ContractHistory"
    at: datetime
    seed: int

    @property
    def until(self) -> datetime:
        return self.at

    @property
    def card(self) -> Mapping[str, Any]:
        return {}

    def n_since(self, moment: datetime) -> int:
        return len(self._ended_since(moment))

    def _ended_since(self, moment: datetime) -> "np.ndarray":
        ended = self.history.chains["ended"].to_numpy(float)
        later: np.ndarray = ended[ended > moment.timestamp() / _DAY]
        return later

    def fit(self, progress: Progress) -> "Churn":
        return _fit(self.history, self.seed, progress)

    def contest(self, champion: "Churn", since: datetime, progress: Progress) -> tuple[bool, str]:
        import numpy as np

        ended = self._ended_since(since)
        if not len(ended):
            return False, "No later outcome."
        past = self.facts.history(datetime.fromtimestamp(float(np.median(ended)) * _DAY, UTC))
        if not len(past.active_now()):
            return False, "No contract was running on the day to judge from."
        challenger = _fit(past, self.seed, progress)
        try:
            old = _losses(champion, past, self.history)
        except InputError as error:
            return True, f"The present model cannot read today's contracts: {error}"
        return judge_losses(old, _losses(challenger, past, self.history))

    def score(self, model: "Churn") -> Ranked:
        scores = score_history(self.workspace, self.history, model)
        return Ranked(
            scores.ids,
            scores.probability,
            lambda version: store_scores(workspace=self.workspace, version=version, scores=scores, at=self.at),
        )


def _fit(history: "ContractHistory", seed: int, progress: Progress) -> "Churn":
    from tandem.followup.churn import Churn

    return Churn.fit_contracts(history, seed=seed, progress=progress)


def _losses(churn: "Churn", past: "ContractHistory", present: "ContractHistory") -> "np.ndarray":
    """Return the log loss of each contract running in the past, by whether it is cancelled in the present."""
    import numpy as np

    from tandem.followup.churn.tenure import MONTH_DAYS

    chains = past.active_now()
    key = ["owner", "line", "start"]
    ended = (
        present.chains.drop_duplicates(key).set_index(key)["ended"].reindex(_index(past, chains, key)).to_numpy(float)
    )
    months = max((present.until_day - past.until_day) / MONTH_DAYS, 1.0)
    facts = past.facts_now(chains)
    risk = churn.curves(facts, int(np.ceil(months))).at(months).probability[:, 0, 0]
    safe, gone = np.clip(risk, 1e-6, 1 - 1e-6), np.isfinite(ended)
    losses: np.ndarray = -np.where(gone, np.log(safe), np.log(1 - safe))
    return losses


def _index(past: "ContractHistory", chains: "np.ndarray", key: list[str]) -> Any:
    import pandas as pd

    return pd.MultiIndex.from_frame(past.chains.iloc[chains][key])
