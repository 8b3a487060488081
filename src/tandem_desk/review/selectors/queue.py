"""The queue: what a member should act on now, best first."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from tandem.kernel.timeline import as_utc
from tandem_desk.review.models import Snooze, SuggestionEntry
from tandem_desk.workspace.models import Member, Role, Workspace
from tandem_desk.workspace.permissions import visible

__all__ = ["Place", "open_suggestions_of", "queue_for", "queue_length", "suggestion_for", "suggestion_seen_by"]


@dataclass(frozen=True)
class Place:
    """A place in the queue, to go on from: priority and id of the last row shown."""

    priority: float
    id: int


def queue_for(
    *, member: Member, now: datetime, limit: int = 50, after: Place | None = None, function: str = ""
) -> list[SuggestionEntry]:
    """Return open suggestions a member is meant to act on, highest priority first.

    Theirs, and those nobody is named for that belong to their team or to no team; a manager's team's as well, of all
    teams where the manager has none. Not those expired or snoozed by them.
    """
    rows = _queue(member, now)
    if function:
        rows = rows.filter(function=function)
    if after is not None:
        rows = rows.filter(Q(priority__lt=after.priority) | Q(priority=after.priority, id__gt=after.id))
    return list(rows.select_related("assigned_to").order_by("-priority", "id")[:limit])


def queue_length(*, member: Member, now: datetime) -> int:
    """Return how many suggestions wait for a member."""
    return _queue(member, now).count()


def _queue(member: Member, now: datetime) -> QuerySet[SuggestionEntry]:
    moment = as_utc(now)
    theirs = Q(assigned_to=member) | Q(assigned_to__isnull=True) & (Q(team__isnull=True) | Q(team=member.team_id))
    if member.role == Role.MANAGER:
        theirs = theirs | Q(team=member.team_id) if member.team_id is not None else Q()
    snoozed = Snooze.objects.filter(suggestion=OuterRef("pk"), member=member, until__gt=moment)
    return SuggestionEntry.objects.filter(
        theirs,
        ~Exists(snoozed),
        workspace_id=member.workspace_id,
        closed_at__isnull=True,
        expires_at__gt=moment,
    )


def suggestion_for(
    *, workspace: Workspace, function: str, subject_kind: str, subject_id: int
) -> SuggestionEntry | None:
    """Return the open suggestion about a subject, else the newest one there was, or `None`."""
    rows = SuggestionEntry.objects.filter(
        workspace=workspace, function=function, subject_kind=str(subject_kind), subject_id=subject_id
    )
    open_one: SuggestionEntry | None = rows.filter(closed_at__isnull=True).first()
    newest: SuggestionEntry | None = open_one or rows.order_by("-id").first()
    return newest


def suggestion_seen_by(*, member: Member, suggestion_id: int) -> SuggestionEntry | None:
    """Return one suggestion that a member may see, or `None`."""
    rows = visible(SuggestionEntry.objects.all(), member).select_related("workspace", "assigned_to")
    found: SuggestionEntry | None = rows.filter(pk=suggestion_id).first()
    return found


def open_suggestions_of(*, workspace: Workspace, function: str) -> QuerySet[SuggestionEntry]:
    """Return a function's open suggestions, highest priority first."""
    rows = SuggestionEntry.objects.filter(workspace=workspace, function=function, closed_at__isnull=True)
    return rows.order_by("-priority", "id")
