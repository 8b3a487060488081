"""Presence: which rows were there, and known, at a moment."""

from typing import TYPE_CHECKING

from tandem.tables import schema
from tandem.tables.moments.unwinding import Moment

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["present"]


def present(rows: "ir.Table", table: schema.Table, moment: Moment) -> "ir.Table":
    """Keep the rows that had begun by `as_of` and were known by `known_by`.

    A touchpoint begins when it occurred, a change when it became true, anything else when its source created it, or
    when it was recorded if that is not told or came first. A record deleted by the moment is absent, one
    restored by then is there: `deleted_at` must have been unwound before.
    """
    kept = rows.filter((rows.recorded_at <= moment.known_by) | rows.recorded_at.isnull())
    if table.name in ("touchpoints", "changes"):
        began = kept.occurred_at if table.name == "touchpoints" else kept.valid_from
        return kept.filter(began <= moment.as_of)
    began = kept.recorded_at
    if "created_at" in table.column_names:
        import ibis

        began = ibis.least(kept.created_at.fill_null(kept.recorded_at), kept.recorded_at.fill_null(kept.created_at))
    kept = kept.filter((began <= moment.as_of) | began.isnull())
    if table.kind is not None:
        kept = kept.filter(kept.deleted_at.isnull() | (kept.deleted_at > moment.as_of))
    return kept
