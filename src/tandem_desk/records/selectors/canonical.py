"""Values as the change history writes them: one text for one value, whatever it was read from."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Model

from tandem.tables.schema import ColumnType

__all__ = ["canonical", "typed_value"]


def canonical(value: Any) -> str | None:
    """Return a value's canonical text; empty values are `None`.

    Numbers have a point and no grouping, flags are `true` and `false`, dates and moments ISO 8601 in UTC, references
    the id of what they point at.

    Examples
    --------
    >>> from decimal import Decimal
    >>> canonical(Decimal("1200.500000")), canonical(True), canonical(""), canonical(date(2026, 3, 2))
    ('1200.5', 'true', None, '2026-03-02')
    """
    if value is None or value == "":
        return None
    write = next((writer for kind, writer in _WRITERS if isinstance(value, kind)), str)
    return write(value)


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


# In this order: a bool is an int, a datetime is a date.
_WRITERS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (bool, lambda value: "true" if value else "false"),
    (Decimal, _plain),
    (float, lambda value: _plain(Decimal(repr(value)))),
    (datetime, lambda value: value.astimezone(UTC).isoformat()),
    (date, lambda value: value.isoformat()),
    (Model, lambda value: str(value.pk)),
)


def typed_value(text: str | None, kind: ColumnType) -> Any:
    """Return canonical text as the value the column holds.

    Raises
    ------
    ValueError
        The text does not follow the rule for the column's type.

    Examples
    --------
    >>> typed_value("1200.5", ColumnType.AMOUNT), typed_value("true", ColumnType.FLAG)
    (Decimal('1200.5'), True)
    """
    if text is None or text == "":
        return None
    read = _READERS.get(kind)
    return text if read is None else read(text)


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(f"{text!r} is no number") from error
    if not number.is_finite():
        _refuse(text)
    return number


def _refuse(text: str) -> Any:
    raise ValueError(f"{text!r} is no value of this type")


def _flag(text: str) -> bool:
    return text == "true" if text in ("true", "false") else bool(_refuse(text))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


_READERS: dict[ColumnType, Callable[[str], Any]] = {
    ColumnType.AMOUNT: _decimal,
    ColumnType.NUMBER: lambda text: float(_decimal(text)),
    ColumnType.SHARE: lambda text: float(_decimal(text)),
    ColumnType.INTEGER: int,
    ColumnType.REFERENCE: int,
    ColumnType.FLAG: _flag,
    ColumnType.DATE: date.fromisoformat,
    ColumnType.MOMENT: _moment,
}
