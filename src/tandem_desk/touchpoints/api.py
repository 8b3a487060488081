"""Touchpoints: read what happened, and tell of what happened, many at once."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from tandem.kernel.vocabulary import TouchpointKind
from tandem.tables.dialects import touchpoint_direction
from tandem_desk.touchpoints.selectors import touchpoints_page
from tandem_desk.touchpoints.services import record_touchpoints
from tandem_desk.workspace.api.access import Scope, member_of
from tandem_desk.workspace.api.fields import Identifier, MomentGiven, MomentShown, Share, shown
from tandem_desk.workspace.api.paging import Limit, Page, read_cursor, to_page

__all__ = ["router"]

router = Router(tags=["Touchpoints"])
_LINKS = ("account", "contact", "lead", "opportunity", "campaign")
Text = Annotated[str, Field(max_length=300)]


class TouchpointShown(Schema):
    """One moment of contact."""

    id: int
    external_id: str | None
    source_system: str | None
    kind: str
    direction: str | None
    occurred_at: MomentShown
    recorded_at: MomentShown
    duration_seconds: float | None
    account: int | None
    contact: int | None
    lead: int | None
    opportunity: int | None
    campaign: int | None
    channel: str | None
    subject: str | None
    body: str | None
    url: str | None
    status: str | None
    human_probability: float | None
    owner_name: str | None


class TouchpointGiven(Schema):
    """A moment of contact to be added; it hangs on at least one record."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal[tuple(TouchpointKind)]  # type: ignore[valid-type]  # the enumeration's values
    occurred_at: MomentGiven
    external_id: Text = ""
    source_system: Annotated[str, Field(max_length=40)] = ""
    direction: Literal["", "inbound", "outbound", "in", "out"] = ""
    duration_seconds: Annotated[float, Field(ge=0, le=1e9)] | None = None
    account: Identifier | None = None
    contact: Identifier | None = None
    lead: Identifier | None = None
    opportunity: Identifier | None = None
    campaign: Identifier | None = None
    channel: Annotated[str, Field(max_length=100)] = ""
    subject: Annotated[str, Field(max_length=1000)] = ""
    body: Annotated[str, Field(max_length=1_000_000)] = ""
    url: Annotated[str, Field(max_length=2000)] = ""
    status: Annotated[str, Field(max_length=100)] = ""
    human_probability: Share | None = None
    owner_name: Annotated[str, Field(max_length=200)] = ""


class TouchpointsGiven(Schema):
    """Up to a thousand touchpoints: all are added, or none."""

    model_config = ConfigDict(extra="forbid")
    items: list[TouchpointGiven] = Field(min_length=1, max_length=1000)


class TouchpointsTaken(Schema):
    """Ids in the order given; those that stood before by system and id are counted and left as they stand.

    The count is of this request: the same touchpoints sent again have the same ids and are all counted as known. A
    request repeated with the same `Idempotency-Key` gets its first answer again, count and all.
    """

    ids: list[int]
    n_known: int


class TouchpointsAsked(Schema):
    """What a list of touchpoints can be asked for."""

    model_config = ConfigDict(extra="forbid")
    account: Identifier | None = None
    contact: Identifier | None = None
    lead: Identifier | None = None
    opportunity: Identifier | None = None
    campaign: Identifier | None = None
    kind: str | None = None
    since: MomentGiven | None = None
    until: MomentGiven | None = None
    limit: Limit = 50
    cursor: str = ""


@router.get(
    "",
    response=Page[TouchpointShown],
    auth=Scope("touchpoints:read"),
    operation_id="list_touchpoints",
    summary="List touchpoints",
)
def list_touchpoints(request: HttpRequest, asked: Query[TouchpointsAsked]) -> Any:
    """Touchpoints you may see, the latest recorded first."""
    given = asked.dict(exclude_none=True)
    equal = {f"{name}_id": given[name] for name in _LINKS if name in given}
    if "kind" in given:
        equal["kind"] = given["kind"]
    rows = touchpoints_page(
        member=member_of(request),
        equal=equal,
        since=asked.since,
        until=asked.until,
        before_id=read_cursor(asked.cursor, 1)[0] if asked.cursor else None,
        limit=asked.limit,
    )
    page, following = to_page(request, rows, limit=asked.limit, place=lambda row: [row.pk])
    return {"items": [_shown(row) for row in page], "next": following}


@router.post(
    "",
    response={201: TouchpointsTaken},
    auth=Scope("touchpoints:write"),
    operation_id="create_touchpoints",
    summary="Add touchpoints",
)
def create_touchpoints(request: HttpRequest, given: TouchpointsGiven) -> Any:
    """Add up to a thousand touchpoints at once."""
    rows = [
        {f"{name}_id" if name in _LINKS else name: value for name, value in one.dict(exclude_none=True).items()}
        for one in given.items
    ]
    for row in rows:
        row["kind"] = TouchpointKind(row["kind"])
        row["direction"] = touchpoint_direction(row["direction"])
    taken = record_touchpoints(member=member_of(request), given=rows, recorded_at=timezone.now())
    return Status(201, {"ids": taken.ids, "n_known": taken.n_known})


def _shown(row: Any) -> dict[str, Any]:
    plain = [name for name in TouchpointShown.model_fields if name not in _LINKS]
    body = {name: shown(getattr(row, name)) for name in plain}
    return body | {name: getattr(row, f"{name}_id") for name in _LINKS}
