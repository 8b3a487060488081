"""One run: every set, every size, every peer beside us; then coverage, planted leaks and the negative control."""

import os
import time
import warnings
from collections import defaultdict
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.lead_scoring.leaks import planted_leaks
from benchmarks.lead_scoring.peers import PEERS
from benchmarks.lead_scoring.sets import BenchSet, data_folder, known_truth, public_sets, sample_company
from tandem.learning.measures import measure_all
from tandem.learning.validation import hold_out
from tandem.prospecting.lead_scoring import LeadScoring

__all__ = ["main"]

US = "Tandem"
SIZES = (0, 10, 30, 100, 300, 1000, None)
RESULTS = Path(__file__).with_name("results.md")


def main() -> None:
    """Run, print and write results.md; seeds for sizes below "all" from TANDEM_BENCH_SEEDS, 1 by default."""
    warnings.filterwarnings("ignore")
    started = time.perf_counter()
    n_seeds = int(os.environ.get("TANDEM_BENCH_SEEDS", "1"))
    folder = data_folder()
    sets = [sample_company(4000, 1), known_truth(6000, 1)]
    if folder is None:
        print("SKIPPED: the public sets; set TANDEM_BENCH_DATA to the folder that holds them.")
    else:
        sets = [*sets, *public_sets(folder)]
    lines = ["# Lead scoring", "", "Written by `python -m benchmarks lead_scoring`.", ""]
    rows: list[dict[str, object]] = []
    for one in sets:
        rows += _grid(one, n_seeds)
        # Kept as it goes: a run that is stopped leaves the sets it finished.
        unfinished = [*lines, "Not finished.", "", *_tables(rows), *_coverage(rows)]
        RESULTS.write_text("\n".join(unfinished) + "\n", encoding="utf-8")
    lines += [*_tables(rows), "", *_coverage(rows), "", *planted_leaks(folder)]
    if folder is not None:
        lines += ["", *_control(folder)]
    lines += ["", f"Whole run: {time.perf_counter() - started:,.0f} s."]
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


def _grid(one: BenchSet, n_seeds: int) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    happened = one.happened
    days = pd.to_datetime(one.table[one.time]).astype("int64").to_numpy(dtype=float) if one.time else None
    for size in SIZES:
        for seed in range(n_seeds if size else 1):
            split = hold_out(happened, days, time=one.time, seed=seed)
            rng = np.random.default_rng(seed)
            train = split.train if size is None else rng.permutation(split.train)[:size]
            rows += _one(one, happened, train=train, test=split.test, size=size, seed=seed)
            print(f"{one.name} n={'all' if size is None else size} seed={seed}", flush=True)
    return rows


def _one(
    one: BenchSet, happened: np.ndarray, *, train: np.ndarray, test: np.ndarray, size: int | None, seed: int
) -> list[dict[str, object]]:
    old, new = one.table.iloc[train].reset_index(drop=True), one.table.iloc[test].reset_index(drop=True)
    head = {"set": one.name, "n": "all" if size is None else str(size)}
    start = time.perf_counter()
    if size == 0:
        old = one.table.iloc[:0]
    scorer = LeadScoring.fit_table(
        old, target=one.target, time=one.time or None, seed=seed, keep=tuple(one.table.columns)
    )
    fitted = time.perf_counter()
    scores = scorer.score_frame(new)
    done = time.perf_counter()
    ours = {
        **head,
        "who": US,
        "fit_s": fitted - start,
        "predict_s": done - fitted,
        **measure_all(happened[test], scores.probability),
    }
    ours["width"] = float(np.mean(scores.high - scores.low))
    if one.truth is not None:
        truth = one.truth[test]
        ours["coverage"] = float(np.mean((scores.low <= truth) & (truth <= scores.high)))
    rows = [ours]
    if size == 0:
        return [
            *rows,
            {
                **head,
                "who": "base rate",
                "fit_s": 0.0,
                "predict_s": 0.0,
                **measure_all(happened[test], np.full(len(test), 0.5)),
            },
        ]
    reader = scorer.engine.reader
    typed, later = reader.read(old), reader.read(new)
    for name, peer in PEERS.items():
        if 0 < happened[train].sum() < len(train) or name in ("base rate", "naive Bayes (Odoo)"):
            start = time.perf_counter()
            probability = peer(typed, happened[train], later)
            rows.append(
                {
                    **head,
                    "who": name,
                    "fit_s": time.perf_counter() - start,
                    "predict_s": 0.0,
                    **measure_all(happened[test], probability),
                }
            )
    return rows


def _tables(rows: list[dict[str, object]]) -> list[str]:
    lines = []
    for measure, words in (
        ("log_loss", "Log loss, lower is better"),
        ("auc", "AUC, higher is better"),
        ("calibration_error", "Calibration error, lower is better"),
        ("fit_s", "Seconds to fit (peers: fit and predict)"),
    ):
        lines += [f"## {words}", "", *_table(rows, measure), ""]
    return lines


def _table(rows: list[dict[str, object]], measure: str) -> list[str]:
    who = [US, *PEERS]
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
    others = [value for one, value in mean.items() if one != US]
    best = (max if measure == "auc" else min)(others) if others else float("nan")
    shown = [f"{mean[one]:.4f}" if one in mean else "–" for one in who]
    return f"| {name} | {n} | {' | '.join(shown)} | {mean[US] / best if best else float('nan'):.3f} |"


def _coverage(rows: list[dict[str, object]]) -> list[str]:
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


def _control(folder: Path) -> list[str]:
    pipeline = folder / "crm_pipeline_maven" / "sales_pipeline.csv.gz"
    if not pipeline.is_file():
        return ["Negative control: crm_pipeline_maven is not there."]
    scorer = LeadScoring.fit_table(pd.read_csv(pipeline, dtype=str), target="deal_stage", id="opportunity_id", seed=0)
    lines = [
        "## Negative control: crm_pipeline_maven, whose outcomes are random",
        "",
        f"Verdict: **{scorer.card.verdict}**. {scorer.card.summary}",
    ]
    return [*lines, f"Abstains on every row: {scorer.abstains}."]
