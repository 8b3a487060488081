"""A record's changes as its page tells them."""

from dataclasses import dataclass
from datetime import datetime

from tandem_desk.records.models import Change
from tandem_desk.records.models.base import Record
from tandem_desk.records.selectors.canonical import canonical
from tandem_desk.records.selectors.history import changes_of, present_values, value_source
from tandem_desk.records.selectors.kinds import kind_number, kind_of

__all__ = ["KnownValue", "changes_before", "value_known"]


@dataclass(frozen=True)
class KnownValue:
    """One field's value as it stood at a moment, with where it came from.

    Attributes:
        text: in canonical text; `None` where the field was empty.
        since: from when it was true; `None` where the record carries no date.
        recorded_at: when Tandem learned of it.
        source: in words.
        actor: who, in words; "" where it came with the record itself.
        reconstructed: whether it was rebuilt from an export's history.
        now: its present text where it is another one by now, else the same as `text`.
    """

    text: str | None
    since: datetime | None
    recorded_at: datetime
    source: str
    actor: str
    reconstructed: bool
    now: str | None


def value_known(*, record: Record, field: str, at: datetime) -> KnownValue:
    """Return what one field of a record held at a moment, as it is told now."""
    now = canonical(present_values(record).get(field))
    changes = changes_of(record=record, fields=(field,))
    standing = next((one for one in changes if one.valid_from <= at), None)
    if standing is not None:
        told = (standing.new, standing.valid_from, standing.recorded_at, standing.source, standing.actor)
        return KnownValue(*told, reconstructed=standing.reconstructed, now=now)
    # A field that never changed before has its value, and its source, from the record's own beginning.
    source = record.first_source if changes else value_source(record=record, field=field).source
    text = changes[-1].old if changes else now
    return KnownValue(text, record.created_at, record.recorded_at, source, "", reconstructed=False, now=now)


def changes_before(*, record: Record, before: datetime | None, n_rows: int) -> list[Change]:
    """Return the newest changes of a record, those valid before a moment where one is given."""
    found = Change.objects.filter(record_kind=kind_number(kind_of(record)), record_id=record.pk)
    if before is not None:
        found = found.filter(valid_from__lt=before)
    return list(found.order_by("-valid_from", "-recorded_at", "-id")[:n_rows])
