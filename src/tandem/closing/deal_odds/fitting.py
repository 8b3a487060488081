"""Fitting deal odds: from weeks of histories, or from rows of one plain table."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from tandem.closing.deal_odds.columns import AGE
from tandem.closing.deal_odds.endings import CAUSES
from tandem.closing.deal_odds.history import DealHistory
from tandem.closing.deal_odds.parameters import DealOddsParams
from tandem.closing.deal_odds.plain_file import PlainDeals, days_in, filled_at_the_end, read_plain_deals
from tandem.closing.deal_odds.report import FUNCTION, Judged, write_card
from tandem.closing.deal_odds.slips import PushRates, fit_push_rates
from tandem.closing.deal_odds.weekly import fit_judged, priors_of
from tandem.learning.baselines import BASELINES
from tandem.learning.card import ModelCard
from tandem.learning.facts import ColumnFacts, learn_facts
from tandem.learning.features import Kind, LinearDesign, TableReader, TypedRows
from tandem.learning.hazards import Clocks, Hazards, Spells, aalen_johansen, fit_hazards
from tandem.learning.leakage import find_leaks
from tandem.learning.validation import fold_pairs

__all__ = [
    "Fitted",
    "fit_history_hazards",
    "fit_plain_hazards",
    "judge_dated",
    "judge_split",
]

_LEAST_TO_JUDGE = 40


@dataclass(frozen=True)
class Fitted:
    """What fitting leaves behind; see :class:`tandem.closing.deal_odds.DealOdds`."""

    hazards: Hazards
    reader: TableReader
    facts: dict[str, ColumnFacts]
    pushes: PushRates | None
    opened_column: str
    until_day: float


def fit_history_hazards(
    history: DealHistory, *, seed: int, parameters: DealOddsParams, progress: Callable[[str], None]
) -> tuple[Fitted, ModelCard]:
    """Fit on a history and write the card; see :meth:`DealOdds.fit_history`."""
    progress(f"reading {len(history.deals):,} deals week by week")
    weeks, endings = history.weeks, history.endings
    progress(f"fitting hazards to {len(weeks.deal):,} weeks at risk, and judging them on the past")
    hazards, reader, judged = fit_judged(history, history.until_second, seed, parameters)
    ended = weeks.cause > 0
    of_ended = endings.cause[weeks.deal] > 0
    past = weeks.facts[of_ended].reset_index(drop=True)
    facts: dict[str, ColumnFacts] = {}
    if len(past):
        facts = learn_facts(past, (endings.cause[weeks.deal[of_ended]] == 1).astype(float), reader)
        facts |= {name: _clock_facts(name, past[name]) for name in hazards.clocks.names}
    card = write_card(
        table=weeks.facts,
        whole=reader,
        cause=weeks.cause[ended],
        n_unknown=int((endings.cause == 0).sum()),
        judged=judged,
        target="how the deal ended",
        positive="won",
        note=endings.rule,
        time="created_at",
        window=_window(weeks.moment / 86_400),
        leaks=(),
        seed=seed,
        parameters=parameters,
    )
    return Fitted(hazards, reader, facts, fit_push_rates(history), "", history.until_second / 86_400), card


def _clock_facts(name: str, values: pd.Series) -> ColumnFacts:
    known = values[np.isfinite(values)].to_numpy(dtype=float)
    if not len(known):
        return ColumnFacts(name, "")
    quantiles = tuple(float(one) for one in np.quantile(known, np.linspace(0, 1, 21)))
    return ColumnFacts(name, repr(float(np.quantile(known, 0.5, method="lower"))), quantiles)


def _window(days: np.ndarray) -> tuple[str, str]:
    known = days[np.isfinite(days)]
    if not len(known):
        return ("", "")
    return (str(np.datetime64(int(known.min()), "D")), str(np.datetime64(int(known.max()), "D")))


def fit_plain_hazards(
    table: pd.DataFrame,
    *,
    target: str,
    id: str | None,
    time: str | None,
    seed: int,
    parameters: DealOddsParams,
    progress: Callable[[str], None],
) -> tuple[Fitted, ModelCard]:
    """Fit on a plain table and write the card; see :meth:`DealOdds.fit_table`."""
    deals = read_plain_deals(table, target=target, id=id, time=time, positive=parameters.positive or None)
    exclude = [one for one in (target, id, deals.opened_column, *deals.aside) if one]
    table, deals = _in_canonical_order(table, deals)
    ended = deals.cause > 0
    read = table[ended] if ended.any() else table
    whole = TableReader.learn(read.reset_index(drop=True), exclude=exclude, time=None if deals.is_dated else time)
    progress("looking for leaks")
    won = deals.won[ended]
    leaks = find_leaks(table[ended].reset_index(drop=True), won, whole, target=target, keep=parameters.keep, seed=seed)
    if deals.is_dated:
        named = {leak.column for leak in leaks if leak.is_out} | set(parameters.keep)
        leaks = (*leaks, *filled_at_the_end(table, deals, [one for one in whole.columns if one not in named]))
    texts = [plan.name for plan in whole.plans if plan.is_used and plan.kind is Kind.TEXT]
    reader = whole.without([*[leak.column for leak in leaks if leak.is_out], *texts])
    progress("fitting hazards")
    hazards = fit_plain_rows(table, deals, reader, seed=seed, parameters=parameters)
    progress("judging it on rows held out")
    judged = _judge_plain(table, deals, reader, time=time, seed=seed, parameters=parameters)
    facts = learn_facts(table[ended].reset_index(drop=True), won, reader) if ended.any() else {}
    card = write_card(
        table=table,
        whole=whole,
        cause=deals.cause[ended],
        n_unknown=int((~ended).sum()),
        judged=judged,
        target=target,
        positive=deals.positive,
        note=deals.words,
        time=deals.opened_column or time or "",
        window=_window(deals.opened),
        leaks=leaks,
        seed=seed,
        parameters=parameters,
    )
    return Fitted(hazards, reader, facts, None, deals.opened_column, deals.until()), card


def _in_canonical_order(table: pd.DataFrame, deals: PlainDeals) -> tuple[pd.DataFrame, PlainDeals]:
    """Order rows by their content, so that the order they came in cannot matter."""
    if not len(table):
        return table, deals
    keys = pd.util.hash_pandas_object(table[sorted(map(str, table.columns))].astype("str"), index=False).to_numpy()
    order = np.argsort(keys, kind="stable")
    return table.iloc[order].reset_index(drop=True), _take(deals, order)


def _take(deals: PlainDeals, rows: np.ndarray) -> PlainDeals:
    return replace(deals, cause=deals.cause[rows], opened=deals.opened[rows], closed=deals.closed[rows])


def fit_plain_rows(
    table: pd.DataFrame,
    deals: PlainDeals,
    reader: TableReader,
    *,
    seed: int,
    parameters: DealOddsParams,
    until: float | None = None,
) -> Hazards:
    """Fit hazards to rows of a plain table as known on a day; all it knows by default."""
    if not deals.is_dated:
        ended = np.flatnonzero(deals.cause > 0)
        rows = reader.read(table.iloc[ended])
        return fit_hazards(
            rows, deals.cause[ended], np.arange(len(ended)), causes=CAUSES, clocks=Clocks(""),
            priors=priors_of(parameters), seed=seed,
        )  # fmt: skip
    known, spells = _spells(deals, deals.until() if until is None else until)
    at_risk = spells.at_risk()
    rows = reader.read(table.iloc[known]).take(at_risk.subject)
    rows = rows.with_numbers([AGE], at_risk.period[:, None].astype(float))
    return fit_hazards(
        rows, at_risk.cause, at_risk.subject, causes=CAUSES, clocks=Clocks(AGE), priors=priors_of(parameters), seed=seed
    )


def _spells(deals: PlainDeals, day: float) -> tuple[np.ndarray, Spells]:
    """Return the deals that can be used, and their spells in weeks, as known on a day of the epoch."""
    usable = np.isfinite(deals.opened) & (deals.opened <= day)
    usable &= (deals.cause == 0) | (np.isfinite(deals.closed) & (deals.closed >= deals.opened))
    known = np.flatnonzero(usable)
    opened, closed = deals.opened[known], deals.closed[known]
    over = (deals.cause[known] > 0) & (closed <= day)
    spells = Spells.from_durations(
        np.where(over, closed, day) - opened,
        np.where(over, deals.cause[known], 0),
        period=7.0,
        follow_up=day - opened,
    )
    return known, spells


def judge_split(
    table: pd.DataFrame,
    deals: PlainDeals,
    reader: TableReader,
    train: np.ndarray,
    test: np.ndarray,
    *,
    seed: int,
    parameters: DealOddsParams,
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return what came of the test rows (0 won, 1 no decision, 2 lost), and what model and rules said of winning.

    Rows without dates. The rules know of winning alone; what they leave is shared as it was in training.
    """
    part = _take(deals, train)
    hazards = fit_plain_rows(table.iloc[train], part, reader, seed=seed, parameters=parameters)
    old, new = reader.read(table.iloc[train]), reader.read(table.iloc[test])
    said = {FUNCTION: hazards.curves(new, 1).probability[:, :, -1]}
    said |= _rules_say(old, part.cause, new, n_classes=4)
    return deals.cause[test] - 1, said


