"""The common schema's history: a change in a row, its record named by kind and id."""

from collections.abc import Sequence

from tandem.tables.dialects.history.rows import History, HistoryRow, RawRow, cells, moments
from tandem.tables.schema import RECORD_TABLES
from tandem.tables.values import AS_USUAL, Reading, parse_flag

__all__ = ["COMMON_HEADERS", "common_history"]

COMMON_HEADERS = (
    "subject_kind", "external_id", "field", "old", "new", "valid_from", "actor", "reconstructed",
)  # fmt: skip
_TABLES = {str(table.kind): table.name for table in RECORD_TABLES}


def common_history(rows: Sequence[RawRow], reading: Reading = AS_USUAL) -> History:
    """Return the changes of a file in the common schema.

    Examples
    --------
    >>> row = {"subject_kind": "lead", "external_id": "L1", "field": "status", "old": "New", "new": "Working"}
    >>> found = common_history([row | {"valid_from": "2024-01-01T08:00:00Z"}]).rows[0]
    >>> found.table, found.external_id, found.old, found.new
    ('leads', 'L1', 'New', 'Working')
    """
    at_all = moments(cells(rows, "valid_from"), reading)
    kinds, records, fields = cells(rows, "subject_kind"), cells(rows, "external_id"), cells(rows, "field")
    olds, news, actors = cells(rows, "old"), cells(rows, "new"), cells(rows, "actor")
    flags = [parse_flag(text) is True for text in cells(rows, "reconstructed")]
    found, unread = [], []
    for place, (kind, record, field, at) in enumerate(zip(kinds, records, fields, at_all, strict=True)):
        if kind not in _TABLES or not record or not field or at is None:
            unread.append((place, f"it lacks a kind ({', '.join(_TABLES)}), a record, a field or a time"))
            continue
        old, new = olds[place] or None, news[place] or None
        found.append(HistoryRow(_TABLES[kind], record, field, old, new, at, actors[place], flags[place]))
    found.sort(key=lambda row: (row.table, row.external_id, row.field, row.valid_from))
    return History(tuple(found), tuple(unread))
