"""One run: customers held out at random, foretold from their first day on by us and by each peer."""

import os
import time
import warnings
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.churn.peers import PEERS
from tandem.datasets.sample_company import SampleSettings, simulate
from tandem.followup.churn import Churn
from tandem.followup.churn.tenure import MONTH_DAYS
from tandem.learning.hazards.measures import censoring_weights, concordance, integrated_brier

__all__ = ["main"]

US = "Tandem"
HORIZONS = (6, 12, 24)
RESULTS = Path(__file__).with_name("results.md")


@dataclass(frozen=True)
class Customers:
    """A table of customers with `tenure` in months and `Churn`, and the months curves are judged over."""

    name: str
    table: pd.DataFrame
    reach: int


def main() -> None:
    """Run, print and write results.md; TANDEM_BENCH_DATA names the folder of the public set."""
    warnings.filterwarnings("ignore")
    started, load = time.perf_counter(), os.getloadavg()[0]
    sets = [*_public(), _sample_company()]
    rows: list[dict[str, object]] = []
    for one in sets:
        for n in (100, 1_000, None):
            if n is None or n < 0.7 * len(one.table):
                rows += _judge(one, n)
                print(f"{one.name} n={n or 'all'}: {time.perf_counter() - started:,.0f} s", flush=True)
    lines = ["# Time to churn", "", "Written by `python -m benchmarks churn`.", "", *_about(), ""]
    for measure, words in (
        ("integrated_brier", "Integrated Brier score, weighted for censoring; lower is better"),
        ("log_loss", f"Log loss at {', '.join(map(str, HORIZONS))} months, their mean; lower is better"),
        ("c_index", "C-index of the risk at 12 months; higher is better"),
        ("seconds", "Seconds to fit and foretell"),
    ):
        lines += [f"## {words}", "", *_table(rows, measure), ""]
    spent = time.perf_counter() - started
    lines.append(f"Whole run: {spent:,.0f} s on one thread; load of the machine at its start {load:.1f}.")
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


def _about() -> list[str]:
    return [
        "A random quarter of the customers is held out. From the others (`n` of them) each learns who leaves after how",
        "many months, and foretells the held-out ones from their first day on. `TotalCharges` is tenure times charges",
        "and is kept from everybody. The last column is ours divided by the best of the others.",
    ]


def _public() -> list[Customers]:
    path = Path(os.environ.get("TANDEM_BENCH_DATA", ""), "telco_churn_ibm", "telco_churn.csv.gz")
    if not path.is_file():
        print("SKIPPED: telco_churn_ibm; set TANDEM_BENCH_DATA to the folder that holds it.")
        return []
    return [Customers("telco_churn_ibm", pd.read_csv(path, dtype=str).drop(columns=["customerID", "TotalCharges"]), 60)]


def _sample_company() -> Customers:
    """Return the simulated seller's customers since its history began, with the tickets of their first 90 days."""
    company = simulate(SampleSettings(seed=1, today=date(2026, 3, 2), n_leads=12_000, months=36))
    tables = company.record_tables()
    contracts, accounts = tables["contracts"].to_pandas(), tables["accounts"].to_pandas().set_index("external_id")
    contracts["line"] = contracts["name"].str.replace(r", year \d+$", "", regex=True)
    key = [contracts["account"], contracts["opportunity"].fillna(""), contracts["line"]]
    chains = contracts.groupby(key, sort=True).agg(
        start=("starts_on", "min"), ended=("cancelled_on", "max"), amount=("amount_per_year", "last")
    )
    chains = chains.reset_index()
    start, ended = (pd.to_datetime(chains[name]) for name in ("start", "ended"))
    since, until = (pd.Timestamp(one).tz_localize(None) for one in (company.settings.since, company.settings.until))
    # Those who were customers before were only ever seen if they stayed until the history began.
    fresh = ((start >= since) & (start < until)).to_numpy()
    months = (ended.fillna(until) - start).dt.days / MONTH_DAYS
    account = accounts.reindex(chains["account"])
    table = pd.DataFrame(
        {
            "tenure": months.clip(lower=0.1).round(2).astype(str),
            "Churn": np.where(ended.notna(), "Yes", "No"),
            "line": chains["line"],
            "amount_per_year": chains["amount"].astype(str),
            "n_employees": account["n_employees"].astype(str).to_numpy(),
            "industry": account["industry"].to_numpy(),
            "country": account["country"].to_numpy(),
        }
    )
    return Customers("sample company", table[fresh].reset_index(drop=True), 18)


