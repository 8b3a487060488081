"""Gathers leads, their changes and their touchpoints from the store, as the library's tables."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tandem.kernel.timeline import as_utc
from tandem.prospecting.lead_facts import Outcomes, facts_at, is_closed_status, read_outcomes
from tandem.tables.schema import table
from tandem.tables.stored import arrow_schema
from tandem_desk.records.services.snapshots.readers import Reader, open_reader
from tandem_desk.touchpoints.tasks import SOURCES
from tandem_desk.workspace.models import Workspace

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

__all__ = ["LeadFacts", "gather", "with_columns"]

_SOURCE = {source.name: source for source in SOURCES}
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
    with open_reader(workspace.pk) as reader:
        leads = _whole(reader.rows(_SOURCE["leads"], ids=ids), "leads")
        return LeadFacts(leads=_live(leads), changes=_changes(reader, ids), touchpoints=_touchpoints(reader, ids))


def with_columns(rows: "pd.DataFrame", columns: tuple[str, ...]) -> "pd.DataFrame":
    """Add, empty, the custom columns that none of these leads fills: a column exists only where some lead has it."""
    missing = [one for one in columns if one.startswith("custom.") and one not in rows.columns]
    return rows.assign(**dict.fromkeys(missing)) if missing else rows


def _live(leads: "pa.Table") -> "pa.Table":
    import pyarrow.compute as pc

    return leads.filter(pc.is_null(leads["deleted_at"])).sort_by("id")


def _changes(reader: Reader, ids: Collection[int] | None) -> "pa.Table":
    import pyarrow.compute as pc

    only = None
    if ids is not None:
        only = reader.matching(_SOURCE["changes"], f"record_kind = 3 AND record_id IN ({_listed(ids)})")
    batches = _rows(reader, "changes", only)
    return _whole(
        (one.filter(pc.equal(one["subject_kind"], "lead")).select(_CHANGE_COLUMNS) for one in batches),
        "changes",
        _CHANGE_COLUMNS,
    )


def _touchpoints(reader: Reader, ids: Collection[int] | None) -> "pa.Table":
    import pyarrow.compute as pc

    only = reader.matching(_SOURCE["touchpoints"], f"lead_id IN ({_listed(ids)})") if ids is not None else None
    batches = _rows(reader, "touchpoints", only)
    return _whole(
        (one.filter(pc.is_valid(one["lead"])).select(_TOUCHPOINT_COLUMNS) for one in batches),
        "touchpoints",
        _TOUCHPOINT_COLUMNS,
    )


def _rows(reader: Reader, name: str, only: set[int] | None) -> Iterator["pa.RecordBatch"]:
    # PostgreSQL takes no empty list.
    return reader.rows(_SOURCE[name], ids=only) if only is None or only else iter(())


def _listed(ids: Collection[int]) -> str:
    return ", ".join(str(int(one)) for one in ids) or "NULL"


def _whole(batches: Iterator["pa.RecordBatch"], name: str, columns: tuple[str, ...] = ()) -> "pa.Table":
    import pyarrow as pa

    schema = arrow_schema(table(name))
    if columns:
        schema = pa.schema([schema.field(column) for column in columns])
    return pa.Table.from_batches(list(batches), schema)
