"""Checks the values somebody wants to give a record, and turns them into what its columns hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Model

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.timeline import as_utc
from tandem.kernel.vocabulary import SubjectKind
from tandem.tables.schema import Column, ColumnType
from tandem.tables.values import currency_code, normal_email
from tandem_desk.records.selectors.canonical import typed_value
from tandem_desk.records.selectors.kinds import model_of, model_of_table, table_of
from tandem_desk.workspace.models import Member, Team, Workspace

__all__ = ["GivenValues", "check_values"]

# Set by Tandem itself, or by an import that knows them.
_NOT_BY_HAND = frozenset({"recorded_at"})
_AT_CREATION = frozenset({"external_id", "source_system", "created_at"})
_NUMBERS = {ColumnType.NUMBER: float, ColumnType.SHARE: float, ColumnType.INTEGER: int, ColumnType.AMOUNT: Decimal}


@dataclass
class GivenValues:
    """Checked values.

    Attributes:
        attributes: model attribute → value; references as `<name>_id`.
        custom: custom header → text or `None`.
    """

    attributes: dict[str, Any] = field(default_factory=dict)
    custom: dict[str, str | None] = field(default_factory=dict)


def check_values(
    *, kind: SubjectKind, values: Mapping[str, Any], workspace: Workspace, creating: bool = False
) -> GivenValues:
    """Return the values as the model's columns hold them.

    Accepted are the schema's columns, `owner` and `team` (a row, an id or `None`), and `custom.<header>`. Text is
    understood in canonical form.

    Raises
    ------
    InputError
        Fields are unknown or values cannot be used; all faults are named at once.
    """
    given, faults = GivenValues(), []
    columns = {column.name: column for column in table_of(kind).columns}
    for name, value in values.items():
        try:
            if name.startswith("custom.") and len(name) > len("custom."):
                given.custom[name.removeprefix("custom.")] = None if value in (None, "") else str(value)
            elif name in ("owner", "team"):
                given.attributes |= _holder(name, value, workspace)
            elif name in columns and _may_be_given(name, creating=creating):
                given.attributes |= _column_value(kind, columns[name], value, workspace)
            else:
                faults.append(_unknown(kind, name, columns))
        except ValueError as error:
            faults.append(Fault(name, str(error), repr(value)[:200]))
    if faults:
        raise InputError(faults)
    return given


def _may_be_given(name: str, *, creating: bool) -> bool:
    return name not in _NOT_BY_HAND and (creating or name not in _AT_CREATION)


def _unknown(kind: SubjectKind, name: str, columns: Mapping[str, Column]) -> Fault:
    if name in columns:
        return Fault(name, "cannot be changed once the record stands", "a new value", "Leave it out.")
    remedy = f"Known fields: {', '.join(columns)}, owner, team, custom.<header>."
    return Fault(name, f"must be a field of {kind} records", "an unknown field", remedy)


def _holder(name: str, value: Any, workspace: Workspace) -> dict[str, Any]:
    model: type[Member | Team] = Member if name == "owner" else Team
    if value in (None, ""):
        return {f"{name}_id": None} | ({"owner_name": ""} if name == "owner" else {})
    pk = _id_of(value)
    found = model._default_manager.filter(pk=pk, workspace=workspace).first()  # noqa: SLF001  (documented by Django)
    if found is None:
        raise ValueError(f"must be a {'member' if name == 'owner' else 'team'} of this workspace")
    if isinstance(found, Member):
        return {"owner_id": found.pk, "team_id": found.team_id, "owner_name": found.name}
    return {"team_id": found.pk}


def _id_of(value: Any) -> int:
    if isinstance(value, Model):
        return int(value.pk)
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise ValueError("must be an id, a whole number") from error


def _column_value(kind: SubjectKind, column: Column, value: Any, workspace: Workspace) -> dict[str, Any]:
    if column.refers_to:
        return {f"{column.name}_id": _reference(column, value, workspace)}
    field_of_model = model_of(kind)._meta.get_field(column.name)  # noqa: SLF001  (documented by Django)
    typed = _typed(column.type, value)
    if typed is None:
        if field_of_model.get_internal_type() in ("CharField", "TextField"):
            return {column.name: ""}
        return {column.name: None if field_of_model.null else field_of_model.get_default()}
    longest = getattr(field_of_model, "max_length", None)
    if isinstance(typed, str) and longest and len(typed) > longest:
        raise ValueError(f"must have at most {longest} characters")
    if isinstance(typed, Decimal) and abs(typed) >= Decimal(10) ** (18 - field_of_model.decimal_places):
        raise ValueError("must be smaller than the column can hold")
    return {column.name: typed}


def _reference(column: Column, value: Any, workspace: Workspace) -> int | None:
    if value in (None, ""):
        return None
    pk = _id_of(value)
    if not model_of_table(column.refers_to).objects.filter(pk=pk, workspace=workspace, deleted_at=None).exists():
        raise ValueError(f"must be one of the workspace's {column.refers_to}")
    return pk


def _typed(kind: ColumnType, value: Any) -> Any:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, str):
        return _text(kind, value.strip())
    if kind in _NUMBERS and not isinstance(value, bool):
        return _number(kind, value)
    if kind is ColumnType.MOMENT and isinstance(value, datetime):
        return as_utc(value)
    if kind is ColumnType.DATE and type(value).__name__ == "date":
        return value
    if kind is ColumnType.FLAG and isinstance(value, bool):
        return value
    raise ValueError(f"must be a {kind}")


def _number(kind: ColumnType, value: Any) -> Any:
    try:
        number = _NUMBERS[kind](str(value)) if kind is ColumnType.AMOUNT else _NUMBERS[kind](value)
    except (TypeError, ValueError, InvalidOperation, OverflowError) as error:
        raise ValueError(f"must be a {kind}") from error
    if kind is not ColumnType.INTEGER and not Decimal(str(number)).is_finite():
        raise ValueError("must be a finite number")
    if kind is ColumnType.SHARE and not 0 <= number <= 1:
        raise ValueError("must be a share in [0, 1]")
    return number


def _text(kind: ColumnType, text: str) -> Any:
    if kind is ColumnType.EMAIL:
        return normal_email(text) or _refuse("must be an e-mail address")
    if kind is ColumnType.CURRENCY:
        return currency_code(text) or _refuse("must be a currency such as EUR")
    try:
        typed = typed_value(text, kind)
    except (ValueError, KeyError) as error:
        raise ValueError(f"must be a {kind} in plain form, such as 1200.50, true or 2026-03-02") from error
    return _number(kind, typed) if kind in _NUMBERS else typed


def _refuse(must: str) -> Any:
    raise ValueError(must)
