"""Puts suggestions off, stops the machine on one, and closes those whose time has passed."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tandem.kernel.errors import AlreadyDecided, Fault, InputError
from tandem.kernel.suggestion import State
from tandem.kernel.timeline import as_utc
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.review.models import Snooze, Stop, SuggestionEntry
from tandem_desk.review.services.deciding import lock_suggestion
from tandem_desk.workspace.models import Member, Workspace
from tandem_desk.workspace.permissions import Action, require_change
from tandem_desk.workspace.services.audit import record_audit

__all__ = ["close_for_gone", "expire_due", "snooze", "stop_machine"]


@transaction.atomic
def snooze(*, member: Member, suggestion_id: int, until: datetime, at: datetime) -> Snooze:
    """Hide an open suggestion from one member's queue until later; it stays open, and others still see it.

    Raises
    ------
    InputError
        `until` has passed already.
    AlreadyDecided
        The suggestion is no longer open.
    NotPermitted
        The member may not decide on it.
    """
    if as_utc(until) <= as_utc(at):
        raise InputError(Fault("until", "must lie in the future", until.isoformat()))
    entry = _open_for(member, suggestion_id)
    return Snooze.objects.create(suggestion=entry, member=member, until=as_utc(until), made_at=as_utc(at))


@transaction.atomic
def stop_machine(*, member: Member, suggestion_id: int, at: datetime, because: str = "") -> Stop:
    """Stop the machine from acting on a suggestion by itself; people still decide. Stopping twice changes nothing.

    Raises
    ------
    AlreadyDecided
        It is too late: the suggestion is no longer open. Undo the decision instead.
    NotPermitted
        The member may not decide on it.
    """
    entry = _open_for(member, suggestion_id)
    standing = Stop.objects.filter(suggestion=entry).first()
    return standing or Stop.objects.create(suggestion=entry, member=member, because=because, at=as_utc(at))


def _open_for(member: Member, suggestion_id: int) -> SuggestionEntry:
    entry = lock_suggestion(suggestion_id)
    require_change(member, entry, Action.DECIDE, SubjectKind(entry.subject_kind))
    if entry.closed_at is not None:
        raise AlreadyDecided(f"The suggestion is {entry.state}; only an open one can be put off or stopped.")
    return entry


def expire_due(*, now: datetime, workspace: Workspace | None = None) -> int:
    """Close every open suggestion whose time has passed, of one workspace or of all; return how many."""
    moment = as_utc(now)
    due = SuggestionEntry.objects.filter(closed_at__isnull=True, expires_at__lte=moment)
    if workspace is not None:
        due = due.filter(workspace=workspace)
    return due.update(state=State.EXPIRED, closed_at=moment)


def close_for_gone(workspace_id: int, kind: SubjectKind, ids: Collection[int], because: str) -> int:
    """Close what stands open about records that are removed, and log why; return how many suggestions that were."""
    workspace = Workspace.objects.get(pk=workspace_id)
    about = SuggestionEntry.objects.filter(workspace=workspace, subject_kind=kind.value, subject_id__in=ids)
    n_closed = about.filter(closed_at__isnull=True).update(state=State.EXPIRED, closed_at=timezone.now())
    if n_closed:
        subject = f"{n_closed} about removed {kind} records"
        record_audit(
            workspace=workspace,
            member=None,
            actor="suggestions",
            action="suggestions closed",
            subject=subject,
            detail={"because": because},
        )
    return n_closed
