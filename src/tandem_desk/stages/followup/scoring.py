"""Scores running contracts once a night; a score stays as it was on its day until the next night."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tandem.kernel.money import Money
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.selectors.subjects import typical_contract_amount
from tandem_desk.records.services.scores import clear_older
from tandem_desk.records.services.scores import store_scores as write_scores
from tandem_desk.stages.followup.facts import gather
from tandem_desk.stages.frame.kept import model_in_force
from tandem_desk.workspace.models import Workspace

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from tandem.followup.churn import Churn, ContractHistory

__all__ = ["NAME", "ContractScores", "score_all", "score_history", "store_scores"]

NAME = "followup/churn"


@dataclass(frozen=True)
class ContractScores:
    """Risks of running contracts as of a history's moment; arrays of shape (n,).

    Attributes:
        ids: of each chain's last term.
        facts: what is known of each, one row for each id.
        probability, low, high: of leaving within the horizon, in [0, 1].
        treatability: share of the risk that lies in what one can act on, in [0, 1].
        values: what each is worth a year in the workspace's currency, a typical contract's amount where its own is not
            known; `None` where no amount is known at all, so that all count alike.
        abstained: whether the model cannot tell customers apart.
    """

    ids: "np.ndarray"
    facts: "pd.DataFrame"
    probability: "np.ndarray"
    low: "np.ndarray"
    high: "np.ndarray"
    treatability: "np.ndarray"
    values: list[Money] | None
    abstained: bool

    @property
    def stake(self) -> "np.ndarray":
        """Risk times yearly value times treatability: what acting can be worth."""
        import numpy as np

        worth = np.ones(len(self.ids)) if self.values is None else np.array([float(one.amount) for one in self.values])
        stake: np.ndarray = self.probability * worth * self.treatability
        return stake


def score_history(workspace: Workspace, history: "ContractHistory", churn: "Churn") -> ContractScores:
    """Score every contract that is running at the history's moment."""
    import numpy as np

    chains = history.active_now()
    ids = history.chains["id"].to_numpy(np.int64)[chains]
    facts = history.facts_now(chains)
    said = churn.run(facts)
    point, low, high, share = (said[name].to_numpy(float) for name in ("probability", "low", "high", "treatability"))
    return ContractScores(
        ids, facts, point, low, high, share, _values(workspace, history, facts, chains), churn.abstains
    )


def _values(
    workspace: Workspace, history: "ContractHistory", facts: "pd.DataFrame", chains: "np.ndarray"
) -> list[Money] | None:
    import numpy as np

    typical = typical_contract_amount(workspace=workspace)
    if typical is None:
        return None
    own = history.contracts.set_index("id")["currency"].fillna(workspace.currency)
    currency = own.reindex(history.chains["id"].to_numpy()[chains]).to_numpy(object)
    amounts = facts["amount_per_year"].to_numpy(float)
    known = np.isfinite(amounts) & (amounts >= 0) & (currency == workspace.currency)
    return [
        Money(Decimal(repr(float(amount))).quantize(Decimal("0.01")) if is_known else typical, workspace.currency)
        for amount, is_known in zip(amounts, known, strict=True)
    ]


def store_scores(*, workspace: Workspace, version: Any, scores: ContractScores, at: datetime) -> int:
    """Store risks on their contracts. One that ended keeps what was said of it, and leaves the queue.

    Where the model abstains, the interval alone is stored, as no customer is ranked by it.
    """
    nothing: list[float | None] = [None] * len(scores.ids)
    abstained = scores.abstained
    n_met = write_scores(
        kind=SubjectKind.CONTRACT,
        workspace=workspace,
        ids=scores.ids.tolist(),
        figures={
            "probability": nothing if abstained else scores.probability.tolist(),
            "low": scores.low.tolist(),
            "high": scores.high.tolist(),
            "treatability": nothing if abstained else scores.treatability.tolist(),
            "stake": nothing if abstained else scores.stake.tolist(),
        },
        scored_at=at,
        version=version.number,
    )
    clear_older(kind=SubjectKind.CONTRACT, workspace=workspace, figure="stake", than=at)
    return n_met


def score_all(*, workspace: Workspace, at: datetime) -> ContractScores | None:
    """Score every running contract with the version in force; `None` before the first fit."""
    present = model_in_force(workspace, NAME)
    if present is None:
        return None
    version, churn = present
    scores = score_history(workspace, gather(workspace=workspace).history(at), churn)
    store_scores(workspace=workspace, version=version, scores=scores, at=at)
    return scores
