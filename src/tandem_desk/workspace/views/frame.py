"""What surrounds every page: the places in the rail, the reader's time zone, and our errors in our words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, tzinfo
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from tandem.kernel.errors import AlreadyDecided, InputError, NotPermitted, StaleSuggestion, TandemError
from tandem_desk.workspace.permissions import Action, may

__all__ = ["ErrorsInOurWords", "MemberZone", "places"]


@dataclass(frozen=True)
class Place:
    """One entry of the rail: key for `g`-jumps, address name, icon, words; `short` ones stand in the phone's bar."""

    key: str
    name: str
    icon: str
    words: str
    short: bool = False
    gap: bool = False
    needs: Action = Action.VIEW


PLACES = (
    Place("t", "today", "today", "Today", short=True),
    Place("l", "leads", "leads", "Leads", short=True),
    Place("a", "accounts", "accounts", "Accounts", short=True),
    Place("c", "contacts", "contacts", "Contacts"),
    Place("d", "deals", "deals", "Deals", short=True),
    Place("u", "customers", "customers", "Customers"),
    Place("i", "imports", "import", "Import", gap=True, needs=Action.IMPORT),
    Place("m", "map", "map", "Map"),
    Place("v", "evidence", "evidence", "Evidence"),
    Place("s", "settings", "settings", "Settings"),
)


def places(request: HttpRequest) -> dict[str, Any]:
    """Return the rail's entries for templates; the one whose address the page's begins with is marked."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"places": []}
    return {"places": [_entry(place, request.path) for place in PLACES if may(user, place.needs)]}


def _entry(place: Place, path: str) -> dict[str, Any]:
    url = reverse(place.name)
    here = path == url if url == "/" else path.startswith(url)
    return {
        "url": url,
        "here": here or (place.name == "map" and path.startswith("/functions/")),
        "key": place.key,
        "icon": place.icon,
        "words": place.words,
        "short": place.short,
        "gap": place.gap,
    }


class MemberZone:
    """Show every moment in the zone of the member who reads."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the member's zone."""
        with timezone.override(_zone(request.user.time_zone) if request.user.is_authenticated else UTC):
            return self.get_response(request)


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        # A zone that this machine's list no longer has must not lock its member out.
        return UTC


class ErrorsInOurWords:
    """Turn what the house raises on purpose into a page or, for a part of a page, a message."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; errors come by `process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer one of our errors with its status and its words."""
        if not isinstance(error, TandemError):
            return None
        status = _status(error)
        if getattr(request, "htmx", False):
            answer = render(request, "tandem/toast.html", {"words": str(error), "bad": True}, status=status)
            answer["HX-Reswap"] = "none"
            return answer
        template = "403.html" if status == HTTPStatus.FORBIDDEN else "tandem/refused.html"
        return render(request, template, {"words": str(error)}, status=status)


def _status(error: TandemError) -> HTTPStatus:
    if isinstance(error, NotPermitted):
        return HTTPStatus.FORBIDDEN
    if isinstance(error, StaleSuggestion | AlreadyDecided):
        return HTTPStatus.CONFLICT
    return HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(error, InputError) else HTTPStatus.BAD_REQUEST
