"""Deal odds: won, no decision, lost or still open by a day, with the slip to expect and the reasons why."""

from tandem.closing.deal_odds.history import DealHistory
from tandem.closing.deal_odds.model import DealOdds
from tandem.closing.deal_odds.outlook import DealAction, DealOutlook, OutlookDay
from tandem.closing.deal_odds.parameters import DealOddsParams
from tandem.closing.deal_odds.suggesting import suggest_outlooks

__all__ = ["DealAction", "DealHistory", "DealOdds", "DealOddsParams", "DealOutlook", "OutlookDay", "suggest_outlooks"]
