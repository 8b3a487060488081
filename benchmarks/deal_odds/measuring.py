"""One run: the sample company at three sizes, looked at on past days, judged on what came of each open deal later."""

import os
import time
import warnings
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from benchmarks.deal_odds.peers import PEERS
from tandem.closing.deal_odds import DealHistory, DealOddsParams
from tandem.closing.deal_odds.backtest import came_by, open_at
from tandem.closing.deal_odds.history import WEEK
from tandem.closing.deal_odds.rules import CLASSES
from tandem.closing.deal_odds.weekly import fit_judged
from tandem.datasets.sample_company import SampleCompany, SampleSettings, simulate
from tandem.learning.hazards.measures import concordance, multiclass_scores

__all__ = ["main"]

US = "Tandem"
HORIZONS = (4, 13, 26)
SIZES = ((1_000, 1), (3_000, 1), (9_000, 1))
DAYS_BACK = (26, 44)
RESULTS = Path(__file__).with_name("results.md")


def history_of(company: SampleCompany) -> DealHistory:
    """Return the company's deals with all that is known of them."""
    tables = company.record_tables()
    frames = {name: tables[name].to_pandas() for name in ("opportunities", "accounts", "quotes")}
    for frame in frames.values():
        frame.insert(0, "id", np.arange(1, len(frame) + 1))
    today = company.settings.today
    return DealHistory(
        frames["opportunities"],
        tables["changes"].to_pandas(),
        datetime(today.year, today.month, today.day, tzinfo=UTC),
        accounts=frames["accounts"],
        quotes=frames["quotes"],
    )


def main() -> None:
    """Run, print and write results.md."""
    warnings.filterwarnings("ignore")
    started, load = time.perf_counter(), os.getloadavg()[0]
    rows: list[dict[str, float | str]] = []
    held: list[str] = []
    for n_leads, seed in SIZES:
        company = simulate(SampleSettings(seed=seed, today=date(2026, 3, 2), n_leads=n_leads))
        rows += _one_size(company, held)
        print(f"{n_leads:,} leads, seed {seed}: {time.perf_counter() - started:,.0f} s", flush=True)
    lines = ["# Deal odds", "", "Written by `python -m benchmarks deal_odds`.", "", *_about(), ""]
    for measure, words in (
        ("log_loss", "Log loss over won, no decision, lost, still open; lower is better"),
        ("brier", "Brier score over the four; lower is better"),
        ("calibration_error won", "Calibration error of winning; lower is better"),
        ("c_index won", "C-index of winning (who is won sooner); higher is better"),
    ):
        lines += [f"## {words}", "", *_table(rows, measure), ""]
    lines += ["## 80% intervals against the true probability of winning in the end", "", *held, ""]
    lines += ["## Seconds to fit and judge one day", "", *_table(rows, "seconds"), ""]
    minutes = time.perf_counter() - started
    lines.append(f"Whole run: {minutes:,.0f} s on one thread; load of the machine at its start {load:.1f}.")
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


def _about() -> list[str]:
    return [
        "The simulated seller, looked at on two past days (26 and 44 weeks before its present): each model",
        "learns from what was known on that day, and says of every deal open then whether it is won, lost, ended",
        "without a decision or still open 4, 13 and 26 weeks later. Everybody reads the same facts of the same weeks.",
        "`n` counts deals judged. The last column is ours divided by the best of the others.",
    ]


