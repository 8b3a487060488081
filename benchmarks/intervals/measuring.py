"""One run: leads, deals and customers of each world at each size, and how often their intervals held the truth."""

import json
import os
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from benchmarks.deal_odds.measuring import history_of
from benchmarks.intervals.worlds import WORLDS, made_as
from benchmarks.odds.sets import sample_company
from tandem.closing.deal_odds import DealOddsParams
from tandem.closing.deal_odds.backtest import came_by, open_at
from tandem.closing.deal_odds.history import WEEK, DealWeeks
from tandem.closing.deal_odds.rules import RULES
from tandem.closing.deal_odds.weekly import fit_weeks
from tandem.datasets.sample_company import SampleSettings, simulate
from tandem.followup.churn import ChurnParams, ContractHistory
from tandem.followup.churn.columns import TENURE
from tandem.followup.churn.contracts import ContractMonths
from tandem.followup.churn.fitting import AGE, fit_months
from tandem.followup.churn.tenure import MONTH_DAYS
from tandem.learning.engine import fit_engine
from tandem.learning.features import TableReader
from tandem.learning.hazards.measures import multiclass_log_loss
from tandem.learning.measures import log_loss

__all__ = ["main"]

TODAY = date(2026, 3, 2)
RESULTS = Path(__file__).with_name("results.md")
LEADS, DRAWS = 6_000, {10: 8, 30: 6, 100: 4, 300: 3, 1000: 2}
SIZES = {"leads": (0, 10, 30, 100, 300, 1000), "deals": (10, 30, 100, 300, 1000), "customers": (10, 30, 100, 1000)}
JUDGED, WEEKS_BACK, DAYS = 1_500, 26, 90
Case = Callable[[int], "Held"]


@dataclass(frozen=True)
class Held:
    """One fit: share of intervals that hold the truth, their mean width, our log loss and the base rate's, or NaN."""

    share: float
    width: float
    log_loss: float = float("nan")
    base: float = float("nan")


def main() -> None:
    """Run, print and write results.md.

    TANDEM_BENCH_SEEDS: companies drawn in each world, 4 by default. TANDEM_BENCH_ROWS: a file that keeps the rows as
    they come, so that a run that was stopped goes on where it stood.
    """
    warnings.filterwarnings("ignore")
    started, load = time.perf_counter(), os.getloadavg()[0]
    n_seeds = int(os.environ.get("TANDEM_BENCH_SEEDS", "4"))
    kept = Path(os.environ["TANDEM_BENCH_ROWS"]) if os.environ.get("TANDEM_BENCH_ROWS") else None
    rows = [json.loads(line) for line in kept.read_text().splitlines()] if kept and kept.is_file() else []
    done = {(row["of"], row["world"], row["seed"]) for row in rows}
    for of, cases in (("customers", _customers), ("deals", _deals), ("leads", _leads)):
        for world, seed in ((world, seed) for world in WORLDS for seed in range(1, n_seeds + 1)):
            if (of, world, seed) in done:
                continue
            new = [
                {"of": of, "world": world, "seed": seed, "n": n, **held.__dict__}
                for n, held in _all(of, cases, world, seed)
            ]
            rows += new
            if kept:
                with kept.open("a") as file:
                    file.writelines(json.dumps(row) + "\n" for row in new)
            print(f"{of}, {world}, seed {seed}: {time.perf_counter() - started:,.0f} s", flush=True)
    spent = (
        f"Last go: {time.perf_counter() - started:,.0f} s on one thread; load of the machine at its start {load:.1f}."
    )
    lines = [*_about(n_seeds), *_table(rows), "", spent]
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


def _all(of: str, cases: Callable[[int], Case], world: str, seed: int) -> Iterator[tuple[int, Held]]:
    with made_as(WORLDS[world]):
        case = cases(seed)
    for n in SIZES[of]:
        yield n, case(n)


def _about(n_seeds: int) -> list[str]:
    return [
        "# Intervals",
        "",
        f"Written by `python -m benchmarks intervals`, {n_seeds} companies drawn in each world.",
        "",
        "Stated are 80% intervals; counted is how often they hold the simulated company's true probability: of a",
        "lead's converting as its record stood at creation, of an open deal's being won in the end (by its own",
        "rates), of a customer's leaving within 90 days (by its own hazard). Besides the sample company as shipped",
        "there are two made otherwise (`worlds.py`). `n` counts known leads, deals begun, contracts begun. The",
        "standard error is over companies. Log loss: of conversion, and of the four fates of a deal after 13 weeks,",
        "beside the base rate's.",
        "",
    ]


def _table(rows: list[dict[str, object]]) -> list[str]:
    lines = ["| of | world | n | held | ± | mean width | log loss | base rate's |", "|" + "---|" * 8]
    for of in dict.fromkeys(str(row["of"]) for row in rows):
        for world in (*WORLDS, "**all**"):
            lines += [
                _line(
                    of,
                    world,
                    n,
                    [row for row in rows if (row["of"], row["n"]) == (of, n) and world in (row["world"], "**all**")],
                )
                for n in SIZES[of]
            ]
    return lines