def _judge(one: Customers, n: int | None) -> list[dict[str, object]]:
    order = np.random.default_rng(0).permutation(len(one.table))
    n_test = len(order) // 4
    test, train = order[:n_test], order[n_test:] if n is None else order[n_test : n_test + n]
    old, new = one.table.iloc[train].reset_index(drop=True), one.table.iloc[test].reset_index(drop=True)
    times = np.arange(1.0, one.reach + 1)
    start = time.perf_counter()
    keep = tuple(name for name in old.columns if name not in ("tenure", "Churn"))
    model = Churn.fit_table(old, target="Churn", time="tenure", keep=keep)
    curves = {US: model.curves(new.assign(tenure="0"), one.reach).probability[:, -1]}
    seconds = {US: time.perf_counter() - start}
    old_months, new_months = (frame["tenure"].astype(float).to_numpy() for frame in (old, new))
    old_left, left = ((frame["Churn"] == "Yes").to_numpy() for frame in (old, new))
    rows, later = model.reader.read(old), model.reader.read(new)
    for name, peer in PEERS.items():
        start = time.perf_counter()
        curves[name] = peer(rows, old_months, old_left, later, times)
        seconds[name] = time.perf_counter() - start
    found: list[dict[str, object]] = []
    for who, curve in curves.items():
        losses = [_log_loss(new_months, left, curve[:, at - 1], float(at)) for at in HORIZONS if at <= one.reach]
        found.append(
            {
                "set": one.name,
                "n": f"{len(old):,}" if n is None else f"{n:,}",
                "who": who,
                "integrated_brier": integrated_brier(new_months, left, curve, times),
                "log_loss": float(np.mean(losses)),
                "c_index": concordance(new_months, left, 1.0 - curve[:, min(12, one.reach) - 1]),
                "seconds": seconds[who],
            }
        )
    return found


def _log_loss(months: np.ndarray, left: np.ndarray, survival: np.ndarray, horizon: float) -> float:
    weights = censoring_weights(months, left, horizon)
    gone, risk = left & (months <= horizon), np.clip(1.0 - survival, 1e-6, 1 - 1e-6)
    return float(-np.mean(weights * np.where(gone, np.log(risk), np.log(1 - risk))))


def _table(rows: list[dict[str, object]], measure: str) -> list[str]:
    who = [US, *PEERS]
    lines = [f"| set | n | {' | '.join(who)} | ours ÷ best |", "|" + "---|" * (len(who) + 3)]
    keys = list(dict.fromkeys((row["set"], row["n"]) for row in rows))
    values = {(row["set"], row["n"], row["who"]): float(row[measure]) for row in rows}  # type: ignore[arg-type]
    means = {name: float(np.mean([values[(*key, name)] for key in keys])) for name in who}
    for key in [*keys, ("**mean**", "")]:
        found = means if key[1] == "" else {name: values[(*key, name)] for name in who}
        others = [value for name, value in found.items() if name != US]
        best = max(others) if measure == "c_index" else min(others)
        ratio = "" if measure == "seconds" else f"{found[US] / best:.3f}"
        lines.append(f"| {key[0]} | {key[1]} | {' | '.join(f'{found[name]:.4f}' for name in who)} | {ratio} |")
    return lines
