"""The shapes of records in requests and answers, made from the one schema of tables."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, create_model

from tandem.kernel.vocabulary import SubjectKind
from tandem.tables.schema import Column, ColumnType
from tandem_desk.records.selectors.history import present_values
from tandem_desk.records.selectors.kinds import kind_of, model_of, table_of
from tandem_desk.records.selectors.resources import filter_columns, sorts_of
from tandem_desk.workspace.api.fields import (
    Amount,
    Identifier,
    MomentGiven,
    MomentShown,
    Number,
    Share,
    Whole,
    shown,
)
from tandem_desk.workspace.api.paging import Limit

__all__ = ["ChangeShown", "Score", "asked_of", "shape_of", "shown_record", "values_of"]

_GIVEN: dict[ColumnType, Any] = {
    ColumnType.INTEGER: Whole,
    ColumnType.REFERENCE: Identifier,
    ColumnType.NUMBER: Number,
    ColumnType.SHARE: Share,
    ColumnType.AMOUNT: Amount,
    ColumnType.FLAG: bool,
    ColumnType.DATE: date,
    ColumnType.MOMENT: MomentGiven,
}
_SHOWN: dict[ColumnType, Any] = {
    ColumnType.INTEGER: int,
    ColumnType.REFERENCE: int,
    ColumnType.NUMBER: float,
    ColumnType.SHARE: float,
    ColumnType.FLAG: bool,
    ColumnType.DATE: date,
    ColumnType.MOMENT: MomentShown,
}
_NEVER_GIVEN = ("recorded_at", "updated_at")
_AT_CREATION = ("external_id", "source_system", "created_at")


class Given(Schema):
    """What a request gives; a field nobody knows is an error, not a surprise."""

    model_config = ConfigDict(extra="forbid")


class Score(Schema):
    """A lead's newest score."""

    probability: float
    low: float
    high: float
    scored_at: MomentShown | None
    version: int | None


class ChangeShown(Schema):
    """One change of one field."""

    id: int
    field: str
    old: str | None
    new: str | None
    valid_from: MomentShown
    recorded_at: MomentShown
    source: str
    actor: str
    reconstructed: bool


def values_of(kind: SubjectKind, *, creating: bool) -> type[Given]:
    """Return the shape of a request that creates or changes a record of a kind."""
    left_out = _NEVER_GIVEN if creating else (*_NEVER_GIVEN, *_AT_CREATION)
    fields: dict[str, Any] = {
        column.name: (_GIVEN.get(column.type, str) | None, Field(None, description=column.label))
        for column in table_of(kind).columns
        if column.name not in left_out
    }
    fields["owner"] = (Identifier | None, Field(None, description="Member who owns it."))
    fields["custom"] = (dict[str, str | None], Field(default_factory=dict, description="Custom fields by header."))
    return create_model(f"{_noun(kind)}{'New' if creating else 'Changes'}", __base__=Given, **fields)


def shape_of(kind: SubjectKind) -> type[Schema]:
    """Return the shape of a record of a kind in answers."""
    fields: dict[str, Any] = {"id": (int, ...)}
    for column in table_of(kind).columns:
        fields[column.name] = (_SHOWN.get(column.type, str) | None, Field(..., description=column.label))
    fields |= {"owner": (int | None, ...), "team": (int | None, ...), "custom": (dict[str, str | None], ...)}
    if hasattr(model_of(kind), "score_probability"):
        fields["score"] = (Score | None, ...)
    return create_model(_noun(kind), __base__=Schema, **fields)


def asked_of(kind: SubjectKind) -> type[Given]:
    """Return the shape of what a list of a kind can be asked for."""
    fields: dict[str, Any] = {
        column.name: (_asked_type(column) | None, Field(None, description=f"{column.label} equals this."))
        for column in filter_columns(kind)
    }
    fields |= {
        "owner": (Identifier | None, Field(None, description="Member who owns it.")),
        "sort": (Literal[tuple(sorts_of(kind))], "-id"),
        "limit": (Limit, 50),
        "cursor": (str, ""),
        "as_of": (MomentGiven | None, Field(None, description="Records as they were known at this moment.")),
    }
    return create_model(f"{_noun(kind)}Asked", __base__=Given, **fields)


def _asked_type(column: Column) -> Any:
    return _GIVEN.get(column.type, str)


def _noun(kind: SubjectKind) -> str:
    return str(kind).title()


def shown_record(record: Any, values: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return a record as answers show it, with its present values or with those of another moment."""
    kind = kind_of(record)
    values = present_values(record) if values is None else values
    body: dict[str, Any] = {"id": record.pk, "owner": record.owner_id, "team": record.team_id}
    body |= {column.name: shown(values.get(column.name)) for column in table_of(kind).columns}
    body["custom"] = {
        name.removeprefix("custom."): None if value is None else str(value)
        for name, value in values.items()
        if name.startswith("custom.")
    }
    if hasattr(record, "score_probability"):
        body["score"] = _score(record)
    return body


def _score(record: Any) -> dict[str, Any] | None:
    if record.score_probability is None:
        return None
    scored_at: datetime | None = record.scored_at
    return {
        "probability": record.score_probability,
        "low": record.score_low,
        "high": record.score_high,
        "scored_at": shown(scored_at),
        "version": record.score_version,
    }
