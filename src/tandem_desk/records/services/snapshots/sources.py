"""Which model holds which table, and the SELECT that brings it out with columns a reader can type."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Model

from tandem.tables.schema import RECORD_TABLES, Column, ColumnType, Table, table
from tandem.tables.stored import is_stream, stored_columns
from tandem_desk.records.models import BuyingRole, CampaignMember, Change, RecordKind
from tandem_desk.records.selectors.kinds import model_of

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["RECORD_SOURCES", "StoredTable", "raw_schema", "select"]

# A driver guesses a column's type from its first rows, so none may start with nulls alone. Stored reals are finite.
_NO_NUMBER = "9e999"
_INTEGERS = (ColumnType.INTEGER, ColumnType.REFERENCE, ColumnType.FLAG)
_REALS = (ColumnType.NUMBER, ColumnType.SHARE, ColumnType.AMOUNT)


@dataclass(frozen=True)
class StoredTable:
    """One table of the schema and the model that holds it.

    Attributes:
        table: its schema.
        model: a model with a `workspace`.
        has_history: whether edits leave rows in the change history; rows of other tables than streams are read anew.
    """

    table: Table
    model: type[Model]
    has_history: bool = False

    @property
    def name(self) -> str:
        """The table's name in the schema."""
        return self.table.name

    @property
    def is_stream(self) -> bool:
        """Whether rows are only added."""
        return is_stream(self.table)

    @property
    def database_table(self) -> str:
        """The table's name in the database."""
        return str(self.model._meta.db_table)  # noqa: SLF001  (documented by Django)


RECORD_SOURCES = (
    StoredTable(table("changes"), Change),
    *(StoredTable(one, model_of(one.kind), has_history=True) for one in RECORD_TABLES if one.kind is not None),
    StoredTable(table("campaign_members"), CampaignMember),
    StoredTable(table("buying_roles"), BuyingRole),
)


def select(
    source: StoredTable, *, workspace_id: int, vendor: str, after: int = 0, ids: Collection[int] | None = None
) -> str:
    """Return the SELECT of a table's rows in one workspace, every column under its name in the schema.

    Parameters
    ----------
    source
        The table.
    workspace_id
        Whose rows.
    vendor
        "sqlite" or "postgresql".
    after
        Only rows with a higher id.
    ids
        Only these rows.
    """
    columns = ", ".join(
        f'{_expression(source, column, vendor)} AS "{column.name}"' for column in stored_columns(source.table)
    )
    where = f"workspace_id = {int(workspace_id)} AND id > {int(after)}"
    if ids is not None:
        where += f" AND id IN ({', '.join(str(int(one)) for one in ids)})"
    return f'SELECT {columns} FROM "{source.database_table}" WHERE {where}'  # noqa: S608  (names of ours, whole numbers)


def _expression(source: StoredTable, column: Column, vendor: str) -> str:
    if source.name == "changes" and column.name == "subject_kind":
        cases = " ".join(f"WHEN {kind.value} THEN '{kind.label}'" for kind in RecordKind)
        return f"CASE record_kind {cases} END"
    name = f'"{_database_column(source, column)}"'
    if vendor == "postgresql":
        as_text = column.type is ColumnType.AMOUNT or column.name == "custom"
        return f"CAST({name} AS text)" if as_text else name
    if column.type in _INTEGERS:
        return f"CAST({name} AS INTEGER)"
    if column.type in _REALS:
        return f"COALESCE(CAST({name} AS REAL), {_NO_NUMBER})"
    return f"COALESCE({name}, '')"


def _database_column(source: StoredTable, column: Column) -> str:
    if source.name == "changes" and column.name == "subject_id":
        return "record_id"
    return f"{column.name}_id" if column.refers_to else column.name


def raw_schema(source: StoredTable, vendor: str) -> "pa.Schema":
    """Return the types in which the SELECT's columns arrive, before they are settled."""
    import pyarrow as pa

    from tandem.tables.stored import arrow_type

    def arriving(column: Column) -> pa.DataType:
        if vendor == "postgresql":
            as_text = column.type is ColumnType.AMOUNT
            return pa.string() if as_text else arrow_type(column.type)
        if column.type in _INTEGERS:
            return pa.int64()
        return pa.float64() if column.type in _REALS else pa.string()

    return pa.schema([(column.name, arriving(column)) for column in stored_columns(source.table)])
