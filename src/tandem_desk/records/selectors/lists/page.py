"""One page of a sorted list, found from where the last one ended: as quick on page ten thousand as on the first."""

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from tandem.kernel.errors import Fault, InputError
from tandem_desk.records.selectors.lists.kinds import Sort

__all__ = ["PAGE_ROWS", "Page", "read_page"]

PAGE_ROWS = 50


@dataclass(frozen=True)
class Page:
    """Rows of one page, and where the next one starts; an empty `after` means that these were the last."""

    rows: list[Any]
    after: str


def read_page(
    queryset: "QuerySet[Any]", *, sort: Sort, descending: bool, after: str = "", n_rows: int = PAGE_ROWS
) -> Page:
    """Return the rows that follow `after`, in the order of `sort` and then of their ids; empty values come last.

    The order is cut into ranges that each lie in one piece of the index: rows equal to the last value with a further
    id, rows with a further value, rows with none. A range is only read when those before it did not fill the page, so
    a list where half the rows share one value costs no more than any other.

    Raises
    ------
    InputError
        `after` was not made by this function for this sort.
    """
    rows: list[Any] = []
    for condition, order in _ranges(sort, descending, _decode(after, sort)):
        rows += queryset.filter(condition).order_by(*order)[: n_rows + 1 - len(rows)]
        if len(rows) > n_rows:
            break
    more = len(rows) > n_rows
    rows = rows[:n_rows]
    return Page(rows, _encode(rows[-1], sort) if more else "")


def _ranges(sort: Sort, descending: bool, after: "tuple[Any, int] | None") -> Iterator[tuple[Q, tuple[str, ...]]]:
    further, sign = ("lt", "-") if descending else ("gt", "")
    by_value, by_id = (f"{sign}{sort.field}", f"{sign}id"), (f"{sign}id",)
    some = Q(**{f"{sort.field}__isnull": False}) if sort.nullable else Q()
    none = Q(**{f"{sort.field}__isnull": True})
    if after is None:
        yield some, by_value
    elif after[0] is not None:
        value, last_id = after
        yield Q(**{sort.field: value, f"id__{further}": last_id}), by_id
        yield Q(**{f"{sort.field}__{further}": value}), by_value
    if sort.nullable:
        past = Q(**{f"id__{further}": after[1]}) if after is not None and after[0] is None else Q()
        yield none & past, by_id


def _encode(row: Any, sort: Sort) -> str:
    value = getattr(row, sort.field)
    shown = value.isoformat() if isinstance(value, datetime) else str(value) if isinstance(value, Decimal) else value
    return base64.urlsafe_b64encode(json.dumps([sort.key, shown, row.pk]).encode()).decode().rstrip("=")


def _decode(after: str, sort: Sort) -> "tuple[Any, int] | None":
    if not after:
        return None
    try:
        key, value, last_id = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        if key != sort.key or not isinstance(last_id, int):
            raise ValueError(key)
        if value is not None and sort.field.endswith("_at"):
            value = datetime.fromisoformat(value)
    except (ValueError, TypeError, binascii.Error) as error:
        raise InputError(Fault("after", "must come from the page before, unchanged", repr(after[:40]))) from error
    return value, last_id
