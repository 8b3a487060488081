"""Rows whose record lives on under another id, or is deleted in its source: they create nothing and end what stands."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from tandem.tables.files import RawBatch, SourceTable
from tandem.tables.schema import ColumnType
from tandem.tables.values import parse_flag
from tandem_desk.records.models import ImportRun, ImportTable
from tandem_desk.records.selectors.kinds import kind_number
from tandem_desk.records.services.importing.context import TableContext
from tandem_desk.records.services.importing.dating import gone_at, last_modified
from tandem_desk.records.services.importing.duplicates import Merged
from tandem_desk.records.services.importing.identity import external_ids, normal_id
from tandem_desk.records.services.importing.plans import TablePlan, plan_of
from tandem_desk.records.services.importing.preparing import BadCell
from tandem_desk.records.services.importing.statements import fetch_by, update_rows
from tandem_desk.records.services.importing.storage import selectable
from tandem_desk.records.services.importing.upserting import add_change_rows, history_text

__all__ = ["Gone", "merged_aliases", "without_gone"]


@dataclass
class Gone:
    """A batch without the rows whose record is gone.

    Attributes:
        batch, external, other: what is left of it.
        report: why each other row created nothing.
        ended: external ids of the records that are gone.
        moments: when each of these was last modified in the source, in stored form; `None` where it does not say.
    """

    batch: RawBatch
    external: list[str]
    other: list[str]
    report: list[BadCell] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    moments: list[Any] = field(default_factory=list)

    def apply(self, context: TableContext) -> None:
        """Delete, softly, the records that stand under these ids; call it inside the transaction of the batch.

        A deletion is the last modification of a row: it holds from then on, unless more is known of the record since.
        """
        if not self.ended or context.plan.table.kind is None:
            return
        rows = fetch_by(
            context.model, "external_id", self.ended, ("id", "external_id", selectable("updated_at")),
            workspace_id=context.run.workspace_id, source_system=context.plan.system, deleted_at=None,
        )  # fmt: skip
        at, said = context.stored_at, dict(zip(self.ended, self.moments, strict=True))
        ends = [(gone_at(said.get(external), updated, at), pk) for pk, external, updated in rows]
        update_rows(context.model, ("deleted_at",), ends)
        kind = kind_number(context.plan.table.kind)
        add_change_rows(
            context,
            [
                (kind, pk, "deleted_at", None, history_text(end, ColumnType.MOMENT), end, at, context.source, False)
                for end, pk in ends
            ],
        )


def without_gone(merged: Merged, plan: TablePlan) -> Gone:
    """Return the batch without rows that say they are deleted or merged into another record."""
    batch, special = merged.batch, plan.special
    into, flag = special.get("merged_into", ""), special.get("gone", "")
    if not batch.n_rows or not (into in batch.headers or flag in batch.headers):
        return Gone(batch, merged.external, merged.other)
    targets = batch.column(into).to_pylist() if into in batch.headers else [""] * batch.n_rows
    flags = batch.column(flag).to_pylist() if flag in batch.headers else [""] * batch.n_rows
    keep = np.ones(batch.n_rows, dtype=bool)
    gone = Gone(batch, merged.external, merged.other)
    moments = last_modified(batch, plan)
    for place, (target, said) in enumerate(zip(targets, flags, strict=True)):
        reason = f"its record was merged into {target.strip()}" if target.strip() else ""
        reason = reason or ("its record is deleted in the source" if parse_flag(said) is True else "")
        if reason:
            keep[place] = False
            gone.ended.append(merged.external[place])
            gone.moments.append(moments[place])
            raw = " | ".join(column[place].as_py() for column in batch.columns)[:2_000]
            gone.report.append(BadCell(int(batch.row_numbers[place]), into or flag, reason, raw, row_was_taken=False))
    if keep.all():
        return gone
    kept = np.flatnonzero(keep).tolist()
    columns = tuple(column.filter(pa.array(keep)) for column in batch.columns)
    gone.batch = RawBatch(batch.headers, batch.row_numbers[keep], columns, batch.bad_rows)
    gone.external = [merged.external[place] for place in kept]
    gone.other = [merged.other[place] for place in kept]
    return gone


def merged_aliases(run: ImportRun, pairs: Sequence[tuple[ImportTable, SourceTable]]) -> dict[str, str]:
    """Return, for every id that was merged away in the source, the id its record lives on under."""
    aliases: dict[str, str] = {}
    for table, source in pairs:
        plan = plan_of(table, run)
        into, merged_from = plan.special.get("merged_into", ""), plan.special.get("merged_from", "")
        if not into and not merged_from:
            continue
        for batch in source.iter_batches():
            own = external_ids(batch, plan)
            if into in batch.headers:
                targets = batch.column(into).to_pylist()
                aliases |= {
                    one: normal_id(to.strip(), plan.system)
                    for one, to in zip(own, targets, strict=True)
                    if one and to.strip()
                }
            if merged_from in batch.headers:
                for one, cell in zip(own, batch.column(merged_from).to_pylist(), strict=True):
                    # HubSpot writes "id:moment;id:moment"; only the ids count.
                    aliases |= {part.split(":")[0].strip(): one for part in cell.split(";") if part.strip() and one}
    return {one: _last(one, aliases) for one in aliases}


def _last(one: str, aliases: dict[str, str]) -> str:
    seen = {one}
    while (after := aliases.get(one)) is not None and after not in seen:
        seen.add(after)
        one = after
    return one
