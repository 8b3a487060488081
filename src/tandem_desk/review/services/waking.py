"""Takes a snooze back: the suggestion is in the member's queue again at once."""

from datetime import datetime

from tandem.kernel.timeline import as_utc
from tandem_desk.review.models import Snooze
from tandem_desk.workspace.models import Member

__all__ = ["wake"]


def wake(*, member: Member, suggestion_id: int, at: datetime) -> bool:
    """End the member's own snoozes of a suggestion; false where there was none."""
    asleep = Snooze.objects.filter(suggestion_id=suggestion_id, member=member, until__gt=as_utc(at))
    return bool(asleep.update(until=as_utc(at)))
