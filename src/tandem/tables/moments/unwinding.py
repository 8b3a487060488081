"""Unwinding: which earlier value each changed field had at a moment, set by set, for any number of records at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tandem.kernel import timeline

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["Moment", "earlier_values"]

# What a change tells about the value at the moment; the lowest number known of a field wins (see `value_as_of`).
_LAST_BEFORE, _FIRST_AFTER, _LAST_SHOWN, _FIRST_UNSEEN, _REBUILT_BEFORE, _REBUILT_AFTER = range(6)


@dataclass(frozen=True)
class Moment:
    """What is asked: the state at `as_of`, by what was known at `known_by`; both aware UTC instants."""

    as_of: datetime
    known_by: datetime

    @classmethod
    def of(cls, as_of: datetime, known_by: datetime | None = None) -> "Moment":
        """Return the moment in UTC; without `known_by`, what was known at `as_of` itself."""
        return cls(timeline.as_utc(as_of), timeline.as_utc(known_by if known_by is not None else as_of))


def earlier_values(changes: "ir.Table", moment: Moment) -> "ir.Table":
    """Return the fields whose value at the moment differs in origin from the present row.

    Parameters
    ----------
    changes
        Columns `id`, `subject_id`, `field`, `old`, `new`, `valid_from`, `recorded_at`, `reconstructed`; of one kind of
        record. Equal times are ordered by `recorded_at`, then `id`.
    moment
        What is asked.

    Returns
    -------
    Table expression with `subject_id`, `field`, `value` (canonical text, null for empty): one row for each field of
    each record that has to be taken from its history. A field that is not in it had its present value.

    References
    ----------
    `tandem.kernel.timeline.value_as_of` is the same rule for one field of one record.
    """
    import ibis

    known = changes.recorded_at <= moment.known_by
    before = changes.valid_from <= moment.as_of
    whole = ibis.window(group_by=[changes.subject_id, changes.field])
    placed = changes.mutate(
        is_known=known,
        is_before=before,
        is_rebuilt=changes.reconstructed.fill_null(False),
        n_after=(known & ~before).cast("int64").sum().over(whole),
        n_unknown=(~known).cast("int64").sum().over(whole),
    )
    # Where nothing was recorded or took effect later, the present row holds the answer.
    placed = placed.filter((placed.n_after > 0) | (placed.n_unknown > 0))
    return _best(_nearest(placed.mutate(tells=_tells(placed))))


def _tells(placed: "ir.Table") -> "ir.IntegerColumn":
    import ibis

    unwinds = placed.n_after > 0
    return ibis.cases(
        (unwinds & placed.is_known & placed.is_before, _LAST_BEFORE),
        (unwinds & placed.is_known, _FIRST_AFTER),
        (placed.is_known & ~placed.is_rebuilt, _LAST_SHOWN),
        (~placed.is_rebuilt, _FIRST_UNSEEN),
        (placed.is_before, _REBUILT_BEFORE),
        else_=_REBUILT_AFTER,
    )


def _nearest(told: "ir.Table") -> "ir.Table":
    """Keep, of each field and what it tells, the change next to the moment."""
    import ibis

    is_past = told.tells.isin((_LAST_BEFORE, _LAST_SHOWN, _REBUILT_BEFORE))
    same = [told.subject_id, told.field, told.tells]
    # What was shown follows the order of recording, what was true the order of holding.
    order = ibis.ifelse(told.tells.isin((_LAST_SHOWN, _FIRST_UNSEEN)), told.recorded_at, told.valid_from)
    first = ibis.row_number().over(ibis.window(group_by=same, order_by=[order, told.recorded_at, told.id]))
    last = ibis.row_number().over(
        ibis.window(group_by=same, order_by=[order.desc(), told.recorded_at.desc(), told.id.desc()])
    )
    ranked = told.mutate(nearness=ibis.ifelse(is_past, last, first), value=ibis.ifelse(is_past, told.new, told.old))
    return ranked.filter(ranked.nearness == 0)


def _best(nearest: "ir.Table") -> "ir.Table":
    """Keep, of each field, the change that tells most."""
    import ibis

    rank = ibis.row_number().over(ibis.window(group_by=[nearest.subject_id, nearest.field], order_by=[nearest.tells]))
    ranked = nearest.mutate(rank_of_telling=rank)
    return ranked.filter(ranked.rank_of_telling == 0).select("subject_id", "field", "value")