def _plain_rules(rows: TypedRows) -> dict[str, Callable[[TypedRows, np.ndarray, TypedRows], np.ndarray]]:
    """Return the rules that can be applied: without a column that tells anything, only the base rate is left."""
    whole = LinearDesign.learn(rows) if len(rows) else None
    bare = whole is None or not len(whole.groups)
    return {name: rule for name, rule in BASELINES.items() if not bare or name == "base rate"}


def _rules_say(old: TypedRows, cause: np.ndarray, new: TypedRows, n_classes: int) -> dict[str, np.ndarray]:
    counts = np.bincount(cause, minlength=n_classes)[2:] + 1.0
    rest = counts / counts.sum()
    found = {}
    for name, rule in _plain_rules(old).items():
        won = rule(old, (cause == 1).astype(float), new)
        found[name] = np.column_stack([won, (1.0 - won)[:, None] * rest, np.zeros(len(new))])
    return found


def _judge_plain(
    table: pd.DataFrame,
    deals: PlainDeals,
    reader: TableReader,
    *,
    time: str | None,
    seed: int,
    parameters: DealOddsParams,
) -> Judged:
    if deals.is_dated:
        return judge_dated(table, deals, reader, seed=seed, parameters=parameters)
    ended = np.flatnonzero(deals.cause > 0)
    days = days_in(table, time)[ended] if time else None
    if days is not None and not np.isfinite(days).any():
        days = None
    pairs = fold_pairs(deals.won[ended], days, seed)
    truths, parts = [], []
    for train, test in pairs:
        came, said = judge_split(table, deals, reader, ended[train], ended[test], seed=seed, parameters=parameters)
        truths.append(came)
        parts.append(said)
    if not pairs:
        return Judged.nothing()
    how = (
        f"each part judged by models fitted on rows earlier by {time!r}"
        if days is not None
        else "five random parts, each judged by models fitted on the others; the rows carry no time"
    )
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return Judged(np.concatenate(truths), joined, how)


