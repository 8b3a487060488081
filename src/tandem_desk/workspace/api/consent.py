"""Consent: may an address be used? An opt-out beats everything; only the person themselves lifts it."""

from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from tandem_desk.workspace.api.access import Scope, key_of, member_of
from tandem_desk.workspace.permissions import Action, require
from tandem_desk.workspace.services.consent import is_opted_out, record_opt_in, record_opt_out

__all__ = ["router"]

router = Router(tags=["Consent"])


class Address(Schema):
    """An address on a channel."""

    model_config = ConfigDict(extra="forbid")
    channel: Literal["email", "phone"]
    address: str = Field(min_length=1, max_length=320)


class Statement(Address):
    """What somebody said about an address; `by_the_person` is true where the person themselves said it."""

    opted_out: bool
    by_the_person: bool = False
    source: str = Field("", max_length=200, description="Where it was said, e.g. 'form on the web site'.")


class Standing(Schema):
    """Whether an address must not be used."""

    channel: str
    address: str
    opted_out: bool


@router.get("", response=Standing, auth=Scope("consent:read"), operation_id="read_consent", summary="May it be used?")
def read_consent(request: HttpRequest, asked: Query[Address]) -> Any:
    """Whether an address opted out of a channel."""
    return _standing(request, asked)


@router.post("", response=Standing, auth=Scope("consent:write"), operation_id="state_consent", summary="Say it")
def state_consent(request: HttpRequest, given: Statement) -> Any:
    """Note an opt-out, or the person's own opting in again; anybody else's is refused."""
    member = member_of(request)
    require(member, Action.EDIT)
    same: dict[str, Any] = {
        "workspace": member.workspace,
        "channel": given.channel,
        "address": given.address,
        "source": f"api key {key_of(request).name}: {given.source}".rstrip(": "),
        "at": timezone.now(),
        "by_the_person": given.by_the_person,
    }
    if given.opted_out:
        record_opt_out(**same)
    else:
        record_opt_in(**same)
    return _standing(request, given)


def _standing(request: HttpRequest, asked: Address) -> dict[str, Any]:
    workspace = member_of(request).workspace
    opted_out = is_opted_out(workspace=workspace, channel=asked.channel, address=asked.address)
    return {"channel": asked.channel, "address": asked.address, "opted_out": opted_out}