def _line(of: str, world: str, n: int, rows: list[dict[str, object]]) -> str:
    share, width, ours, base = (
        np.array([float(row[name]) for row in rows])  # type: ignore[arg-type]
        for name in ("share", "width", "log_loss", "base")
    )
    error = f"{share.std(ddof=1) / np.sqrt(len(share)):.3f}" if len(share) > 1 else "–"
    losses = [f"{one.mean():.4f}" if np.isfinite(one).all() else "–" for one in (ours, base)]
    return f"| {of} | {world} | {n:,} | {share.mean():.3f} | {error} | {width.mean():.3f} | {' | '.join(losses)} |"


def _held(low: np.ndarray, high: np.ndarray, true: np.ndarray, *losses: float) -> Held:
    return Held(float(np.mean((low <= true) & (true <= high))), float(np.mean(high - low)), *losses)


def _leads(seed: int) -> Case:
    one = sample_company(LEADS, seed)
    table, happened, truth = one.table.drop(columns=[one.target]), one.happened, np.asarray(one.truth)

    def case(n: int) -> Held:
        found = []
        for draw in range(DRAWS.get(n, 1)):
            order = np.random.default_rng(1000 * seed + draw).permutation(len(happened))
            old, test = order[:n], order[-JUDGED:]
            known = table.iloc[old].reset_index(drop=True)
            engine = fit_engine(known, happened[old], TableReader.learn(known), seed=draw)[0]
            said = engine.predict(table.iloc[test].reset_index(drop=True))
            base = np.full(JUDGED, (happened[old].sum() + 1.0) / (n + 2.0))
            losses = [log_loss(happened[test], one) for one in (said.probability, base)]
            found.append(_held(said.low, said.high, truth[test], *losses))
        return Held(*(float(np.mean([getattr(one, name) for one in found])) for name in Held.__dataclass_fields__))

    return case


def _deals(seed: int) -> Case:
    company = simulate(SampleSettings(seed=seed, today=TODAY, n_leads=3_000, months=36))
    history = history_of(company)
    day = history.until_second - WEEKS_BACK * WEEK
    deals, train = open_at(history, day), history.weeks.before(day)
    facts, truth = history.facts_at(deals, np.full(len(deals), day)), company.truth
    true = truth.win_probability(datetime.fromtimestamp(day, UTC))[deals]
    came = came_by(history, deals, np.full(len(deals), day), 13)

    def case(n: int) -> Held:
        kept = _some(train.deal, n, seed)
        columns = (train.deal, train.moment, train.cause, train.next_stage)
        deal, moment, cause, goes_to = (one[kept] for one in columns)
        part = DealWeeks(deal, moment, train.facts[kept].reset_index(drop=True), cause, goes_to)
        hazards, reader = fit_weeks(history, part, 0, DealOddsParams())
        names = list(hazards.clocks.names)
        curves = hazards.curves(reader.read(facts).with_numbers(names, facts[names].to_numpy(dtype=float)), 52)
        seen = moment + 13 * WEEK <= day
        base = RULES["base rate"](
            part.facts[seen].reset_index(drop=True), came_by(history, deal[seen], moment[seen], 13), facts
        )
        losses = [multiclass_log_loss(came, one) for one in (curves.at(13).probability[:, :, 0], base)]
        return _held(curves.low[:, 0, -1], curves.high[:, 0, -1], true, *losses)

    return case


def _customers(seed: int) -> Case:
    company = simulate(SampleSettings(seed=seed, today=TODAY, n_leads=3_000, months=36))
    tables = company.tables()
    contracts, accounts, orders, touchpoints = (
        tables[name].to_pandas() for name in ("contracts", "accounts", "orders", "touchpoints")
    )
    contracts.insert(0, "id", np.arange(1, len(contracts) + 1))
    until = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)
    history = ContractHistory(
        contracts, until, accounts=accounts, orders=orders, touchpoints=touchpoints, seen_from=company.settings.since
    )
    months, running = history.months, history.active_now()
    hazard = company.truth.accounts.to_pandas().set_index("external_id")["churn_hazard_per_month"]
    owners = history.chains["owner"].astype(str).to_numpy()
    true = 1.0 - np.exp(-hazard.reindex(owners[running]).to_numpy() * DAYS / MONTH_DAYS)
    facts = history.facts_now(running)

    def case(n: int) -> Held:
        kept = _some(months.chain, n, seed)
        known = months.facts[kept].reset_index(drop=True)
        part = ContractMonths(months.chain[kept], months.day[kept], known, months.cause[kept])
        hazards, reader = fit_months(part, owners, 0, ChurnParams())
        rows = reader.read(facts).with_numbers([AGE], facts[[TENURE]].to_numpy(dtype=float))
        curves = hazards.curves(rows, 3).at(DAYS / MONTH_DAYS)
        return _held(curves.low[:, 0, 0], curves.high[:, 0, 0], true)

    return case


def _some(subjects: np.ndarray, n: int, seed: int) -> np.ndarray:
    chosen = np.random.default_rng(seed).permutation(np.unique(subjects))[:n]
    kept: np.ndarray = np.isin(subjects, chosen)
    return kept
