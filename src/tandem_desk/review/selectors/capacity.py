"""How much time a week members have for what a function suggests."""

from tandem_desk.review.models import WeeklyMinutes
from tandem_desk.workspace.models import Workspace

__all__ = ["weekly_minutes"]


def weekly_minutes(*, workspace: Workspace, function: str) -> dict[int, int]:
    """Return the minutes a week that were set, by member; members nobody set them for are left out."""
    rows = WeeklyMinutes.objects.filter(workspace=workspace, function=function)
    return dict(rows.values_list("member_id", "minutes"))
