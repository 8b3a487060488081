"""Histories that warehouse copies keep: whole rows with the span they held, as Fivetran writes them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from tandem.tables.dialects.history.rows import History, HistoryRow, RawRow, cells, changes_between, moments
from tandem.tables.dialects.shapes import ObjectShape
from tandem.tables.values import AS_USUAL, Reading

__all__ = ["full_row_history"]

_NOT_TRACKED = {"external_id", "created_at", "updated_at", ""}


def full_row_history(rows: Sequence[RawRow], shape: ObjectShape, reading: Reading = AS_USUAL) -> History:
    """Return the changes between successive full rows of each record, ordered by ``_fivetran_start``.

    Fields without a column of ours are kept as `custom.<header>`. The open end (9999-12-31) needs no reading: a row
    holds until the next one starts.

    Examples
    --------
    >>> from tandem.tables.dialects.recognition import object_shape
    >>> rows = [
    ...     {"id": "006A", "stage_name": "Open", "_fivetran_start": "2024-01-01 00:00:00"},
    ...     {"id": "006A", "stage_name": "Won", "_fivetran_start": "2024-03-01 00:00:00"},
    ... ]
    >>> [row.new for row in full_row_history(rows, object_shape("salesforce", "Opportunity")).rows]
    ['Open', 'Won']
    """
    began = moments(cells(rows, "_fivetran_start"), reading)
    fields = {header: _column(header, shape) for header in (rows[0] if rows else {})}
    states: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    unread = []
    for place, (record, at) in enumerate(zip(cells(rows, "id", "hs_object_id"), began, strict=True)):
        if not record or at is None:
            unread.append((place, "it names no record" if not record else "it has no start that can be read"))
        else:
            states[record].append((at, place))
    found: list[HistoryRow] = []
    for record, its in states.items():
        ordered = (
            (at, {column: rows[place][header].strip() for header, column in fields.items() if column}, "")
            for at, place in sorted(its)
        )
        found.extend(changes_between(ordered, shape.table, record))
    return History(tuple(sorted(found, key=lambda row: (row.external_id, row.field, row.valid_from))), tuple(unread))


def _column(header: str, shape: ObjectShape) -> str:
    if header.startswith("_fivetran"):
        return ""
    field = shape.find(header)
    if field is None:
        return f"custom.{header}"
    if field.column in _NOT_TRACKED:
        return "" if field.column or field.api in ("Id", "id", "SystemModstamp") else f"custom.{header}"
    return field.column
