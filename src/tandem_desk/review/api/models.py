"""Models: the versions of a function, their cards, and which one is in force."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from tandem_desk.review.selectors.versions import find_version, version_in_force, versions_of
from tandem_desk.review.services.versions import put_in_force
from tandem_desk.workspace.api.access import Scope, member_of
from tandem_desk.workspace.api.fields import MomentShown, shown
from tandem_desk.workspace.api.problems import ProblemError

__all__ = ["router"]

router = Router(tags=["Models"])
_READ, _MANAGE = Scope("models:read"), Scope("models:manage")
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]


class VersionShown(Schema):
    """One fitted model."""

    function: str
    number: int
    in_force: bool
    made_at: MomentShown
    data_until: MomentShown
    seed: int
    seconds_to_fit: float
    card: dict[str, Any]


class Switching(Schema):
    """Why a version is put in force."""

    model_config = ConfigDict(extra="forbid")
    because: Annotated[str, Field(min_length=1, max_length=2000)]


@router.get(
    "/{stage}/{name}", response=list[VersionShown], auth=_READ, operation_id="list_versions", summary="List versions"
)
def list_versions(request: HttpRequest, stage: str, name: str) -> Any:
    """Every version of a function, newest first."""
    workspace, function = member_of(request).workspace, f"{stage}/{name}"
    standing = version_in_force(workspace=workspace, function=function)
    return [_shown(one, standing) for one in versions_of(workspace=workspace, function=function)]


@router.get(
    "/{stage}/{name}/{number}",
    response=VersionShown,
    auth=_READ,
    operation_id="read_version",
    summary="Read one version's card",
)
def read_version(
    request: HttpRequest,
    stage: str,
    name: str,
    number: Version,
) -> Any:
    """One version with its card."""
    return _one(request, f"{stage}/{name}", number)


@router.post(
    "/{stage}/{name}/{number}/put-in-force",
    response=VersionShown,
    auth=_MANAGE,
    operation_id="put_version_in_force",
    summary="Put a version in force",
)
def switch(
    request: HttpRequest,
    given: Switching,
    stage: str,
    name: str,
    number: Version,
) -> Any:
    """Have a version make the suggestions from now on; an earlier one can be put back the same way."""
    member, function = member_of(request), f"{stage}/{name}"
    version = find_version(workspace=member.workspace, function=function, number=number)
    if version is None:
        raise ProblemError(404, "There is no such version.")
    put_in_force(version=version, because=given.because, at=timezone.now(), member=member)
    return _one(request, function, number)


def _one(request: HttpRequest, function: str, number: int) -> dict[str, Any]:
    workspace = member_of(request).workspace
    version = find_version(workspace=workspace, function=function, number=number)
    if version is None:
        raise ProblemError(404, "There is no such version.")
    return _shown(version, version_in_force(workspace=workspace, function=function))


def _shown(version: Any, standing: Any) -> dict[str, Any]:
    return {
        "function": version.function,
        "number": version.number,
        "in_force": standing is not None and standing.pk == version.pk,
        "made_at": shown(version.made_at),
        "data_until": shown(version.data_until),
        "seed": version.seed,
        "seconds_to_fit": version.seconds_to_fit,
        "card": version.card,
    }
