"""What an import will do with one table: which column goes where, how it is read, by what rows are recognised."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from tandem.tables.schema import TABLES, ColumnType, Table
from tandem.tables.values import Reading
from tandem_desk.records.models import ImportRun, ImportTable

__all__ = ["ColumnPlan", "TablePlan", "plan_of", "reading_from", "reading_to", "usable_keys", "usual_key"]

_DEFAULTS = Reading()
# Headers, folded, that say that a row's record is gone or merged away; they are read whatever they are mapped to.
MERGED_INTO = ("masterrecordid",)
MERGED_FROM = ("hscalculatedmergedvids", "mergedvids", "hsmergedobjectids", "mergedrecordids")
GONE = ("isdeleted", "fivetrandeleted")
_KEYS = {
    "accounts": ("external_id", "domain", "name"),
    "contacts": ("external_id", "email"),
    "leads": ("external_id", "email"),
    "products": ("external_id", "code", "name"),
    "campaigns": ("external_id", "name"),
    "opportunities": ("external_id", "name"),
}


@dataclass(frozen=True)
class ColumnPlan:
    """One column of a file.

    Attributes:
        header: the distinct header.
        column: Tandem's column; empty for a custom field.
        type: what the column holds.
        reading: how its cells are written.
        lookup: "users", "who", "what" or nothing; see `tandem.tables.dialects.FieldSpelling`.
        many: whether a cell may hold several values divided by ``;``.
    """

    header: str
    column: str
    type: ColumnType
    reading: Reading
    lookup: str = ""
    many: bool = False
    refers_to: str = ""


@dataclass(frozen=True)
class TablePlan:
    """One table of an import.

    Attributes:
        table: the schema it goes into.
        system: "salesforce", "hubspot", ...; part of every external id.
        columns: the mapped columns; of several for one of Tandem's columns the first not empty cell counts.
        custom: headers kept as custom fields.
        key: the column existing records are recognised by.
        related: what a company named in a row becomes: "create", "link" or "off".
        object_name: the source system's word for the object, e.g. "Task".
        dangling: whether references that nothing answers to are reported.
    """

    table: Table
    system: str
    columns: tuple[ColumnPlan, ...]
    custom: tuple[str, ...]
    key: str
    related: str
    object_name: str
    currency: str
    file_name: str
    special: Mapping[str, str] = field(default_factory=dict)

    def mapped(self, column: str) -> tuple[ColumnPlan, ...]:
        """Return the file's columns that go into one of Tandem's."""
        return tuple(one for one in self.columns if one.column == column)


def plan_of(table: ImportTable, run: ImportRun) -> TablePlan:
    """Return what an import will do with one of its tables."""
    schema = TABLES[table.table]
    types = {column.name: column for column in schema.columns}
    columns, custom = [], []
    for entry in table.mapping:
        if not entry.get("take", True):
            continue
        column = types.get(entry.get("column", ""))
        if column is None:
            custom.append(entry["header"])
            continue
        reading = reading_from(entry.get("reading", {}))
        columns.append(
            ColumnPlan(
                entry["header"],
                column.name,
                column.type,
                reading,
                entry.get("lookup", ""),
                bool(entry.get("many")),
                column.refers_to,
            )
        )
    mapped = {one.column for one in columns}
    wanted = table.state.get("key")
    usable = usable_keys(schema.name, mapped)
    key = wanted if wanted is not None and wanted in ("", *usable) else usual_key(schema.name, usable)
    return TablePlan(
        table=schema,
        system=table.system or "file",
        columns=tuple(columns),
        custom=tuple(custom),
        key=key,
        related=table.state.get("related", "link" if schema.name == "leads" else "create"),
        object_name=table.state.get("object", ""),
        currency=run.currency,
        file_name=table.name,
        special=_special(table),
    )


def _derivable(key: str, mapped: set[str]) -> bool:
    return key == "domain" and "website" in mapped


def usual_key(table_name: str, usable: Sequence[str]) -> str:
    """Return the key that is taken unless a person chooses another; empty where rows are known by their cells alone."""
    best = usable[0] if usable else ""
    # Names of deals repeat in earnest; only a person may choose them as a key.
    return "" if best == "name" and table_name == "opportunities" else best


def usable_keys(table_name: str, mapped: set[str]) -> tuple[str, ...]:
    """Return the columns by which rows of a table may be recognised, best first."""
    return tuple(key for key in _KEYS.get(table_name, ("external_id",)) if key in mapped or _derivable(key, mapped))


def _special(table: ImportTable) -> dict[str, str]:
    from tandem.tables.dialects import fold

    found: dict[str, str] = {}
    for entry in table.mapping:
        folded = fold(entry["header"])
        for name, spellings in (("merged_into", MERGED_INTO), ("merged_from", MERGED_FROM), ("gone", GONE)):
            if folded in spellings:
                found[name] = entry["header"]
    return found


def reading_to(reading: Reading) -> dict[str, Any]:
    """Return a reading as the part of it that is not usual, to be kept as JSON."""
    return {name: value for name, value in asdict(reading).items() if value != getattr(_DEFAULTS, name)}


def reading_from(kept: Mapping[str, Any]) -> Reading:
    """Return a reading from what `reading_to` made of it."""
    known = {one.name for one in fields(Reading)}
    return Reading(**{name: value for name, value in kept.items() if name in known})
