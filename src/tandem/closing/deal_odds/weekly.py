"""Fitting deal odds to weeks of histories, and finding on later weeks how far they may be trusted."""

import numpy as np
import pandas as pd

from tandem.closing.deal_odds.backtest import AHEAD_WEEKS, Backtest, plan_backtest
from tandem.closing.deal_odds.columns import AGE, STAGE, STAGE_AGE, TO_CLOSE
from tandem.closing.deal_odds.endings import CAUSES
from tandem.closing.deal_odds.history import DealHistory, DealWeeks
from tandem.closing.deal_odds.parameters import DealOddsParams
from tandem.closing.deal_odds.report import FUNCTION, Judged
from tandem.closing.deal_odds.rules import RULES
from tandem.learning.features import TableReader
from tandem.learning.hazards import (
    MOVED,
    Clocks,
    HazardPriors,
    Hazards,
    fit_hazards,
    learn_share,
    shares_by_others,
)
from tandem.learning.pooled import BaseRatePrior

__all__ = ["fit_judged", "fit_weeks", "priors_of"]

_CLOCKS = (AGE, STAGE_AGE, TO_CLOSE)


def priors_of(parameters: DealOddsParams) -> HazardPriors:
    """Return what is believed before any deal ended."""

    def belief(rate: float) -> BaseRatePrior:
        return BaseRatePrior(rate, parameters.prior_log_odds_spread)

    return HazardPriors(
        belief(parameters.prior_leaving),
        causes=(belief(parameters.prior_won), belief(parameters.prior_no_decision)),
        unshown=parameters.prior_unshown,
    )


def fit_weeks(
    history: DealHistory, weeks: DealWeeks, seed: int, parameters: DealOddsParams
) -> tuple[Hazards, TableReader]:
    """Return hazards fitted to weeks of a history, and how their facts are read."""
    reader = TableReader.learn(weeks.facts, exclude=[one for one in _CLOCKS if one in weeks.facts.columns])
    state = STAGE if STAGE in reader.vocabulary else ""
    names = [one for one in _CLOCKS if one in weeks.facts.columns and (state or one != STAGE_AGE)]
    rows = reader.read(weeks.facts).with_numbers(names, weeks.facts[names].to_numpy(dtype=float))
    levels = {level: at for at, level in enumerate(reader.vocabulary.get(STAGE, ()))}
    goes_to = np.array([levels.get(one, 0) for one in weeks.next_stage], dtype=int)
    cause = weeks.cause if state else np.where(weeks.cause == MOVED, 0, weeks.cause)
    # Deals in the order they began, then by id: the order of the table must not matter.
    ids = history.deals["id"].astype(str).to_numpy()
    place = np.empty(len(ids), dtype=int)
    place[np.lexsort((ids, history.opened))] = np.arange(len(ids))
    order = np.lexsort((weeks.moment, place[weeks.deal]))
    subjects = pd.factorize(place[weeks.deal][order], sort=True)[0]
    hazards = fit_hazards(
        rows.take(order),
        cause[order],
        subjects,
        causes=CAUSES,
        clocks=Clocks(AGE, STAGE_AGE if state else "", TO_CLOSE),
        priors=priors_of(parameters),
        state=state,
        next_state=goes_to[order],
        n_states=len(levels),
        seed=seed,
    )
    return hazards, reader


def fit_judged(
    history: DealHistory, until: int, seed: int, parameters: DealOddsParams
) -> tuple[Hazards, TableReader, Judged]:
    """Return hazards as of a moment, how their facts are read, and what such hazards said of later weeks.

    The base rate is heard beside them as far as a model fitted nine months before proved no better than it on the deals
    open since; see :func:`tandem.learning.hazards.learn_share`. Where too few ended to try that it is not heard: what
    the columns tell of so few is pulled to the common pace of each stage already. The judged blend of each deal is the
    one that the other deals chose.

    Parameters
    ----------
    history
        The deals.
    until
        Second of the epoch; nothing later is looked at.
    seed, parameters
        As for :meth:`DealOdds.fit_history`.
    """
    weeks = history.weeks if until >= history.until_second else history.weeks.before(until)
    hazards, reader = fit_weeks(history, weeks, seed, parameters)
    plan = plan_backtest(history, until)
    if plan is None:
        return hazards, reader, Judged.nothing()
    ours, base = _say_later(history, plan, seed, parameters)
    old = plan.train.facts[plan.landmarks].reset_index(drop=True)
    said = {name: rule(old, plan.came, plan.facts) for name, rule in RULES.items()}
    at = np.arange(len(plan.truth))
    came, same = ours[at, plan.truth], base[at, plan.truth]
    # A deal that was open on five of the days tells of one deal, not of five.
    weight = 1.0 / np.bincount(plan.deal)[plan.deal]
    shares = shares_by_others(came, same, plan.deal, weight)[:, None]
    said = {FUNCTION: (1.0 - shares) * ours + shares * base} | said
    day = np.datetime64(int(plan.cut // 86_400), "D")
    how = (
        f"fitted on what was known on {day}, judged on deals open at seven days over the half year after it and what "
        f"became of each within {AHEAD_WEEKS} weeks"
    )
    return hazards.blended(learn_share(came, same, weight)), reader, Judged(plan.truth, said, how)


def _say_later(
    history: DealHistory, plan: Backtest, seed: int, parameters: DealOddsParams
) -> tuple[np.ndarray, np.ndarray]:
    """Return what hazards fitted on the past of a split say of the deals after it, and what their base says."""
    hazards, reader = fit_weeks(history, plan.train, seed, parameters)
    names = list(hazards.clocks.names)
    rows = reader.read(plan.facts).with_numbers(names, plan.facts[names].to_numpy(dtype=float))
    ours, base = hazards.curves(rows, AHEAD_WEEKS), hazards.base_curves(rows, AHEAD_WEEKS)
    return ours.probability[:, :, -1], base.probability[:, :, -1]
