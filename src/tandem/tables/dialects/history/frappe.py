"""Frappe CRM's status change log: from, to, and when each began."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from tandem.tables.dialects.history.rows import History, HistoryRow, RawRow, cells, moments
from tandem.tables.values import AS_USUAL, Reading

__all__ = ["status_change_log"]

_FIELDS = {"crmlead": ("leads", "status"), "crmdeal": ("opportunities", "deal_stage")}


def status_change_log(rows: Sequence[RawRow], reading: Reading = AS_USUAL, parent_type: str = "CRM Lead") -> History:
    """Return the changes of a status change log.

    A row says that a record had status `from` since `from_date` and went to status `to` at `to_date`. The first row of
    a record therefore also tells when its first status began.

    Parameters
    ----------
    rows
        As in the file; `parent` is the record, `parenttype` what it is.
    reading
        Of the dates.
    parent_type
        What the records are where the file has no `parenttype`.

    Examples
    --------
    >>> row = {"parent": "L-1", "from": "New", "from_date": "2024-01-01 08:00", "to": "Won"}
    >>> row["to_date"] = "2024-01-03 09:00"
    >>> [(row.old, row.new, f"{row.valid_from:%d %H}") for row in status_change_log([row]).rows]
    [(None, 'New', '01 08'), ('New', 'Won', '03 09')]
    """
    starts, ends = moments(cells(rows, "from_date"), reading), moments(cells(rows, "to_date"), reading)
    records, kinds = cells(rows, "parent"), cells(rows, "parenttype")
    befores, afters, actors = cells(rows, "from"), cells(rows, "to"), cells(rows, "log_owner", "owner")
    held: dict[tuple[str, str], list[tuple[datetime, int]]] = defaultdict(list)
    unread = []
    for place, (record, start, end) in enumerate(zip(records, starts, ends, strict=True)):
        kind = (kinds[place] or parent_type).casefold().replace(" ", "")
        at = start or end
        if not record or at is None or kind not in _FIELDS:
            unread.append((place, "it lacks the lead or deal, or a date that can be read"))
        else:
            held[kind, record].append((at, place))
    found = []
    for (kind, record), its in sorted(held.items()):
        table, field = _FIELDS[kind]
        for order, (_, place) in enumerate(sorted(its)):
            start, end = starts[place], ends[place]
            before, after, who = befores[place] or None, afters[place] or None, actors[place]
            if order == 0 and start is not None and before is not None:
                found.append(HistoryRow(table, record, field, None, before, start, who, False))
            if end is not None and after is not None:
                found.append(HistoryRow(table, record, field, before, after, end, who, False))
    return History(tuple(found), tuple(unread))
