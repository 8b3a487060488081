"""Fields as they stand in requests and answers: moments, dates, exact amounts, ids."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, Field, GetPydanticSchema
from pydantic_core import core_schema

__all__ = ["Amount", "Day", "Identifier", "MomentGiven", "MomentShown", "Number", "Share", "Whole", "one_of", "shown"]

_FIRST_YEAR, _LAST_YEAR = 1000, 9000


def _within_reach(moment: datetime) -> datetime:
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(f"must lie in the years {_FIRST_YEAR} to {_LAST_YEAR}")
    return moment


MomentGiven = Annotated[AwareDatetime, AfterValidator(_within_reach)]
MomentShown = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Day = date
Identifier = Annotated[int, Field(ge=1, le=2**63 - 1)]
Whole = Annotated[int, Field(ge=-(2**63) + 1, le=2**63 - 1, strict=True)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]
Amount = Annotated[Decimal, Field(max_digits=18, decimal_places=4)]


def one_of(names: Sequence[str]) -> GetPydanticSchema:
    """Return what an annotation needs to allow these names only, and to say so in the description."""
    return GetPydanticSchema(lambda _, __: core_schema.literal_schema(list(names)))


def shown(value: Any) -> Any:
    """Return a stored value as answers write it: moments in UTC with all their digits, amounts as text, "" as null.

    Examples
    --------
    >>> shown(datetime(2026, 3, 2, 9, 0, 0, 17, tzinfo=UTC)), shown(Decimal("10.50")), shown("")
    ('2026-03-02T09:00:00.000017+00:00', '10.50', None)
    """
    if value == "":
        return None
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value) if isinstance(value, Decimal) else value
