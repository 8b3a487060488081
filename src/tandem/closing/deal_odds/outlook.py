"""What deal odds propose for one deal: how it stands by each day that matters, and what to do about it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.money import Money

__all__ = ["DealAction", "DealOutlook", "OutlookDay", "choose_deal_action", "fiscal_quarter_end"]

_LATE = 0.5


class DealAction(StrEnum):
    """What to do with a deal."""

    PURSUE = "pursue"
    MOVE_CLOSE_DATE = "move_close_date"
    REQUALIFY = "requalify"
    LET_GO = "let_go"


@dataclass(frozen=True)
class OutlookDay:
    """How a deal stands by one day; the four shares sum to 1.

    Attributes:
        what: which day it is: "30 days", "close date", "quarter end", …
        on: the day.
        won, no_decision, lost, still_open: probabilities in [0, 1].
        won_low, won_high: the 80% interval of `won`.
    """

    what: str
    on: date
    won: float
    no_decision: float
    lost: float
    still_open: float
    won_low: float
    won_high: float

    def __post_init__(self) -> None:
        total = self.won + self.no_decision + self.lost + self.still_open
        if abs(total - 1.0) > 1e-6:
            raise InputError(Fault(self.what, "its four shares must sum to 1", f"{total:.6f}"))


@dataclass(frozen=True)
class DealOutlook:
    """The proposal for one deal.

    Attributes:
        action: what to do.
        days: by each day that matters, soonest first.
        slip_days: by how many days it is expected to outlast its stated close date; `None` where there is none.
        push_probability: that the close date is moved to a later day within four weeks; `None` where there is none.
        likely_close_on: the day by which half of such deals are decided; `None` where that lies past the horizon.
        n_pushes: how often the close date was pushed so far.
        rank, rank_mark: place among the deals looked at together; deals that share a mark cannot be told apart.
        rank_tied: whether another deal shares the mark.
        schema_version: of this proposal's shape.
        waiting_cost: what another week without a move is expected to cost; `None` where no amount is known.
    """

    action: DealAction
    days: tuple[OutlookDay, ...]
    slip_days: float | None
    push_probability: float | None
    likely_close_on: date | None
    n_pushes: int
    rank: int
    rank_mark: int
    rank_tied: bool
    schema_version: int = 1
    waiting_cost: Money | None = None


def choose_deal_action(
    *, won_high: float, won: float, no_decision: float, base: float, open_at_close_date: float | None
) -> DealAction:
    """Return what to do with a deal.

    It is let go when even the high end of its chance stays under half the base rate; qualified anew when ending without
    a decision is likelier than a win; its close date is moved when it is likelier than not still open on that day.

    Parameters
    ----------
    won_high, won, no_decision
        By the horizon, each in [0, 1].
    base
        Share of decided deals that were won.
    open_at_close_date
        Probability of being still open on the stated close date; `None` where there is none.

    Examples
    --------
    >>> choose_deal_action(won_high=0.6, won=0.5, no_decision=0.2, base=0.3, open_at_close_date=0.8).value
    'move_close_date'
    """
    if won_high < base / 2:
        return DealAction.LET_GO
    if no_decision > won:
        return DealAction.REQUALIFY
    if open_at_close_date is not None and open_at_close_date > _LATE:
        return DealAction.MOVE_CLOSE_DATE
    return DealAction.PURSUE


def fiscal_quarter_end(day: date, year_starts: int = 1) -> date:
    """Return the last day of the fiscal quarter a day lies in.

    Parameters
    ----------
    day
        Any day.
    year_starts
        Month in which the fiscal year starts, 1 to 12.

    Examples
    --------
    >>> fiscal_quarter_end(date(2026, 3, 2)).isoformat(), fiscal_quarter_end(date(2026, 12, 5), 2).isoformat()
    ('2026-03-31', '2027-01-31')
    """
    months = day.year * 12 + day.month - 1
    into = (months - (year_starts - 1)) % 3
    year, month = divmod(months - into + 3, 12)
    return date.fromordinal(date(year, month + 1, 1).toordinal() - 1)
