"""What came of subjects, as the ledger noted it."""

from datetime import datetime

from django.db.models import Max, Min

from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.review.models import OutcomeEntry
from tandem_desk.workspace.models import Workspace

__all__ = ["first_known_since"]


def first_known_since(
    *, workspace: Workspace, subject_kind: SubjectKind, kind: str, since: datetime, limit: int
) -> list[int]:
    """Return subjects of whose outcome nothing had been noted by a moment, and something was later, newest last.

    Where there are more than `limit`, the newest are returned.
    """
    rows = OutcomeEntry.objects.filter(workspace=workspace, subject_kind=subject_kind.value, kind=kind)
    later = rows.filter(recorded_at__gt=since).values("subject_id")
    known = rows.filter(subject_id__in=later).values_list("subject_id")
    found = known.annotate(first=Min("recorded_at"), newest=Max("pk")).filter(first__gt=since)
    return [pk for pk, _, _ in found.order_by("-newest")[:limit]][::-1]
