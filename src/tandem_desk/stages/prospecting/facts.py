"""Gathers leads, their changes and their touchpoints from the store, as the library's tables."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tandem.kernel.timeline import as_utc
from tandem.kernel.vocabulary import SubjectKind
from tandem.prospecting.lead_facts import Outcomes, facts_at, is_closed_status, read_outcomes
from tandem_desk.records.selectors.kinds import kind_number
from tandem_desk.records.services.snapshots.readers import open_reader
from tandem_desk.stages.frame.tables import read_about, read_changes, read_table
from tandem_desk.workspace.models import Workspace

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

__all__ = ["LeadFacts", "gather", "with_columns"]

_CHANGE_COLUMNS = ("id", "subject_id", "field", "old", "new", "valid_from")
_TOUCHPOINT_COLUMNS = ("lead", "kind", "direction", "occurred_at", "human_probability")


@dataclass(frozen=True)
class LeadFacts:
    """Leads with all that is known of them.

    Attributes:
        leads: not deleted, in order of id.
        changes: of leads.
        touchpoints: with leads.
    """

    leads: "pa.Table"
    changes: "pa.Table"
    touchpoints: "pa.Table"

    def outcomes(self, *, now: datetime) -> Outcomes:
        """Return what came of each lead."""
        import pandas as pd

        return read_outcomes(self.leads, self.changes, now=pd.Timestamp(as_utc(now)))

    def at(self, moments: "pd.Series") -> "pd.DataFrame":
        """Return a row of facts for each lead, as true at its own moment."""
        return facts_at(self.leads, self.changes, self.touchpoints, moments=moments)

    def rows(self, which: "pa.Array") -> "LeadFacts":
        """Return some of the leads, by a boolean for each; what hangs on the others does no harm."""
        return LeadFacts(self.leads.filter(which), self.changes, self.touchpoints)

    def still_workable(self) -> "np.ndarray":
        """Return which leads nobody closed in words: not converted, and no status that says so; shape (n_leads,)."""
        frame = self.leads.select(["is_converted", "converted_at", "status"]).to_pandas()
        closed = frame["status"].fillna("").map(is_closed_status).astype(bool)
        converted = frame["is_converted"].fillna(False).astype(bool) | frame["converted_at"].notna()
        workable: np.ndarray = (~closed & ~converted).to_numpy()
        return workable


def gather(*, workspace: Workspace, ids: Collection[int] | None = None) -> LeadFacts:
    """Return the facts about all leads of a workspace, or about some."""
    number = kind_number(SubjectKind.LEAD)
    with open_reader(workspace.pk) as reader:
        return LeadFacts(
            leads=read_table(reader, "leads", ids),
            changes=read_changes(reader, "lead", number, ids, _CHANGE_COLUMNS),
            touchpoints=read_about(reader, "touchpoints", "lead", ids, columns=_TOUCHPOINT_COLUMNS),
        )


def with_columns(rows: "pd.DataFrame", columns: tuple[str, ...]) -> "pd.DataFrame":
    """Add, empty, the custom columns that none of these leads fills: a column exists only where some lead has it."""
    missing = [one for one in columns if one.startswith("custom.") and one not in rows.columns]
    return rows.assign(**dict.fromkeys(missing)) if missing else rows
