"""Salesforce's two kinds of history: states of a deal, and changes of a field."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from tandem.tables.dialects.history.rows import History, HistoryRow, RawRow, cells, changes_between, moments
from tandem.tables.dialects.recognition import OBJECTS
from tandem.tables.dialects.shapes import ObjectShape
from tandem.tables.values import AS_USUAL, Reading, is_salesforce_id, parse_flag

__all__ = ["field_history", "opportunity_history"]

_STATE_FIELDS = {
    "StageName": "deal_stage",
    "Amount": "amount",
    "CloseDate": "close_on",
    "Probability": "win_probability_stated",
    "ForecastCategory": "forecast_category",
}
# Entries that say that something happened to the record, not that a field changed.
_NO_FIELDS = {
    "created",
    "opportunitycreatedfromlead",
    "leadconverted",
    "locked",
    "unlocked",
    "leadmerged",
    "accountmerged",
}


def opportunity_history(rows: Sequence[RawRow], reading: Reading = AS_USUAL) -> History:
    """Return the changes behind OpportunityHistory, whose rows hold a deal's then-current stage, amount, date and odds.

    A row holds from its CreatedDate until the next row of its deal; only what differs from the row before is a change.

    Examples
    --------
    >>> first = {"OpportunityId": "006A", "StageName": "Prospecting", "Amount": "100", "CreatedDate": "2024-01-01"}
    >>> second = {"OpportunityId": "006A", "StageName": "Closed Won", "Amount": "100", "CreatedDate": "2024-02-01"}
    >>> [(row.field, row.old, row.new) for row in opportunity_history([first, second]).rows]
    [('amount', None, '100'), ('deal_stage', None, 'Prospecting'), ('deal_stage', 'Prospecting', 'Closed Won')]
    """
    began = moments(cells(rows, "CreatedDate", "Created Date", "Last Modified Date", "Last Modified"), reading)
    deals, deleted = cells(rows, "OpportunityId", "Opportunity ID"), cells(rows, "IsDeleted")
    actors = cells(rows, "CreatedById", "Last Modified By")
    held = {
        column: cells(rows, api, _LABELS[api])
        for api, column in _STATE_FIELDS.items()
        if any(_has(row, api) for row in rows[:1])
    }
    states: dict[str, list[tuple[datetime, int, dict[str, str], str]]] = defaultdict(list)
    unread = []
    for place, (deal, at) in enumerate(zip(deals, began, strict=True)):
        if not deal or at is None:
            unread.append((place, "it names no deal" if not deal else "it has no date that can be read"))
        elif parse_flag(deleted[place]) is not True:
            state = {column: values[place] for column, values in held.items()}
            states[deal].append((at, place, state, actors[place]))
    found: list[HistoryRow] = []
    for deal, its in states.items():
        ordered = [(at, state, actor) for at, _, state, actor in sorted(its, key=lambda one: one[:2])]
        found.extend(changes_between(ordered, "opportunities", deal))
    return History(tuple(sorted(found, key=_order)), tuple(unread))


_LABELS = {
    "StageName": "Stage", "Amount": "Amount", "CloseDate": "Close Date", "Probability": "Probability (%)",
    "ForecastCategory": "Forecast Category",
}  # fmt: skip


def _has(row: RawRow, api: str) -> bool:
    wanted = {api.casefold(), _LABELS[api].casefold()}
    return any(header.casefold().replace("_", "") in wanted or header.casefold() in wanted for header in row)


def _order(row: HistoryRow) -> tuple[str, str, datetime]:
    return row.external_id, row.field, row.valid_from


def field_history(rows: Sequence[RawRow], object_name: str, reading: Reading = AS_USUAL) -> History:
    """Return the changes of an ``<Object>History`` or OpportunityFieldHistory file: field, old and new value.

    A change of a reference is written twice, once with names and once with ids; the row with names is kept. Rows that
    only say that a record was created, converted or locked are no changes of a field and are passed over.

    Parameters
    ----------
    rows
        As in the file.
    object_name
        "Opportunity", "Lead", "Account", "Contact", ...
    reading
        Of the dates.

    Examples
    --------
    >>> row = {"LeadId": "00QA", "Field": "Status", "OldValue": "", "NewValue": "Working", "CreatedDate": "2024-01-01"}
    >>> field_history([row], "Lead").rows[0].field
    'status'
    """
    shape = next(one for one in OBJECTS if one.system == "salesforce" and one.name == object_name)
    at_all = moments(cells(rows, "CreatedDate", "Created Date", "Edit Date"), reading)
    subjects = cells(rows, f"{object_name}Id", f"{object_name} ID", "ParentId")
    names, actors = cells(rows, "Field", "Field / Event"), cells(rows, "CreatedById", "Edited By")
    olds, news = cells(rows, "OldValue", "Old Value"), cells(rows, "NewValue", "New Value")
    columns = {name: _column(shape, name) for name in set(names) - {""}}
    kept: dict[tuple[str, str, datetime], HistoryRow] = {}
    unread = []
    for place, (subject, name, at) in enumerate(zip(subjects, names, at_all, strict=True)):
        if not subject or not name or at is None:
            unread.append((place, "it lacks the record, the field or a date that can be read"))
            continue
        if name.casefold() in _NO_FIELDS:
            continue
        old, new = olds[place] or None, news[place] or None
        change = HistoryRow(shape.table, subject, columns[name], old, new, at, actors[place], False)
        key = (subject, change.field, at)
        if key not in kept or _is_reference(kept[key]):
            kept[key] = change
    return History(tuple(sorted(kept.values(), key=_order)), tuple(unread))


def _column(shape: ObjectShape, name: str) -> str:
    field = shape.find(name) or shape.find(f"{name}Id")
    return field.column if field is not None and field.column else f"custom.{name}"


def _is_reference(change: HistoryRow) -> bool:
    return any(value is not None and is_salesforce_id(value) for value in (change.old, change.new))
