"""Typed columns as the database's columns hold them, and back; so that whole batches go in and are compared at once."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection, models

__all__ = ["Stored", "db_default", "selectable", "stored_column", "stored_scalar"]


@dataclass(frozen=True)
class Stored:
    """A column ready for the database.

    Attributes:
        values: one for each row; empty text or `None` where there is no value.
        changed: positions where the column cannot hold the value as it is, so that its text must be kept.
        refused: positions whose value the column cannot hold at all.
    """

    values: list[Any]
    changed: tuple[int, ...] = ()
    refused: tuple[int, ...] = ()


def is_sqlite() -> bool:
    """Whether the database is a SQLite file."""
    return connection.vendor == "sqlite"


def stored_column(array: pa.Array, field: "models.Field[Any, Any]") -> Stored:
    """Return a parsed column as `field` holds it."""
    if isinstance(field, models.CharField | models.TextField):
        return _text(array, field.max_length)
    if isinstance(field, models.DecimalField):
        return _decimal(array, field)
    if isinstance(field, models.DateTimeField):
        return Stored(_moments(array) if is_sqlite() else array.to_pylist())
    if isinstance(field, models.DateField):
        return Stored(pc.cast(array, pa.string()).to_pylist() if is_sqlite() else array.to_pylist())
    if isinstance(field, models.BooleanField) and not field.null:
        return Stored(pc.fill_null(array, False).to_pylist())
    return Stored(array.to_pylist())


def _text(array: pa.Array, longest: int | None) -> Stored:
    filled = pc.fill_null(array, "")
    if longest is None or len(filled) == 0 or (pc.max(pc.binary_length(filled)).as_py() or 0) <= longest:
        return Stored(filled.to_pylist())
    values = filled.to_pylist()
    cut = tuple(place for place, value in enumerate(values) if len(value) > longest)
    for place in cut:
        values[place] = values[place][:longest]
    return Stored(values, changed=cut)


def _decimal(array: pa.Array, field: "models.DecimalField[Any, Any]") -> Stored:
    limit = Decimal(10) ** (field.max_digits - field.decimal_places)
    too_large = pc.fill_null(pc.greater_equal(pc.abs(array), pa.scalar(limit, array.type)), False)
    refused = _places(too_large)
    if refused:
        array = pc.if_else(too_large, None, array)
    rounded = pc.round(array, ndigits=field.decimal_places)
    changed = _places(pc.fill_null(pc.not_equal(rounded, array), False))
    if is_sqlite():
        # SQLite keeps decimals as numbers: what Django reads back is the same to 15 digits either way.
        return Stored(pc.cast(rounded, pa.float64()).to_pylist(), changed, refused)
    return Stored(rounded.to_pylist(), changed, refused)


def _places(flags: pa.Array) -> tuple[int, ...]:
    if not pc.any(flags).as_py():
        return ()
    return tuple(pc.indices_nonzero(flags).to_pylist())


def _moments(array: pa.Array) -> list[Any]:
    plain = pc.cast(array, pa.timestamp("us"))
    whole = pc.cast(plain, pa.timestamp("s"), safe=False)
    texts = pc.cast(whole, pa.string())
    if pc.any(pc.not_equal(pc.cast(whole, pa.timestamp("us")), plain)).as_py():
        exact = pc.cast(plain, pa.string())
        texts = pc.if_else(pc.equal(pc.cast(whole, pa.timestamp("us")), plain), texts, exact)
    values: list[Any] = texts.to_pylist()
    return values


def stored_scalar(value: Any, field: "models.Field[Any, Any]") -> Any:
    """Return one Python value as `field` holds it."""
    if isinstance(value, Decimal) and is_sqlite():
        return float(value)
    if isinstance(value, dict | list):
        import json

        return json.dumps(value, ensure_ascii=False)
    return field.get_db_prep_save(value, connection)


def db_default(field: "models.Field[Any, Any]") -> Any:
    """Return what a column holds where nothing is given."""
    if field.null:
        return None
    if isinstance(field, models.JSONField):
        return "{}"
    return stored_scalar(field.get_default(), field)


def selectable(column: str) -> str:
    """Return a column for a SELECT that gives it as it is stored; SQLite would otherwise parse every moment."""
    return f'+"{column}"' if is_sqlite() else f'"{column}"'
