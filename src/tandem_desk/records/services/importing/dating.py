"""When an imported change became true: at the file's own moment of the last modification, wherever that can be."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max

from tandem.tables.dialects import fold
from tandem.tables.files import RawBatch
from tandem.tables.schema import ColumnType
from tandem.tables.values import Reading, parse_column
from tandem_desk.records.models import Change
from tandem_desk.records.selectors.kinds import kind_number
from tandem_desk.records.services.importing.context import TableContext
from tandem_desk.records.services.importing.matching import Standing
from tandem_desk.records.services.importing.plans import TablePlan
from tandem_desk.records.services.importing.preparing import Prepared
from tandem_desk.records.services.importing.storage import stored_column
from tandem_desk.records.services.importing.stream_models import field_of

__all__ = ["gone_at", "last_modified", "link_moments", "valid_moments"]

_BEFORE_COLUMNS = 3
# A deletion moves Salesforce's system stamp, and not always the date of the last modification.
_STAMPS = ("systemmodstamp",)


def valid_moments(
    changed: Sequence[tuple[int, int, str]], part: Prepared, standing: Standing, context: TableContext
) -> list[Any]:
    """Return, for each changed field, the stored moment from which its new value holds.

    That is the row's `updated_at` in the file if it lies after what was known of the record's last modification and of
    the field's last change, and not after the run; else it is the run's own moment, when the value was first seen.

    Parameters
    ----------
    changed
        Position in the batch, record id and the field's name in the history, for each change.
    part, standing
        The batch, and what stood for its rows.
    context
        The table's import.
    """
    at = context.stored_at
    said = _said({place for place, _, _ in changed}, part, standing, at)
    if not said:
        return [at] * len(changed)
    last = _last_changes({standing.rows[place][0] for place in said}, context)
    moments = []
    for place, pk, field in changed:
        moment, before = said.get(place), last.get((pk, field))
        moments.append(moment if moment is not None and (before is None or moment > before) else at)
    return moments


def last_modified(batch: RawBatch, plan: TablePlan) -> list[Any]:
    """Return, in stored form, when the source last modified each row; `None` where it does not say."""
    if plan.table.kind is None:
        return [None] * batch.n_rows
    sources = [(header, Reading()) for header in batch.headers if fold(header) in _STAMPS]
    sources += [(one.header, one.reading) for one in plan.mapped("updated_at")]
    found: list[Any] = [None] * batch.n_rows
    for header, reading in sources:
        parsed = parse_column(batch.column(header), ColumnType.MOMENT, reading).values
        given = stored_column(parsed, field_of(plan, "updated_at")).values
        found = [one if one is not None else other for one, other in zip(found, given, strict=True)]
    return found


def gone_at(said: Any, updated: Any, at: Any) -> Any:
    """Return when a record ended, all in stored form: when the source says, if that can be, else the run's moment."""
    return said if said is not None and said <= at and (updated is None or said >= updated) else at


def link_moments(*, kind: str, field: str, updated: Mapping[int, datetime | None], at: datetime) -> dict[int, datetime]:
    """Return from when references hold that a later file made whole: from the last modification of their row.

    Parameters
    ----------
    kind, field
        Of the records, and which of their columns.
    updated
        Record id → when its source last modified it, as far as known.
    at
        The run's own moment, for records whose source does not say, or whose field has changed since.
    """
    rows = Change.objects.filter(record_kind=kind_number(kind), record_id__in=list(updated), field=field)
    last = dict(rows.values_list("record_id").annotate(Max("valid_from")))
    moments = {}
    for pk, moment in updated.items():
        holds = moment is not None and moment <= at and (pk not in last or moment > last[pk])
        moments[pk] = moment if holds and moment is not None else at
    return moments


def _said(places: set[int], part: Prepared, standing: Standing, at: Any) -> dict[int, Any]:
    given = part.values.get("updated_at")
    if given is None or not places:
        return {}
    column = _BEFORE_COLUMNS + standing.columns.index("updated_at")
    said = {}
    for place in places:
        moment, before = given[place], standing.rows[place][column]
        if moment is not None and moment <= at and (before is None or moment > before):
            said[place] = moment
    return said


def _last_changes(ids: set[int], context: TableContext) -> dict[tuple[int, str], Any]:
    """Return, in stored form, when each field of some records last changed as far as known."""
    table, kind = Change._meta.db_table, kind_number(str(context.plan.table.kind))  # noqa: SLF001
    marks = ", ".join(str(int(one)) for one in sorted(ids))
    statement = (
        f'SELECT record_id, field, max(valid_from) FROM "{table}" '  # noqa: S608  (whole numbers of ours)
        f"WHERE record_kind = {kind} AND record_id IN ({marks}) GROUP BY record_id, field"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {(pk, field): moment for pk, field, moment in cursor.fetchall()}
