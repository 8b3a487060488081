"""Deal odds: won, no decision, lost or still open by a day, with the slip to expect and the reasons why."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tandem.closing.deal_odds.outlook import DealAction, DealOutlook, OutlookDay
from tandem.closing.deal_odds.parameters import DealOddsParams

if TYPE_CHECKING:
    from tandem.closing.deal_odds.history import DealHistory
    from tandem.closing.deal_odds.model import DealOdds
    from tandem.closing.deal_odds.suggesting import suggest_outlooks

__all__ = ["DealAction", "DealHistory", "DealOdds", "DealOddsParams", "DealOutlook", "OutlookDay", "suggest_outlooks"]

_LATER = {"DealHistory": "history", "DealOdds": "model", "suggest_outlooks": "suggesting"}


def __getattr__(name: str) -> Any:
    # What fits and forecasts takes seconds to load; the proposal alone does not wait for it.
    if name in _LATER:
        return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
