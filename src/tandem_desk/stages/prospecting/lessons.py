"""What past leads teach: each as it was known at its landmark, with what came of it; and the ledger's note of that."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tandem.kernel.vocabulary import SubjectKind
from tandem.prospecting.lead_facts import Outcomes, landmarks
from tandem_desk.review.services.judging import Known, record_outcomes
from tandem_desk.stages.prospecting.facts import LeadFacts
from tandem_desk.workspace.models import Workspace

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OUTCOME", "TARGET", "Lessons", "note_outcomes", "read_lessons"]

OUTCOME = "converted"
TARGET = "converted"


@dataclass(frozen=True)
class Lessons:
    """Rows to learn from.

    Attributes:
        rows: facts and the outcome, one row for each lead.
        decided_at: when each outcome became true.
        rule: how "closed without" was told.
        n_outcomes: known outcomes among all leads, those without a landmark included.
    """

    rows: "pd.DataFrame"
    decided_at: "pd.Series"
    rule: str
    n_outcomes: int


def read_lessons(facts: LeadFacts, outcomes: Outcomes, *, seed: int, n_outcomes: int | None = None) -> Lessons:
    """Return what leads with a known outcome teach; `n_outcomes` where these are some of more leads."""
    import numpy as np
    import pyarrow as pa

    created, ids = facts.leads["created_at"].to_pandas(), facts.leads["id"].to_numpy()
    n_known = int(np.isfinite(outcomes.happened).sum()) if n_outcomes is None else n_outcomes
    moments = landmarks(ids, created, outcomes, seed=seed, n_known=n_known)
    usable = np.isfinite(outcomes.happened) & (moments.notna() | created.isna()).to_numpy()
    rows = facts.rows(pa.array(usable)).at(moments[usable].reset_index(drop=True))
    rows[TARGET] = outcomes.happened[usable].astype(int)
    decided = outcomes.decided_at[usable].reset_index(drop=True)
    return Lessons(rows.drop(columns="id"), decided, outcomes.rule, n_known)


def note_outcomes(workspace: Workspace, facts: LeadFacts, outcomes: Outcomes, at: datetime) -> int:
    """Note in the ledger what came of leads; return how many are news."""
    import numpy as np

    ids = facts.leads["id"].to_pylist()
    created = facts.leads["created_at"].to_pylist()
    decided = [
        None if missing else one for one, missing in zip(outcomes.decided_at, outcomes.decided_at.isna(), strict=True)
    ]
    known = [
        Known(pk, float(value), moment.to_pydatetime() if moment is not None else (born or at))
        for pk, value, moment, born in zip(ids, outcomes.happened, decided, created, strict=True)
        if np.isfinite(value) and (moment is not None or born is not None)
    ]
    return record_outcomes(
        workspace=workspace,
        subject_kind=SubjectKind.LEAD,
        kind=OUTCOME,
        known=known,
        recorded_at=at,
        source="lead records",
    )
