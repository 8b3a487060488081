"""What reads touchpoints."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.touchpoints.models import Touchpoint
from tandem_desk.workspace.models import Member, Workspace
from tandem_desk.workspace.permissions import visible

__all__ = [
    "known_external_ids",
    "leads_touched_by_import",
    "touchpoints_before",
    "touchpoints_counted",
    "touchpoints_page",
]


_JUST_NOW = 50_000


def leads_touched_by_import(*, run_id: int, limit: int) -> list[int]:
    """Return leads that an import just ended brought touchpoints of, as many as asked for.

    Looked for among the newest touchpoints alone, where those of an import just ended stand.
    """
    newest = Touchpoint.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    rows = Touchpoint.objects.filter(pk__gt=newest - _JUST_NOW, first_import_id=run_id, lead__isnull=False)
    return list(rows.values_list("lead_id", flat=True).distinct()[:limit])


def touchpoints_before(*, kind: SubjectKind, record_id: int, before: datetime | None, n_rows: int) -> list[Touchpoint]:
    """Return the newest touchpoints of an account, contact, lead or deal, those before a moment where one is given."""
    found = Touchpoint.objects.filter(**{f"{kind}_id": record_id})
    if before is not None:
        found = found.filter(occurred_at__lt=before)
    return list(found.defer("custom", "raw").order_by("-occurred_at")[:n_rows])


def touchpoints_counted(
    *, kind: SubjectKind, record_id: int, what: str, direction: str, until: datetime, n_rows: int
) -> tuple[int, list[Touchpoint]]:
    """Return how many touchpoints of one kind a record had up to a moment, and the newest of them."""
    found = Touchpoint.objects.filter(**{f"{kind}_id": record_id}, kind=what, occurred_at__lte=until)
    if direction:
        found = found.filter(direction__iexact=direction)
    return found.count(), list(found.defer("custom", "raw").order_by("-occurred_at")[:n_rows])


def touchpoints_page(
    *,
    member: Member,
    equal: Mapping[str, Any],
    since: datetime | None,
    until: datetime | None,
    before_id: int | None,
    limit: int,
) -> list[Touchpoint]:
    """Return touchpoints a member may see, the latest recorded first, one more than asked for where there are more."""
    rows = visible(Touchpoint.objects.filter(**equal), member)
    if since is not None:
        rows = rows.filter(occurred_at__gte=since)
    if until is not None:
        rows = rows.filter(occurred_at__lt=until)
    if before_id is not None:
        rows = rows.filter(id__lt=before_id)
    return list(rows.order_by("-id")[: limit + 1])


def known_external_ids(*, workspace: Workspace, source_system: str, ids: Collection[str]) -> dict[str, int]:
    """Return which of a system's ids are known already, with the touchpoints they stand for."""
    rows = Touchpoint.objects.filter(workspace=workspace, source_system=source_system, external_id__in=ids)
    return dict(rows.values_list("external_id", "id"))
