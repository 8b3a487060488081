"""Sets how much time a week a member has for what a function suggests."""

from datetime import datetime

from django.db import transaction

from tandem.kernel.errors import Fault, InputError, NotPermitted
from tandem.kernel.timeline import as_utc
from tandem_desk.review.models import WeeklyMinutes
from tandem_desk.review.sockets import find_plug
from tandem_desk.workspace.models import Member, Role
from tandem_desk.workspace.permissions import Action, require
from tandem_desk.workspace.services.audit import actor_name, record_audit

__all__ = ["MOST_MINUTES", "may_set_minutes", "set_weekly_minutes"]

MOST_MINUTES = 7 * 24 * 60


def may_set_minutes(member: Member, whose: Member) -> bool:
    """Return whether a member may set another's week: everybody their own, a manager their team's, an operator all."""
    if member.workspace_id != whose.workspace_id:
        return False
    if member.role == Role.OPERATOR or member.pk == whose.pk:
        return True
    return member.role == Role.MANAGER and member.team_id in (None, whose.team_id)


@transaction.atomic
def set_weekly_minutes(*, member: Member, whose: Member, function: str, minutes: int, at: datetime) -> WeeklyMinutes:
    """Set a member's minutes a week for what a function suggests.

    Parameters
    ----------
    member
        Who sets them.
    whose
        Whose week.
    function
        Name in the catalogue.
    minutes
        From 0 to :data:`MOST_MINUTES`.
    at
        Aware instant.

    Raises
    ------
    InputError
        The minutes are out of range, or the function is unknown.
    NotPermitted
        It is somebody else's week, and neither their manager's nor an operator's to set.
    """
    require(member, Action.DECIDE)
    find_plug(function)
    if not may_set_minutes(member, whose):
        raise NotPermitted("The week is somebody else's; they, their manager or an operator can set it.")
    if not 0 <= minutes <= MOST_MINUTES:
        raise InputError(Fault("minutes", f"must lie between 0 and {MOST_MINUTES:,}", f"{minutes:,}"))
    row, _ = WeeklyMinutes.objects.update_or_create(
        workspace=member.workspace, function=function, member=whose, defaults={"minutes": minutes, "at": as_utc(at)}
    )
    record_audit(
        workspace=member.workspace,
        member=member,
        actor=actor_name(member),
        action="weekly minutes set",
        subject=f"{function}, {whose.name}: {minutes}",
        detail={},
    )
    found: WeeklyMinutes = row
    return found
