"""Histories written out: the files each system keeps changes in, and one change as a row of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from tandem.tables.dialects.history.own_schema import COMMON_HEADERS
from tandem.tables.dialects.history.rows import HistoryRow
from tandem.tables.dialects.recognition import OBJECTS
from tandem.tables.dialects.shapes import ObjectShape, Spelling, snake
from tandem.tables.schema import RECORD_TABLES

__all__ = ["HistoryFile", "history_files"]

_PROPERTY_FILES = {
    "contact_property_history": ("contact", ("leads", "contacts")),
    "company_property_history": ("company", ("accounts",)),
    "deal_property_history": ("deal", ("opportunities",)),
}
_HUBSPOT_OBJECTS = {
    "leads": "contact as lead", "contacts": "contact", "accounts": "company", "opportunities": "deal",
}  # fmt: skip
_STATUS_LOGS = {"leads": ("CRM Lead", "status"), "opportunities": ("CRM Deal", "deal_stage")}
_KINDS = {table.name: str(table.kind) for table in RECORD_TABLES}


@dataclass(frozen=True)
class HistoryFile:
    """A file in which a system keeps changes.

    Attributes:
        system: whose.
        name: stem of the file.
        tables: Tandem's tables whose records' changes go into it.
        headers: its columns.
        fields: the columns of Tandem it can tell of; empty: all of them, and custom fields.
    """

    system: str
    name: str
    tables: tuple[str, ...]
    headers: tuple[str, ...]
    fields: tuple[str, ...] = ()

    def rows(self, changes: Iterable[HistoryRow]) -> Iterator[list[str]]:
        """Yield changes as rows of the file; they must come by record, field and time, in the system's values."""
        before: HistoryRow | None = None
        for number, one in enumerate(changes, start=1):
            if self.fields and one.field not in self.fields:
                continue
            follows = before is not None and (before.table, before.external_id) == (one.table, one.external_id)
            yield self._row(one, before.valid_from if before is not None and follows else None, number)
            before = one

    def _row(self, one: HistoryRow, began: datetime | None, number: int) -> list[str]:
        old, new = one.old or "", one.new or ""
        if self.system == "salesforce":
            field = _field_name(_salesforce_object(one.table), one.field)
            return [f"change-{number}", one.external_id, field, old, new, _milliseconds(one.valid_from), one.actor]
        if self.system == "hubspot":
            field = _field_name(_object("hubspot", _HUBSPOT_OBJECTS[one.table]), one.field)
            return [
                one.external_id,
                field,
                new,
                old,
                _milliseconds(one.valid_from),
                "INTEGRATION" if one.actor else "",
                one.actor,
            ]
        if self.system == "frappe":
            parent_type, _ = _STATUS_LOGS[one.table]
            at = _exact(one.valid_from)
            # What a record had from its beginning is a row that has not ended.
            span = [new, at, "", ""] if one.old is None else [old, _exact(began) if began else "", new, at]
            return [one.external_id, parent_type, *span, one.actor]
        shown = "true" if one.reconstructed else "false"
        return [_KINDS[one.table], one.external_id, one.field, old, new, _exact(one.valid_from), one.actor, shown]


def history_files(system: str, spelling: Spelling = Spelling.API) -> tuple[HistoryFile, ...]:
    """Return the files a system keeps histories in; none where we know of none.

    Examples
    --------
    >>> [one.name for one in history_files("hubspot")]
    ['contact_property_history', 'company_property_history', 'deal_property_history']
    """
    if system == "salesforce":
        return tuple(_salesforce_file(one, spelling) for one in OBJECTS if one.system == system and one.table in _KINDS)
    if system == "hubspot":
        return tuple(
            HistoryFile(
                system, name, tables,
                (f"{kind}_id", "name", "value", "tandem_old_value", "timestamp", "source", "source_id"),
            )
            for name, (kind, tables) in _PROPERTY_FILES.items()
        )  # fmt: skip
    if system == "frappe":
        headers = ("parent", "parenttype", "from", "from_date", "to", "to_date", "log_owner")
        return tuple(
            HistoryFile(system, f"{parent} Status Change Log", (table,), headers, (field,))
            for table, (parent, field) in _STATUS_LOGS.items()
        )
    return (HistoryFile(system, "changes", tuple(_KINDS), COMMON_HEADERS),) if system == "generic" else ()


def _salesforce_file(one: ObjectShape, spelling: Spelling) -> HistoryFile:
    name = "OpportunityFieldHistory" if one.name == "Opportunity" else f"{one.name}History"
    apis = ("Id", f"{one.name}Id", "Field", "OldValue", "NewValue", "CreatedDate", "CreatedById")
    spell = {Spelling.UPPER: str.upper, Spelling.SNAKE: snake}.get(spelling, str)
    return HistoryFile(
        "salesforce", snake(name) if spelling is Spelling.SNAKE else name, (one.table,), tuple(map(spell, apis))
    )


def _object(system: str, name: str) -> ObjectShape:
    return next(one for one in OBJECTS if (one.system, one.name) == (system, name))


def _salesforce_object(table: str) -> ObjectShape:
    return next(one for one in OBJECTS if (one.system, one.table) == ("salesforce", table))


def _field_name(shape: ObjectShape, column: str) -> str:
    if column.startswith("custom."):
        return column.removeprefix("custom.")
    return shape.spell(column, Spelling.API) or shape.added(column)


def _milliseconds(at: datetime) -> str:
    utc = at.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def _exact(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
