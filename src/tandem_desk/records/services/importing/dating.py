"""When an imported change became true: at the file's own moment of the last modification, wherever that can be."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from tandem_desk.records.models import Change
from tandem_desk.records.selectors.kinds import kind_number
from tandem_desk.records.services.importing.context import TableContext
from tandem_desk.records.services.importing.matching import Standing
from tandem_desk.records.services.importing.preparing import Prepared

__all__ = ["valid_moments"]

_BEFORE_COLUMNS = 3


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
