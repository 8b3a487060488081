"""Sets how far a function may go: down at any time, up only with evidence."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from tandem.kernel.autonomy import Autonomy
from tandem.kernel.errors import Fault, InputError
from tandem.kernel.timeline import as_utc
from tandem_desk.review.models import AutonomyEntry
from tandem_desk.review.selectors.autonomy import function_level
from tandem_desk.review.selectors.record_of_use import RecordOfUse, record_of_use
from tandem_desk.review.sockets import find_plug
from tandem_desk.workspace.models import Member, Workspace
from tandem_desk.workspace.permissions import Action, require
from tandem_desk.workspace.services.audit import actor_name, record_audit

__all__ = ["EVIDENCE", "Evidence", "missing_evidence", "set_autonomy"]

_LOOKED_BACK = timedelta(days=90)


@dataclass(frozen=True)
class Evidence:
    """What must have been seen in ninety days before a function may rise to a level.

    Attributes:
        n_decided: decisions by people, at least.
        accepted_share: of these, accepted as they were, at least; in [0, 1].
        n_acted: acts of the machine under the level below, at least.
        undone_share: of these, taken back, at most; in [0, 1].
    """

    n_decided: int
    accepted_share: float
    n_acted: int
    undone_share: float


EVIDENCE: dict[Autonomy, Evidence] = {
    Autonomy.ACT_UNLESS_STOPPED: Evidence(n_decided=30, accepted_share=0.8, n_acted=0, undone_share=1.0),
    Autonomy.ACT_AND_REPORT: Evidence(n_decided=30, accepted_share=0.9, n_acted=50, undone_share=0.05),
}


def missing_evidence(*, workspace: Workspace, function: str, level: Autonomy, now: datetime) -> list[Fault]:
    """Return what is still missing before a function may rise to a level; nothing where it may."""
    needed = EVIDENCE.get(level)
    if needed is None:
        return []
    seen = record_of_use(workspace=workspace, function=function, since=as_utc(now) - _LOOKED_BACK)
    return [fault for fault in _shortfalls(needed, seen) if fault is not None]


def _shortfalls(needed: Evidence, seen: RecordOfUse) -> list[Fault | None]:
    accepted = seen.n_accepted / seen.n_by_people if seen.n_by_people else 0.0
    undone = seen.n_by_machine_undone / seen.n_by_machine if seen.n_by_machine else 0.0
    checks = [
        (
            seen.n_by_people >= needed.n_decided,
            "decisions by people",
            f"must be at least {needed.n_decided}",
            seen.n_by_people,
        ),
        (
            accepted >= needed.accepted_share,
            "accepted as proposed",
            f"must be at least {needed.accepted_share:.0%}",
            f"{accepted:.0%}",
        ),
        (
            seen.n_by_machine >= needed.n_acted,
            "acts of the machine",
            f"must be at least {needed.n_acted}",
            seen.n_by_machine,
        ),
        (
            undone <= needed.undone_share,
            "acts taken back",
            f"must be at most {needed.undone_share:.0%}",
            f"{undone:.0%}",
        ),
    ]
    return [None if holds else Fault(where, f"{must} in ninety days", str(got)) for holds, where, must, got in checks]


@transaction.atomic
def set_autonomy(
    *,
    workspace: Workspace,
    function: str,
    level: Autonomy | None,
    member: Member,
    because: str,
    at: datetime,
    account_id: int | None = None,
) -> AutonomyEntry:
    """Set how far a function may go, for all or for one account; needs `manage_autonomy`.

    An account's level can only lower the function's; `None` takes it away. Rising to a level at which the machine acts
    needs the evidence of :data:`EVIDENCE`.

    Raises
    ------
    InputError
        The evidence is missing (all of it is named), no reason is given, or the function is unknown.
    NotPermitted
        The role does not allow it.
    """
    require(member, Action.MANAGE_AUTONOMY)
    find_plug(function)
    faults = [] if because.strip() else [Fault("because", "must say why", "nothing")]
    if member.workspace_id != workspace.pk:
        faults.append(Fault("workspace", "must be the member's own", workspace.name))
    if level is None and account_id is None:
        faults.append(Fault("level", "can be taken away from an account only", "none"))
    if level is not None and account_id is None:
        present = function_level(workspace=workspace, function=function)
        if level.rank > present.rank:
            faults += missing_evidence(workspace=workspace, function=function, level=level, now=at)
    if faults:
        raise InputError(faults)
    entry = AutonomyEntry.objects.create(
        workspace=workspace,
        function=function,
        account_id=account_id,
        level=level or "",
        member=member,
        because=because.strip(),
        at=as_utc(at),
    )
    where = f"account {account_id}" if account_id is not None else "all"
    record_audit(
        workspace=workspace,
        member=member,
        actor=actor_name(member),
        action="autonomy set",
        subject=f"{function}, {where}: {level or 'as for all'}",
        detail={"because": because.strip()},
    )
    return entry
