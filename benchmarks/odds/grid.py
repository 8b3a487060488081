"""The grid: every set, every size, every peer on the same rows and columns."""

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from benchmarks.odds.automl import AUTOMATIC, ready, run_automatic
from benchmarks.odds.peers import PEERS
from benchmarks.odds.sets import BenchSet
from tandem.learning.features import TableReader
from tandem.learning.measures import measure_all
from tandem.learning.validation import hold_out
from tandem.prospecting.lead_scoring import LeadScoring

__all__ = ["US", "Rows", "coverage_lines", "run_grid", "split_of", "tables"]

US = "Tandem"
SIZES = (0, 10, 30, 100, 300, 1000, None)
SLOW_PEERS = ("HistGradientBoosting", "LightGBM")
AUTOML_SIZES = (None,)
AUTOML_SECONDS = 60

Rows = list[dict[str, object]]


def split_of(one: BenchSet, size: int | None, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return row positions to learn from and to be judged on: the last quarter by time, else a random quarter."""
    days = pd.to_datetime(one.table[one.time]).astype("int64").to_numpy(dtype=float) if one.time else None
    split = hold_out(one.happened, days, time=one.time, seed=seed)
    rng = np.random.default_rng(seed)
    return (split.train if size is None else rng.permutation(split.train)[:size]), split.test


def run_grid(one: BenchSet, n_seeds: int, done: Rows, keep: Callable[[Rows], None]) -> Rows:
    """Run what is not in `done` yet: one set at every size; the slowest peers with the first seed alone.

    `keep` is handed the new rows of each size and seed as soon as they are there.
    """
    held = {(row["set"], row["n"], row["seed"], row["who"]) for row in done}
    rows: Rows = []
    for size in SIZES:
        for seed in range(n_seeds if size else 1):
            head = {"set": one.name, "n": "all" if size is None else str(size), "seed": seed}
            missing = [name for name in _asked(size, seed) if (*head.values(), name) not in held]
            new = [{**head, **row} for row in _measure(one, size, seed, missing)] if missing else []
            rows += new
            keep(new)
    return rows


def _asked(size: int | None, seed: int) -> list[str]:
    if size == 0:
        return [US, "base rate"]
    peers = [name for name in PEERS if seed == 0 or name not in SLOW_PEERS]
    automatic = ready() and seed == 0 and size in AUTOML_SIZES and not os.environ.get("TANDEM_BENCH_NO_AUTOML")
    return [US, *peers, *(AUTOMATIC if automatic else ())]


def _measure(one: BenchSet, size: int | None, seed: int, who: list[str]) -> Iterator[dict[str, object]]:
    train, test = split_of(one, size, seed)
    known, truth = one.happened[train], one.happened[test]
    old, new = (one.table.iloc[rows].reset_index(drop=True) for rows in (train, test))
    if US in who:
        yield {"who": US, **_ours(one, old if size != 0 else old.iloc[:0], new, test, seed)}
    if size == 0:
        yield {"who": "base rate", **measure_all(truth, np.full(len(test), 0.5)), "fit_s": 0.0}
        return
    reader = TableReader.learn(old, exclude=[one.target], time=one.time or None)
    typed, later = reader.read(old), reader.read(new)
    for name in who:
        if name in AUTOMATIC:
            figures = run_automatic(name, typed, known, later, truth, seconds=AUTOML_SECONDS)
            if figures is not None:
                yield {"who": name, **figures}
        elif name != US and (0 < known.sum() < len(known) or name in ("base rate", "naive Bayes (Odoo)")):
            start = time.perf_counter()
            probability = PEERS[name](typed, known, later)
            yield {"who": name, **measure_all(truth, probability), "fit_s": time.perf_counter() - start}


def _ours(one: BenchSet, old: pd.DataFrame, new: pd.DataFrame, test: np.ndarray, seed: int) -> dict[str, float]:
    start = time.perf_counter()
    scorer = LeadScoring.fit_table(
        old, target=one.target, time=one.time or None, seed=seed, keep=tuple(one.table.columns)
    )
    fitted = time.perf_counter()
    scores = scorer.score_frame(new)
    ours = {**measure_all(one.happened[test], scores.probability), "fit_s": fitted - start}
    ours |= {"predict_s": time.perf_counter() - fitted, "width": float(np.mean(scores.high - scores.low))}
    if one.truth is not None:
        truth = one.truth[test]
        ours["coverage"] = float(np.mean((scores.low <= truth) & (truth <= scores.high)))
    return ours


def tables(rows: Rows) -> list[str]:
    """Return one table for each measure."""
    lines = []
    for measure, words in (
        ("log_loss", "Log loss, lower is better"),
        ("brier", "Brier score, lower is better"),
        ("auc", "AUC, higher is better"),
        ("calibration_error", "Calibration error, lower is better"),
        ("lift_top_decile", "Lift of the top tenth, higher is better"),
        ("fit_s", "Seconds to fit, leak search and card included (peers: fit and predict)"),
    ):
        lines += [f"## {words}", "", *_table(rows, measure), ""]
    return lines


def _table(rows: Rows, measure: str) -> list[str]:
    who = [US, *PEERS, *AUTOMATIC]
    cells: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        cells[str(row["set"]), str(row["n"])][str(row["who"])].append(float(row[measure]))  # type: ignore[arg-type]
    lines = [f"| set | n | {' | '.join(who)} | us ÷ best peer |", "|" + "---|" * (len(who) + 3)]
    means: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for (name, n), values in cells.items():
        mean = {one: float(np.mean(values[one])) for one in values}
        for one, value in mean.items():
            means[n][one].append(value)
        lines.append(_line(name, n, mean, who, measure))
    n_sets = max(len(values[US]) for values in means.values())
    for n, values in means.items():
        whole = {one: float(np.mean(value)) for one, value in values.items() if len(value) == n_sets}
        lines.append(_line("**mean**", n, whole, who, measure))
    return lines


def _line(name: str, n: str, mean: dict[str, float], who: list[str], measure: str) -> str:
    rivals = {one: value for one, value in mean.items() if one != US}
    if measure == "fit_s":
        rivals = {one: value for one, value in rivals.items() if one == "CatBoost"}
    best = (max if measure in ("auc", "lift_top_decile") else min)(rivals.values()) if rivals else float("nan")
    shown = [f"{mean[one]:.4f}" if one in mean else "–" for one in who]
    return f"| {name} | {n} | {' | '.join(shown)} | {mean[US] / best if best else float('nan'):.3f} |"


def coverage_lines(rows: Rows) -> list[str]:
    """Return how often the 80% intervals held the true probability."""
    lines = [
        "## 80% intervals against a known truth",
        "",
        "| set | n | share that holds the true probability | mean width |",
        "|---|---|---|---|",
    ]
    for name, n in dict.fromkeys((str(row["set"]), str(row["n"])) for row in rows if "coverage" in row):
        ours = [row for row in rows if (row["set"], row["n"]) == (name, n) and "coverage" in row]
        covered, width = (np.mean([float(row[key]) for row in ours]) for key in ("coverage", "width"))  # type: ignore[arg-type]
        lines.append(f"| {name} | {n} | {covered:.3f} | {width:.3f} |")
    return lines
