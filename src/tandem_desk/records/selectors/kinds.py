"""Which model, which table and which number stands for a kind of record."""

from typing import Any

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.vocabulary import SubjectKind
from tandem.tables.schema import RECORD_TABLES, Table
from tandem_desk.records.models import (
    Account,
    Campaign,
    Contact,
    Contract,
    Lead,
    Opportunity,
    Order,
    Product,
    Quote,
    RecordKind,
)
from tandem_desk.records.models.base import Record

__all__ = ["get_record", "kind_number", "kind_of", "kind_of_table", "model_of", "model_of_table", "table_of"]

_MODELS: dict[SubjectKind, type[Record]] = {
    SubjectKind.ACCOUNT: Account,
    SubjectKind.CONTACT: Contact,
    SubjectKind.LEAD: Lead,
    SubjectKind.OPPORTUNITY: Opportunity,
    SubjectKind.PRODUCT: Product,
    SubjectKind.QUOTE: Quote,
    SubjectKind.ORDER: Order,
    SubjectKind.CONTRACT: Contract,
    SubjectKind.CAMPAIGN: Campaign,
}
_TABLES: dict[SubjectKind, Table] = {table.kind: table for table in RECORD_TABLES if table.kind is not None}
_KIND_OF_TABLE: dict[str, SubjectKind] = {table.name: kind for kind, table in _TABLES.items()}
_KIND_OF_MODEL: dict[type[Record], SubjectKind] = {model: kind for kind, model in _MODELS.items()}


def model_of(kind: SubjectKind | str) -> Any:
    """Return the model of a kind of record.

    Raises
    ------
    InputError
        The kind has no records of its own.
    """
    try:
        return _MODELS[SubjectKind(kind)]
    except (KeyError, ValueError) as error:
        raise InputError(Fault("kind", f"must be one of {', '.join(_MODELS)}", repr(str(kind)))) from error


def table_of(kind: SubjectKind | str) -> Table:
    """Return the schema of a kind of record; `InputError` where it has none."""
    model_of(kind)
    return _TABLES[SubjectKind(kind)]


def model_of_table(name: str) -> Any:
    """Return the model behind a record table's plural name, such as "leads"; `KeyError` where there is none."""
    return _MODELS[_KIND_OF_TABLE[name]]


def kind_of_table(name: str) -> SubjectKind:
    """Return the kind of record a table's plural name, such as "leads", stands for; `KeyError` where there is none."""
    return _KIND_OF_TABLE[name]


def kind_of(record: Record) -> SubjectKind:
    """Return the kind of a record."""
    return _KIND_OF_MODEL[type(record)]


def kind_number(kind: SubjectKind | str) -> int:
    """Return the small number that stands for a kind in the change history."""
    return int(RecordKind[SubjectKind(kind).name].value)


def get_record(*, kind: SubjectKind | str, record_id: int, workspace_id: int) -> Record:
    """Return one record of a workspace, deleted ones included.

    Raises
    ------
    InputError
        There is no such record in this workspace.
    """
    record: Record | None = model_of(kind).objects.filter(pk=record_id, workspace_id=workspace_id).first()
    if record is None:
        raise InputError(Fault(str(kind), "must be a record of this workspace", f"id {record_id}"))
    return record
