"""What came of it, and what people said beforehand: outcomes and overrides, the ground on which both are measured."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.timeline import as_utc
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.review.models import OutcomeEntry, Override
from tandem_desk.review.sockets import find_plug
from tandem_desk.workspace.models import Member, Workspace
from tandem_desk.workspace.permissions import Action

__all__ = ["Known", "end_override", "override", "record_outcome", "record_outcomes"]

_BATCH = 2_000


@dataclass(frozen=True)
class Known:
    """One outcome: the subject, the value (1.0 it came to it, 0.0 it did not, or a figure), and when."""

    subject_id: int
    value: float
    occurred_at: datetime


def record_outcome(
    *,
    workspace: Workspace,
    subject_kind: SubjectKind,
    subject_id: int,
    kind: str,
    value: float,
    occurred_at: datetime,
    recorded_at: datetime,
    source: str = "",
) -> bool:
    """Note what came of a subject; return whether that is news. The same outcome again changes nothing."""
    known = [Known(subject_id, value, occurred_at)]
    return bool(
        record_outcomes(
            workspace=workspace,
            subject_kind=subject_kind,
            kind=kind,
            known=known,
            recorded_at=recorded_at,
            source=source,
        )
    )


def record_outcomes(
    *,
    workspace: Workspace,
    subject_kind: SubjectKind,
    kind: str,
    known: Iterable[Known],
    recorded_at: datetime,
    source: str = "",
) -> int:
    """Note many outcomes at once; return how many are news."""
    rows = [
        OutcomeEntry(
            workspace=workspace,
            subject_kind=subject_kind.value,
            subject_id=one.subject_id,
            kind=kind,
            value=one.value,
            occurred_at=as_utc(one.occurred_at),
            recorded_at=as_utc(recorded_at),
            source=source[:300],
        )
        for one in known
    ]
    of_kind = OutcomeEntry.objects.filter(workspace=workspace, subject_kind=subject_kind.value, kind=kind)
    with transaction.atomic():
        before = of_kind.count()
        OutcomeEntry.objects.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)
        return of_kind.count() - before


@transaction.atomic
def override(
    *,
    member: Member,
    function: str,
    subject_id: int,
    probability: float,
    machine_probability: float | None,
    reason: str,
    expires_at: datetime,
    at: datetime,
) -> Override:
    """Put a person's own probability in place of the machine's, with reason and expiry; their earlier one ends.

    It is measured like any forecast once the outcome is known.

    Raises
    ------
    InputError
        The probability is none, no reason is given, or the expiry has passed; all faults at once.
    NotPermitted
        The member may not decide on the subject.
    """
    plug = find_plug(function)
    plug.guard(member, subject_id, Action.DECIDE)
    faults = []
    if not 0.0 <= probability <= 1.0:
        faults.append(Fault("probability", "must lie between 0 and 1", str(probability)))
    if not reason.strip():
        faults.append(Fault("reason", "must say what you know and the machine does not", "nothing"))
    if as_utc(expires_at) <= as_utc(at):
        faults.append(Fault("expires_at", "must lie in the future", expires_at.isoformat()))
    if faults:
        raise InputError(faults)
    _end(member, function, plug.subject_kind, subject_id, at)
    return Override.objects.create(
        workspace_id=member.workspace_id,
        function=function,
        subject_kind=plug.subject_kind.value,
        subject_id=subject_id,
        member=member,
        probability=probability,
        machine_probability=machine_probability,
        reason=reason.strip(),
        made_at=as_utc(at),
        expires_at=as_utc(expires_at),
    )


def end_override(*, member: Member, function: str, subject_id: int, at: datetime) -> bool:
    """End a member's own override before its time; false where there was none."""
    return bool(_end(member, function, find_plug(function).subject_kind, subject_id, at))


def _end(member: Member, function: str, kind: SubjectKind, subject_id: int, at: datetime) -> int:
    standing = Override.objects.filter(
        workspace_id=member.workspace_id,
        function=function,
        subject_kind=kind.value,
        subject_id=subject_id,
        member=member,
        ended_at__isnull=True,
    )
    return standing.update(ended_at=as_utc(at))
