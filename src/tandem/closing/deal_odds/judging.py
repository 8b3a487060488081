"""Scorecards of deal odds, beside the simple rules on the same deals."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from tandem.closing.deal_odds.fitting import fit_plain_hazards, judge_dated, judge_split
from tandem.closing.deal_odds.history import DealHistory
from tandem.closing.deal_odds.parameters import DealOddsParams
from tandem.closing.deal_odds.plain_file import days_in, read_plain_deals
from tandem.closing.deal_odds.report import FUNCTION, Judged
from tandem.closing.deal_odds.weekly import fit_judged
from tandem.kernel.errors import NotEnoughData
from tandem.kernel.function import Scorecard
from tandem.learning.validation import hold_out

__all__ = ["evaluate_history", "evaluate_plain"]

_N_LEAST = 10


def evaluate_history(history: DealHistory, *, seed: int, parameters: DealOddsParams) -> Scorecard:
    """Return the scorecard of a history; see :meth:`DealOdds.evaluate_history`."""
    judged = fit_judged(history, history.until_second, seed, parameters)[2]
    if not len(judged.truth):
        raise NotEnoughData("deals that ended before and after a day nine months ago", needed=30, given=0)
    return _scorecard(judged, (history.endings.rule,))


def evaluate_plain(
    table: pd.DataFrame,
    *,
    target: str,
    id: str | None,
    time: str | None,
    seed: int,
    parameters: DealOddsParams,
    progress: Callable[[str], None],
) -> Scorecard:
    """Return the scorecard of a plain table; see :meth:`DealOdds.evaluate_table`."""
    deals = read_plain_deals(table, target=target, id=id, time=time, positive=parameters.positive or None)
    ended = np.flatnonzero(deals.cause > 0)
    if len(ended) < _N_LEAST:
        raise NotEnoughData("known outcomes to evaluate on", needed=_N_LEAST, given=len(ended))
    days = days_in(table, time) if time else None
    split = hold_out(deals.won[ended], days[ended] if days is not None else None, time=time or "", seed=seed)
    train, test = ended[split.train], ended[split.test]
    if deals.is_dated:
        train = np.flatnonzero(deals.opened <= np.nanquantile(deals.opened, 0.75))
    # Columns are read, and leaks looked for, on the training part alone.
    fitted, card = fit_plain_hazards(
        table.iloc[train].reset_index(drop=True),
        target=target,
        id=id,
        time=time,
        seed=seed,
        parameters=parameters,
        progress=progress,
    )
    if deals.is_dated:
        judged = judge_dated(table, deals, fitted.reader, seed=seed, parameters=parameters)
        if not len(judged.truth):
            raise NotEnoughData("deals old enough to be judged over the horizon", needed=40, given=0)
    else:
        truth, said = judge_split(table, deals, fitted.reader, train, test, seed=seed, parameters=parameters)
        judged = Judged(truth, said, split.words)
    out = [leak for leak in card.leaks if leak.is_out]
    notes = [f"Kept out as a leak: {leak.column!r}: {leak.evidence[0]}." for leak in out]
    return _scorecard(judged, (card.outcome_note, *notes))


def _scorecard(judged: Judged, notes: tuple[str, ...]) -> Scorecard:
    ours = judged.losses(FUNCTION)
    best = min((name for name in judged.said if name != FUNCTION), key=lambda name: float(judged.losses(name).mean()))
    gain = judged.losses(best) - ours
    error = 1.28 * float(gain.std() / np.sqrt(len(gain)))
    words = (
        f"Log loss over all ways to end is {abs(gain.mean()):.4f} {'better' if gain.mean() > 0 else 'worse'} "
        f"(± {error:.4f}) than that of the best rule, {best}."
    )
    return Scorecard(len(judged.truth), judged.how, judged.measures(), (words, *notes))
