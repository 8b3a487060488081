"""Which kind of history a file is, by its name and headers."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from tandem.tables.dialects.history.frappe import status_change_log
from tandem.tables.dialects.history.hubspot import deal_stage_history, property_history, stage_columns_history
from tandem.tables.dialects.history.own_schema import common_history
from tandem.tables.dialects.history.rows import History, RawRow
from tandem.tables.dialects.history.salesforce import field_history, opportunity_history
from tandem.tables.dialects.history.warehouse import full_row_history
from tandem.tables.dialects.recognition import OBJECTS, match_table
from tandem.tables.dialects.shapes import fold
from tandem.tables.values import Reading

__all__ = ["HistoryShape", "detect_history"]

_PROPERTY_OBJECTS = ("contact", "company", "deal")


@dataclass(frozen=True)
class HistoryShape:
    """A history recognised in a file.

    Attributes:
        name: what it is, in words.
        also_records: whether the rows are records as well, with history in some of their columns.
        read: turns the file's rows into changes, given how its dates are read; all rows of a record must be among them.
        records: headers, in any spelling, that name the record a row is about: the first filled one counts.
    """

    name: str
    also_records: bool
    read: Callable[[Sequence[RawRow], Reading], History]
    records: tuple[str, ...]


def detect_history(name: str, headers: Sequence[str]) -> HistoryShape | None:
    """Return the kind of history a file holds, or `None` if it holds none.

    Examples
    --------
    >>> detect_history("OpportunityHistory", ["Id", "OpportunityId", "StageName", "Amount", "CreatedDate"]).name
    'Salesforce deal history'
    """
    has = frozenset(fold(header) for header in headers)
    for detect in (_common, _salesforce, _full_rows, _hubspot, _frappe):
        if (found := detect(name, headers, has)) is not None:
            return found
    return None


def _common(_name: str, _headers: Sequence[str], has: frozenset[str]) -> HistoryShape | None:
    if {"subjectkind", "externalid", "field", "old", "new", "validfrom"} <= has:
        return HistoryShape("Tandem's own change history", False, common_history, ("external_id",))
    return None


def _salesforce(name: str, headers: Sequence[str], has: frozenset[str]) -> HistoryShape | None:
    if {"oldvalue", "newvalue"} <= has and has & {"field", "fieldevent"}:
        return _salesforce_fields(name, headers)
    states = {"opportunityid", "stagename"} <= has and "name" not in has and "fivetranstart" not in has
    if states or {"opportunityid", "stage", "lastmodified"} <= has:
        return HistoryShape("Salesforce deal history", False, opportunity_history, ("OpportunityId",))
    return None


def _full_rows(name: str, headers: Sequence[str], has: frozenset[str]) -> HistoryShape | None:
    if not {"fivetranstart", "id"} <= has or {"value", "name"} <= has:
        return None
    found = match_table(re.sub(r"(?i)_?history$", "", name), headers)
    if found is None or not found.shape.table:
        return None
    read = partial(_read_full_rows, shape_key=(found.shape.system, found.shape.name))
    return HistoryShape(f"full rows of {found.shape.name} with the time they held", False, read, ("id", "hs_object_id"))


def _hubspot(name: str, headers: Sequence[str], has: frozenset[str]) -> HistoryShape | None:
    if {"dealid", "value", "dateentered"} <= has:
        return HistoryShape("HubSpot deal stages entered", False, deal_stage_history, ("deal_id",))
    if {"name", "value", "timestamp"} <= has:
        kind = next((one for one in _PROPERTY_OBJECTS if one in fold(name) or f"{one}id" in has), "")
        if kind:
            read = partial(_read_properties, kind=kind)
            return HistoryShape(f"HubSpot {kind} property history", False, read, (f"{kind}_id", "id", "vid"))
    if any(re.match(r'(?i)(property_)?hs_(v2_)?date_entered_|date entered "', header) for header in headers):
        what, ids = "HubSpot deals with the dates their stages were entered", ("Record ID", "hs_object_id", "deal_id")
        return HistoryShape(what, True, stage_columns_history, ids)
    return None


def _frappe(_name: str, _headers: Sequence[str], has: frozenset[str]) -> HistoryShape | None:
    if {"from", "to", "fromdate", "todate"} <= has:
        return HistoryShape("Frappe status change log", False, status_change_log, ("parent",))
    return None


def _salesforce_fields(name: str, headers: Sequence[str]) -> HistoryShape | None:
    stem = re.sub(r"(?i)(field)?_?history$", "", fold(name))
    ids = {fold(header) for header in headers}
    for one in OBJECTS:
        if one.system == "salesforce" and (fold(one.name) == stem or f"{fold(one.name)}id" in ids):
            read = partial(_read_fields, object_name=one.name)
            return HistoryShape(f"Salesforce field history of {one.name}", False, read, (f"{one.name}Id", "ParentId"))
    return None


def _read_fields(rows: Sequence[RawRow], reading: Reading, *, object_name: str) -> History:
    return field_history(rows, object_name, reading)


def _read_properties(rows: Sequence[RawRow], reading: Reading, *, kind: str) -> History:
    return property_history(rows, kind, reading)


def _read_full_rows(rows: Sequence[RawRow], reading: Reading, *, shape_key: tuple[str, str]) -> History:
    shape = next(one for one in OBJECTS if (one.system, one.name) == shape_key)
    return full_row_history(rows, shape, reading)
