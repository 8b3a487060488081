"""How a function is: what stands open, how it measured, how often people overrule it; for the Map and its page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tandem.kernel.autonomy import Autonomy
from tandem.kernel.timeline import as_utc
from tandem_desk.review.selectors.autonomy import function_level
from tandem_desk.review.selectors.record_of_use import RecordOfUse, record_of_use
from tandem_desk.review.selectors.versions import switches_of
from tandem_desk.workspace.models import Workspace

__all__ = ["FunctionHealth", "function_health"]

_LOOKED_BACK = timedelta(days=90)


@dataclass(frozen=True)
class FunctionHealth:
    """What is known of one function in one workspace.

    Attributes:
        function: catalogue name.
        autonomy: how far it may go.
        use: decisions of ninety days.
        version: number of the model in force; `None` before the first fit, and for a rule.
        card: its card; empty where there is none.
        in_force_since: when it came into force.
        data_until: nothing known later went into it.
    """

    function: str
    autonomy: Autonomy
    use: RecordOfUse
    version: int | None
    card: dict[str, Any]
    in_force_since: datetime | None
    data_until: datetime | None


def function_health(*, workspace: Workspace, function: str, now: datetime) -> FunctionHealth:
    """Return how a function is."""
    switch = next(iter(switches_of(workspace=workspace, function=function)), None)
    return FunctionHealth(
        function=function,
        autonomy=function_level(workspace=workspace, function=function),
        use=record_of_use(workspace=workspace, function=function, since=as_utc(now) - _LOOKED_BACK),
        version=switch.version.number if switch is not None else None,
        card=switch.version.card if switch is not None else {},
        in_force_since=switch.at if switch is not None else None,
        data_until=switch.version.data_until if switch is not None else None,
    )
