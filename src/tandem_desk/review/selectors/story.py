"""What pages show of one record: the newest suggestion of each function, the decisions on it, a person's own figure."""

from collections.abc import Sequence
from datetime import datetime

from tandem_desk.review.models import DecisionEntry, Override, SuggestionEntry
from tandem_desk.workspace.models import Member, Workspace
from tandem_desk.workspace.permissions import visible

__all__ = ["decisions_before", "find_suggestion", "newest_suggestions", "open_about", "open_for", "standing_override"]


def decisions_before(
    *, kind: str, subject_id: int, workspace_id: int, before: datetime | None, n_rows: int
) -> list[DecisionEntry]:
    """Return the newest decisions about a record, those before a moment where one is given."""
    found = DecisionEntry.objects.filter(
        suggestion__subject_kind=str(kind), suggestion__subject_id=subject_id, suggestion__workspace_id=workspace_id
    )
    if before is not None:
        found = found.filter(decided_at__lt=before)
    return list(found.select_related("suggestion", "member").order_by("-decided_at", "-id")[:n_rows])


def newest_suggestions(*, kind: str, subject_id: int, workspace_id: int) -> list[SuggestionEntry]:
    """Return the newest suggestion of each function about a record, open ones first."""
    newest: dict[str, SuggestionEntry] = {}
    found = SuggestionEntry.objects.filter(subject_kind=str(kind), subject_id=subject_id, workspace_id=workspace_id)
    for one in found.order_by("-id")[:40]:
        newest.setdefault(one.function, one)
    return sorted(newest.values(), key=lambda one: (one.closed_at is not None, -one.priority))


def standing_override(
    *, kind: str, subject_id: int, workspace_id: int, function: str, now: datetime
) -> Override | None:
    """Return a person's figure that stands in place of the machine's, or `None`."""
    found = Override.objects.filter(
        workspace_id=workspace_id, function=function, subject_kind=str(kind), subject_id=subject_id
    )
    return found.filter(ended_at__isnull=True, expires_at__gt=now).select_related("member").order_by("-id").first()


def find_suggestion(*, suggestion_id: int, member: Member) -> SuggestionEntry | None:
    """Return a suggestion the member may see, or `None`."""
    return visible(SuggestionEntry.objects.filter(pk=suggestion_id), member).first()


def open_about(*, workspace: Workspace, function: str, ids: Sequence[int]) -> list[SuggestionEntry]:
    """Return what stands open of one function about some records, whoever may see it: not for pages."""
    return list(
        SuggestionEntry.objects.filter(
            workspace=workspace, function=function, subject_id__in=ids, closed_at__isnull=True
        )
    )


def open_for(*, kind: str, ids: Sequence[int], member: Member, now: datetime) -> list[SuggestionEntry]:
    """Return the open suggestions about some records that a member may see, one query for all."""
    found = SuggestionEntry.objects.filter(subject_kind=str(kind), subject_id__in=ids, closed_at__isnull=True)
    return list(visible(found.filter(expires_at__gt=now), member).order_by("-priority", "id"))
