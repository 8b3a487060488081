"""The model card of deal odds: what it learned from, what it kept out, and how it did on the past."""

from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
import pandas as pd

from tandem.closing.deal_odds.parameters import DealOddsParams
from tandem.learning.card import ColumnNote, ModelCard
from tandem.learning.features import ColumnPlan, Kind, TableReader, read_text
from tandem.learning.hazards.verdicts import judge
from tandem.learning.leakage import Leak
from tandem.learning.measures import calibration_table, measure_all

__all__ = ["FUNCTION", "FUNCTION_VERSION", "Judged", "write_card"]

FUNCTION = "closing/deal_odds"
FUNCTION_VERSION = "1"


@dataclass(frozen=True)
class Judged:
    """What was said of held-out rows, by the model and by each rule.

    Attributes:
        truth: code of what came, shape (n_rows,); 0 is won.
        said: by each, shape (n_rows, n_classes): the model under the function's name, then the rules.
        how: how rows were held out, in words.
    """

    truth: np.ndarray
    said: dict[str, np.ndarray]
    how: str

    @classmethod
    def nothing(cls) -> "Judged":
        """Where nothing could be held out."""
        return cls(np.empty(0, dtype=int), {}, "too few outcomes to hold any out")

    def losses(self, who: str) -> np.ndarray:
        """Return the negative log-likelihood of each row."""
        if who not in self.said:
            return np.empty(0)
        found: np.ndarray = -np.log(np.clip(self.said[who][np.arange(len(self.truth)), self.truth], 1e-6, 1.0))
        return found

    def measures(self) -> tuple[tuple[str, str, float], ...]:
        """Return (who, measure, value): log loss and Brier score over all ways to end, and those of winning alone."""
        rows: list[tuple[str, str, float]] = []
        won = (self.truth == 0).astype(float)
        for who, said in self.said.items():
            happened = self.truth[:, None] == np.arange(said.shape[1])
            rows += [
                (who, "multiclass_log_loss", float(self.losses(who).mean())),
                (who, "multiclass_brier", float(((said - happened) ** 2).sum(axis=1).mean())),
            ]
            rows += [(who, f"won_{name}", value) for name, value in measure_all(won, said[:, 0]).items()]
        return tuple(rows)


def write_card(
    *,
    table: pd.DataFrame,
    whole: TableReader,
    cause: np.ndarray,
    n_unknown: int,
    judged: Judged,
    target: str,
    positive: str,
    note: str,
    time: str,
    window: tuple[str, str],
    leaks: tuple[Leak, ...],
    seed: int,
    parameters: DealOddsParams,
) -> ModelCard:
    """Return the card of odds just fitted; `cause` holds how each ended deal ended, 1 won, 2 no decision, 3 lost."""
    n, n_won = len(cause), int((cause == 1).sum())
    rules = {name: judged.losses(name) for name in judged.said if name != FUNCTION}
    verdict, summary = judge(
        n=n, n_events=n_won, ours=judged.losses(FUNCTION), rules=rules, base="base rate", what="deals",
        measure="log loss",
    )  # fmt: skip
    said = judged.said.get(FUNCTION)
    calibration = calibration_table((judged.truth == 0).astype(float), said[:, 0]) if said is not None else []
    undecided = int((cause == 2).sum())
    return ModelCard(
        function=FUNCTION,
        function_version=FUNCTION_VERSION,
        verdict=verdict,
        summary=summary,
        target=target,
        positive=positive,
        outcome_note=f"{note} Of {n:,} that ended, {n_won:,} were won and {undecided:,} ended without a decision",
        n=n,
        n_positive=n_won,
        n_unknown=n_unknown,
        time=time,
        window=window,
        validation=judged.how,
        columns=_notes(table, whole, leaks),
        leaks=leaks,
        measures=judged.measures(),
        calibration=tuple(calibration),
        weak_segments=(),
        interval_level=0.8,
        seed=seed,
        versions=tuple((name, version(name)) for name in ("lightgbm", "numpy", "pandas", "scikit-learn")),
        parameters=parameters.as_pairs(),
    )


def _notes(table: pd.DataFrame, whole: TableReader, leaks: tuple[Leak, ...]) -> tuple[ColumnNote, ...]:
    out = {leak.column: leak for leak in leaks if leak.is_out}
    return tuple(
        ColumnNote(
            plan.name,
            plan.is_used and plan.name not in out and plan.kind is not Kind.TEXT,
            plan.kind.value,
            _why(plan, out.get(plan.name)),
            float(read_text(table[plan.name]).isna().mean()) if len(table) else 0.0,
        )
        for plan in whole.plans
    )


def _why(plan: ColumnPlan, leak: Leak | None) -> str:
    if leak is not None:
        return f"kept out as a leak: {leak.evidence[0]}"
    return f"{plan.why}, which this function does not read" if plan.kind is Kind.TEXT else plan.why
