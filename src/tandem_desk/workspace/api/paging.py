"""Pages: a cursor names the last row seen, so that a page costs the same wherever it is and misses no row."""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from tandem.kernel.errors import Fault, InputError

__all__ = ["Limit", "Page", "read_cursor", "to_page", "write_cursor"]

T = TypeVar("T")
Limit = Annotated[int, Field(ge=1, le=200, description="Rows on a page.")]


class Page(Schema, Generic[T]):
    """One page of rows; `next` is the address of the page after it, or null."""

    items: list[T]
    next: str | None


def write_cursor(place: Sequence[Any]) -> str:
    """Return a place in an order as text for an address.

    Examples
    --------
    >>> read_cursor(write_cursor(["acme", 7]), 2)
    ['acme', 7]
    """
    text = json.dumps(list(place), default=str, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str, n_parts: int) -> list[Any]:
    """Return the place a cursor names.

    Raises
    ------
    InputError
        It is none of ours, or of another list.
    """
    fault = Fault("cursor", "must be one that a page of this list gave", repr(cursor[:50]), "Start at the first page.")
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:
        raise InputError(fault) from error
    plain = isinstance(place, list) and len(place) == n_parts
    if not plain or not all(part is None or isinstance(part, str | int | float) for part in place):
        raise InputError(fault)
    if not isinstance(place[-1], int) or not 0 < place[-1] < 2**63:
        raise InputError(fault)
    return list(place)


def to_page(
    request: HttpRequest, rows: Sequence[Any], *, limit: int, place: Callable[[Any], Sequence[Any]]
) -> tuple[Sequence[Any], str | None]:
    """Return the page's rows and the next page's address.

    Parameters
    ----------
    request
        Its address is kept but for the cursor.
    rows
        One more than `limit` where there are more.
    limit
        Rows on a page.
    place
        Names a row's place in the order.
    """
    if len(rows) <= limit:
        return rows, None
    shown = rows[:limit]
    asked = {name: request.GET.getlist(name) for name in request.GET if name != "cursor"}
    return shown, f"{request.path}?{urlencode({**asked, 'cursor': write_cursor(place(shown[-1]))}, doseq=True)}"
