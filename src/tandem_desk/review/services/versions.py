"""Model versions: every one kept, one in force, any earlier one back in a single step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.suggestion import ActorKind
from tandem.kernel.timeline import as_utc
from tandem_desk.review.models import ModelSwitch, ModelVersion
from tandem_desk.review.selectors.versions import earlier_version, version_in_force
from tandem_desk.review.sockets import PLUGS
from tandem_desk.workspace.models import Member, Workspace
from tandem_desk.workspace.permissions import Action, require
from tandem_desk.workspace.services.audit import actor_name, record_audit
from tandem_desk.workspace.services.jobs import enqueue_job

__all__ = ["Fitted", "put_in_force", "roll_back", "store_version"]


@dataclass(frozen=True)
class Fitted:
    """A model just fitted: its card, its file's bytes, and what it was made from.

    Attributes:
        card: plain values for people.
        artefact: the model file.
        data_until: nothing known later was used.
        seed: of every random choice.
        made_at: when.
        seconds_to_fit: how long it took, >= 0.
    """

    card: Mapping[str, Any]
    artefact: bytes
    data_until: datetime
    seed: int
    made_at: datetime
    seconds_to_fit: float


@transaction.atomic
def store_version(*, workspace: Workspace, function: str, fitted: Fitted) -> ModelVersion:
    """Keep a fitted model under the next number; this alone puts nothing in force."""
    # Held until commit, so that two fits at once get two numbers.
    Workspace.objects.select_for_update().get(pk=workspace.pk)
    versions = ModelVersion.objects.filter(workspace=workspace, function=function)
    newest = versions.order_by("-number").values_list("number", flat=True).first() or 0
    return ModelVersion.objects.create(
        workspace=workspace,
        function=function,
        number=newest + 1,
        card=dict(fitted.card),
        artefact=fitted.artefact,
        data_until=as_utc(fitted.data_until),
        seed=fitted.seed,
        made_at=as_utc(fitted.made_at),
        seconds_to_fit=fitted.seconds_to_fit,
    )


@transaction.atomic
def put_in_force(
    *,
    version: ModelVersion,
    because: str,
    at: datetime,
    member: Member | None = None,
    rule: str = "",
    reranked: Mapping[str, Any] | None = None,
) -> ModelSwitch:
    """Put a version in force: by a member who may manage models, or by a named rule.

    Parameters
    ----------
    version
        The version; where it is in force already nothing changes.
    because
        Why, for the log.
    member, rule
        Who: exactly one of the two.
    reranked
        Who was re-ranked by how much.

    Raises
    ------
    InputError
        Neither or both of member and rule are given, no reason is, or the version is another workspace's.
    NotPermitted
        The role does not allow it.
    """
    if member is not None:
        require(member, Action.MANAGE_MODELS)
    faults = []
    if (member is None) == (not rule):
        faults.append(Fault("member", "must be given, or else a rule", f"{member}, {rule or 'no rule'}"))
    if not because.strip():
        faults.append(Fault("because", "must say why", "nothing"))
    if member is not None and member.workspace_id != version.workspace_id:
        faults.append(Fault("version", "must be one of the member's workspace", str(version.pk)))
    if faults:
        raise InputError(faults)
    workspace = Workspace.objects.select_for_update().get(pk=version.workspace_id)
    standing: ModelSwitch | None = (
        ModelSwitch.objects.filter(workspace=workspace, function=version.function).order_by("-id").first()
    )
    if standing is not None and standing.version_id == version.pk:
        return standing
    switch: ModelSwitch = ModelSwitch.objects.create(
        workspace=workspace,
        function=version.function,
        version=version,
        actor_kind=ActorKind.MEMBER if member is not None else ActorKind.RULE,
        actor=str(member.pk) if member is not None else rule,
        member=member,
        because=because.strip(),
        reranked=dict(reranked or {}),
        at=as_utc(at),
    )
    record_audit(
        workspace=workspace,
        member=member,
        actor=actor_name(member) if member is not None else rule,
        action="model put in force",
        subject=f"{version.function} {version.number}",
        detail={"because": because.strip()},
    )
    _score_anew(workspace, version, member)
    return switch


def _score_anew(workspace: Workspace, version: ModelVersion, member: Member | None) -> None:
    plug = PLUGS.get(version.function)
    if plug is not None and plug.rescorer and member is not None:
        # A rule that puts its own fresh model in force scores in the same breath; a person's switch is scored after it.
        enqueue_job(
            name=plug.rescorer,
            arguments={"function": version.function},
            workspace=workspace,
            member=member,
            unique_key=f"{plug.rescorer} {workspace.pk} {version.function} {version.number}",
        )


def roll_back(
    *, workspace: Workspace, function: str, member: Member, because: str, at: datetime,
    reranked: Mapping[str, Any] | None = None,
) -> ModelSwitch:  # fmt: skip
    """Put the version in force again that was in force before the present one; needs `manage_models`.

    Raises
    ------
    InputError
        There was no other version before.
    NotPermitted
        The role does not allow it.
    """
    require(member, Action.MANAGE_MODELS)
    present = version_in_force(workspace=workspace, function=function)
    earlier = earlier_version(workspace=workspace, function=function)
    if present is None or earlier is None:
        raise InputError(Fault("version", "must have had one before it", f"none before that of {function}"))
    return put_in_force(version=earlier, member=member, because=because, at=at, reranked=reranked)
