"""From odds to suggestions: one outlook for each deal, or an abstention that says why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd

from tandem.closing.deal_odds.columns import AGE
from tandem.closing.deal_odds.endings import seconds
from tandem.closing.deal_odds.history import WEEK, DealHistory
from tandem.closing.deal_odds.model import DealOdds
from tandem.closing.deal_odds.outlook import DealOutlook, OutlookDay, choose_deal_action, fiscal_quarter_end
from tandem.closing.deal_odds.report import FUNCTION
from tandem.closing.deal_odds.slips import expected_slip_days
from tandem.kernel.errors import Fault, InputError
from tandem.kernel.suggestion import Abstained, Estimate, Provenance, Subject, Suggestion
from tandem.kernel.vocabulary import SubjectKind
from tandem.learning.hazards import Curves
from tandem.learning.ranking import rank_marks, ranks

__all__ = ["suggest_outlooks"]

_DAYS = (30, 90, 180)
_PUSH_WEEKS = 4.0


def suggest_outlooks(
    odds: DealOdds,
    history: DealHistory,
    *,
    ids: Sequence[int],
    made_at: datetime,
    expires_at: datetime,
    n_reasons: int = 4,
) -> list[Suggestion[DealOutlook] | Abstained]:
    """Return one suggestion for each deal, in the order of `ids`, as of the history's moment.

    It abstains on a deal that is closed, that stands still for longer than nearly all won deals ever took, or whose
    opening is not known, and on all where the model cannot tell deals apart.

    Parameters
    ----------
    odds
        Odds fitted on a history.
    history
        The deals as of the moment of looking.
    ids
        Ids of the deals asked about.
    made_at, expires_at
        Aware UTC instants.
    n_reasons
        How many reasons at most.

    Raises
    ------
    InputError
        An id is not among the deals, or the odds were fitted on a plain table.
    """
    if odds.opened_column or not odds.hazards.is_timed:
        raise InputError(Fault("odds", "must be fitted on a history", "they were fitted on a plain table"))
    place = {int(one): row for row, one in enumerate(history.deals["id"])}
    unknown = [one for one in ids if int(one) not in place]
    if unknown:
        raise InputError(Fault("ids", "must be ids of the deals given", ", ".join(map(str, unknown[:5]))))
    rows = np.array([place[int(one)] for one in ids], dtype=int)
    barred = [_why_not(odds, history, int(row)) for row in rows]
    kept = np.array([row for row, why in zip(rows, barred, strict=True) if why is None], dtype=int)
    made = iter(
        _outlooks(odds, history, kept, made_at=made_at, expires_at=expires_at, n_reasons=n_reasons) if len(kept) else []
    )
    return [why if why is not None else next(made) for why in barred]


def _why_not(odds: DealOdds, history: DealHistory, row: int) -> Abstained | None:
    endings = history.endings
    if history.opened[row] < 0 or history.opened[row] > history.until_second:
        return Abstained("It is not known when this deal was opened.", "The day it was created.")
    if endings.is_dead[row]:
        days = (history.until_second - endings.ended[row]) / 86_400 + endings.dead_after
        return Abstained(
            f"Nothing has moved for {days:.0f} days, longer than 99 of 100 won deals took altogether "
            f"({endings.dead_after:.0f} days); it counts as ended without a decision.",
            "Close it, or record what has moved.",
        )
    if endings.cause[row] > 0:
        return Abstained("This deal is closed.", "Nothing: its outcome is known.")
    if odds.abstains:
        return Abstained(odds.card.summary, "More deals that have ended.")
    return None


@dataclass(frozen=True)
class _Look:
    """What is read off the curves of some deals; arrays of shape (n_deals,)."""

    today: date
    curves: Curves
    at_horizon: Curves
    named: dict[str, tuple[np.ndarray, Curves]]
    to_close: np.ndarray
    slip: np.ndarray
    push: np.ndarray
    n_pushes: np.ndarray
    rank: np.ndarray
    mark: np.ndarray


def _look(odds: DealOdds, history: DealHistory, rows: np.ndarray, facts: pd.DataFrame) -> _Look:
    today = datetime.fromtimestamp(history.until_second, UTC).date()
    plans = seconds(history.close_dates_now(rows))
    to_close = np.where(plans > 0, (plans - history.until_second) / 86_400.0, np.nan)
    horizon = odds.parameters.horizon_days
    curves = odds.curves(facts, int(np.ceil(max(horizon, *_DAYS, 92) / 7)))
    quarter = fiscal_quarter_end(today, odds.parameters.fiscal_year_starts)
    ahead = {f"{days} days": np.full(len(rows), float(days)) for days in _DAYS}
    ahead |= {"quarter end": np.full(len(rows), float((quarter - today).days)), "close date": to_close}
    named = {what: (days, curves.at(np.maximum(np.nan_to_num(days), 0.0) / 7)) for what, days in ahead.items()}
    pushes, weeks = facts["n_pushes"].to_numpy(dtype=float), facts[AGE].to_numpy(dtype=float)
    push = np.full(len(rows), np.nan)
    if odds.pushes is not None:
        push = odds.pushes.probability(pushes, weeks, _PUSH_WEEKS)
    at_horizon = curves.at(horizon / 7)
    point, low, high = (one[:, 0, 0] for one in (at_horizon.probability, at_horizon.low, at_horizon.high))
    return _Look(
        today, curves, at_horizon, named, to_close, expected_slip_days(curves, to_close), push, pushes,
        ranks(point), rank_marks(point, low, high),
    )  # fmt: skip


def _outlooks(
    odds: DealOdds, history: DealHistory, rows: np.ndarray, *, made_at: datetime, expires_at: datetime, n_reasons: int
) -> list[Suggestion[DealOutlook] | Abstained]:
    facts = history.facts_now(rows)
    look = _look(odds, history, rows, facts)
    reasons = odds.explain(facts, n_reasons=n_reasons)
    provenance = Provenance(
        FUNCTION, odds.function_version, odds.card.model_version, history.until, odds.card.seed, odds.card.parameters
    )
    found: list[Suggestion[DealOutlook] | Abstained] = []
    for at, row in enumerate(rows):
        point, low, high = (
            float(one[at, 0, 0]) for one in (look.at_horizon.probability, look.at_horizon.low, look.at_horizon.high)
        )
        estimate = Estimate(point, low, high, look.curves.level, odds.card.n)
        subject = Subject(SubjectKind.OPPORTUNITY, int(history.deals["id"].iloc[row]))
        proposal = _proposal(odds, look, at)
        found.append(Suggestion(FUNCTION, subject, proposal, estimate, reasons[at], provenance, made_at, expires_at))
    return found


def _proposal(odds: DealOdds, look: _Look, at: int) -> DealOutlook:
    dated = bool(np.isfinite(look.to_close[at]))
    action = choose_deal_action(
        won_high=float(look.at_horizon.high[at, 0, 0]),
        won=float(look.at_horizon.probability[at, 0, 0]),
        no_decision=float(look.at_horizon.probability[at, 1, 0]),
        base=odds.card.n_positive / max(1, odds.card.n),
        open_at_close_date=float(look.named["close date"][1].probability[at, -1, 0]) if dated else None,
    )
    return DealOutlook(
        action,
        _days(look.named, at, look.today),
        round(float(look.slip[at]), 1) if dated else None,
        float(look.push[at]) if dated and np.isfinite(look.push[at]) else None,
        _half_decided(look.curves, at, look.today),
        int(look.n_pushes[at]),
        int(look.rank[at]),
        int(look.mark[at]),
        bool((look.mark == look.mark[at]).sum() > 1),
    )


def _days(read: dict[str, tuple[np.ndarray, Curves]], at: int, today: date) -> tuple[OutlookDay, ...]:
    days = []
    for what, (ahead, curves) in read.items():
        if not np.isfinite(ahead[at]):
            continue
        won, undecided, lost, still = (float(one) for one in curves.probability[at, :, 0])
        low, high = float(curves.low[at, 0, 0]), float(curves.high[at, 0, 0])
        on = today + timedelta(days=int(np.ceil(ahead[at])))
        days.append(OutlookDay(what, on, won, undecided, lost, still, low, high))
    return tuple(sorted(days, key=lambda day: day.on))


def _half_decided(curves: Curves, at: int, today: date) -> date | None:
    still = np.concatenate([[1.0], curves.probability[at, -1]])
    below = np.flatnonzero(still <= 0.5)
    if not len(below):
        return None
    after = int(below[0])
    share = (still[after - 1] - 0.5) / max(float(still[after - 1] - still[after]), 1e-12)
    return today + timedelta(seconds=int((after - 1 + share) * WEEK))