def _one_size(company: SampleCompany, held: list[str]) -> list[dict[str, float | str]]:
    history = history_of(company)
    name = f"{company.settings.n_leads:,} leads, seed {company.settings.seed}"
    said: dict[tuple[int, str], list[np.ndarray]] = defaultdict(list)
    truths: dict[int, list[np.ndarray]] = defaultdict(list)
    spans: dict[int, list[tuple[np.ndarray, np.ndarray]]] = defaultdict(list)
    seconds: dict[str, float] = defaultdict(float)
    inside, width = [], []
    for back in DAYS_BACK:
        day = history.until_second - back * WEEK
        deals = open_at(history, day)
        facts, train = history.facts_at(deals, np.full(len(deals), day)), history.weeks.before(day)
        start = time.perf_counter()
        hazards, reader, _ = fit_judged(history, day, 0, DealOddsParams())
        clocks = list(hazards.clocks.names)
        curves = hazards.curves(reader.read(facts).with_numbers(clocks, facts[clocks].to_numpy(dtype=float)), 52)
        seconds[US] += time.perf_counter() - start
        true = company.truth.win_probability(datetime.fromtimestamp(day, UTC))[deals]
        inside.append((curves.low[:, 0, -1] <= true) & (true <= curves.high[:, 0, -1]))
        width.append((curves.high - curves.low)[:, 0, -1])
        for horizon in HORIZONS:
            truths[horizon].append(came_by(history, deals, np.full(len(deals), day), horizon))
            spans[horizon].append(_until_won(history, deals, day, horizon))
            said[horizon, US].append(curves.at(horizon).probability[:, :, 0])
            known = train.moment + horizon * WEEK <= day
            old = train.facts[known].reset_index(drop=True)
            came = came_by(history, train.deal[known], train.moment[known], horizon)
            for who, peer in PEERS.items():
                start = time.perf_counter()
                said[horizon, who].append(peer(old, came, facts))
                seconds[who] += time.perf_counter() - start
    share = float(np.mean(np.concatenate(inside)))
    held.append(f"- {name}: {share:.1%} of {sum(map(len, inside)):,}, mean width {np.mean(np.concatenate(width)):.2f}")
    return [
        _row(
            name,
            horizon,
            who,
            np.concatenate(said[horizon, who]),
            truths=truths[horizon],
            spans=spans[horizon],
            seconds=seconds[who],
        )
        for horizon in HORIZONS
        for who in (US, *PEERS)
    ]


def _until_won(history: DealHistory, deals: np.ndarray, day: int, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """Return weeks to the win within the horizon; who ended otherwise never wins, who is open is censored there."""
    cause, weeks = history.endings.cause[deals], (history.endings.ended[deals] - day) / WEEK
    ended = (cause > 0) & (weeks <= horizon)
    won = ended & (cause == 1)
    return np.where(won, weeks, np.where(ended, np.inf, float(horizon))), won


def _row(
    name: str,
    horizon: int,
    who: str,
    said: np.ndarray,
    *,
    truths: list[np.ndarray],
    spans: list[tuple[np.ndarray, np.ndarray]],
    seconds: float,
) -> dict[str, float | str]:
    truth = np.concatenate(truths)
    duration, won = (np.concatenate(parts) for parts in zip(*spans, strict=True))
    return {
        "set": name,
        "horizon": f"{horizon} weeks",
        "n": len(truth),
        "who": who,
        "seconds": seconds / len(DAYS_BACK),
        "c_index won": concordance(duration, won, said[:, 0]),
        **multiclass_scores(truth, said, CLASSES[:3]),
    }


def _table(rows: list[dict[str, float | str]], measure: str) -> list[str]:
    who = [US, *PEERS]
    lines = [f"| set | n | horizon | {' | '.join(who)} | ours ÷ best |", "|" + "---|" * (len(who) + 4)]
    values: dict[tuple[str, str, str], dict[str, float]] = defaultdict(dict)
    for row in rows:
        key = (str(row["set"]), f"{row['n']:,}", str(row["horizon"]))
        values[key][str(row["who"])] = float(row[measure])
        values["**mean**", "", ""][str(row["who"])] = float(
            np.mean([float(one[measure]) for one in rows if one["who"] == row["who"]])
        )
    mean = values.pop(("**mean**", "", ""))
    for key, one in [*values.items(), (("**mean**", "", ""), mean)]:
        others = [value for name, value in one.items() if name != US]
        best = max(others) if measure.startswith("c_index") else min(others)
        ratio = f"{one[US] / best:.3f}" if measure != "seconds" else ""
        lines.append(f"| {' | '.join(key)} | {' | '.join(f'{one[name]:.4f}' for name in who)} | {ratio} |")
    return lines
