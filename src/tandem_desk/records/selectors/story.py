"""A record's changes as its page tells them."""

from datetime import datetime

from tandem_desk.records.models import Change
from tandem_desk.records.models.base import Record
from tandem_desk.records.selectors.kinds import kind_number, kind_of

__all__ = ["changes_before"]


def changes_before(*, record: Record, before: datetime | None, n_rows: int) -> list[Change]:
    """Return the newest changes of a record, those valid before a moment where one is given."""
    found = Change.objects.filter(record_kind=kind_number(kind_of(record)), record_id=record.pk)
    if before is not None:
        found = found.filter(valid_from__lt=before)
    return list(found.order_by("-valid_from", "-recorded_at", "-id")[:n_rows])