def judge_dated(
    table: pd.DataFrame, deals: PlainDeals, reader: TableReader, *, seed: int, parameters: DealOddsParams
) -> Judged:
    """Return what was said of deals on the day they began, by models of the day the last quarter of them began."""
    until, horizon = deals.until(), float(parameters.horizon_days)
    usable = np.isfinite(deals.opened) & ((deals.cause == 0) | (deals.closed >= deals.opened))
    whole = np.flatnonzero(usable & (deals.opened + horizon <= until))
    if len(whole) < _LEAST_TO_JUDGE:
        return Judged.nothing()
    day = float(np.quantile(deals.opened[whole], 0.75))
    test = whole[deals.opened[whole] > day]
    seen = whole[deals.opened[whole] + horizon <= day]
    if len(test) < 10 or len(seen) < _LEAST_TO_JUDGE:
        return Judged.nothing()
    hazards = fit_plain_rows(table, deals, reader, seed=seed, parameters=parameters, until=day)
    new = reader.read(table.iloc[test])
    weeks = horizon / 7.0
    curves = hazards.curves(new.with_numbers([AGE], np.zeros((len(test), 1))), int(np.ceil(weeks)))
    came = [_came(_take(deals, rows), horizon) for rows in (seen, test)]
    said = {FUNCTION: curves.at(weeks).probability[:, :, 0]}
    counts = np.bincount(came[0], minlength=4)[1:] + 1.0
    for name, rule in _plain_rules(new).items():
        won = rule(reader.read(table.iloc[seen]), (came[0] == 0).astype(float), new)
        said[name] = np.column_stack([won, (1.0 - won)[:, None] * counts / counts.sum()])
    # The base rate counts unfinished deals for as long as they were seen: to beat it takes telling deals apart.
    same = aalen_johansen(_spells(deals, day)[1], n_causes=len(CAUSES)).incidence
    same = same[:, min(int(np.ceil(weeks)), same.shape[1]) - 1]
    said["base rate"] = np.tile(np.r_[same, 1.0 - same.sum()], (len(test), 1))
    how = (
        f"fitted on what was known on {np.datetime64(int(day), 'D')}, judged on deals that began later and what became "
        f"of each within {parameters.horizon_days} days"
    )
    return Judged(came[1], said, how)


def _came(deals: PlainDeals, horizon: float) -> np.ndarray:
    over = (deals.cause > 0) & (deals.closed - deals.opened <= horizon)
    return np.where(over, deals.cause - 1, 3)
