"""One run: the grid, intervals, reasons, leaks, negative controls, learning on, people, alarms, speed."""

import json
import os
import time
import warnings
from pathlib import Path

from benchmarks.odds.automl import ready
from benchmarks.odds.controls import control_lines
from benchmarks.odds.grid import Rows, coverage_lines, run_grid, tables
from benchmarks.odds.leaks import planted_leaks
from benchmarks.odds.living import living_lines
from benchmarks.odds.reasons import reason_lines
from benchmarks.odds.sets import BenchSet, data_folder, known_truth, public_sets, sample_company
from benchmarks.odds.speed import speed_lines

__all__ = ["main"]

RESULTS = Path(__file__).with_name("results.md")


def main() -> None:
    """Run, print and write results.md.

    TANDEM_BENCH_SEEDS: seeds for sizes below "all", 3 by default. TANDEM_BENCH_ROWS: a file that keeps the rows as they
    come, so that a run that was stopped goes on where it stood.
    """
    warnings.filterwarnings("ignore")
    started, load = time.perf_counter(), os.getloadavg()[0]
    n_seeds, folder = int(os.environ.get("TANDEM_BENCH_SEEDS", "3")), data_folder()
    sets = [sample_company(n, 1) for n in (1200, 4000, 12_000)] + [known_truth(6000, 1)]
    if folder is None:
        print("SKIPPED: the public sets; set TANDEM_BENCH_DATA to the folder that holds them.")
    else:
        sets = [*sets, *public_sets(folder)]
    if not ready():
        print("SKIPPED: AutoGluon and FLAML; `make install-automl` gives them an environment of their own.")
    rows = _grid(sets, n_seeds)
    lines = [
        "# Odds",
        "",
        f"Written by `python -m benchmarks odds`, {n_seeds} seeds; load {load:.1f} at the start.",
        "",
    ]
    if os.environ.get("TANDEM_BENCH_ROWS"):
        lines += ["The grid's rows were kept from one go to the next; the load above is that of the last go alone.", ""]
    lines += ["AutoGluon and FLAML had 60 s each, on all rows, one seed.", ""]
    lines += [*tables(rows), *coverage_lines(rows), "", *reason_lines(), "", *planted_leaks(folder), ""]
    lines += [*control_lines(folder), "", *living_lines(), "", *speed_lines()]
    lines += ["", f"Whole run: {time.perf_counter() - started:,.0f} s."]
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


def _grid(sets: list[BenchSet], n_seeds: int) -> Rows:
    kept = Path(os.environ["TANDEM_BENCH_ROWS"]) if os.environ.get("TANDEM_BENCH_ROWS") else None
    rows: Rows = json.loads(kept.read_text(encoding="utf-8")) if kept is not None and kept.is_file() else []

    def keep(new: Rows) -> None:
        rows.extend(new)
        if kept is not None and new:
            kept.write_text(json.dumps(rows), encoding="utf-8")
        for row in new:
            print(*(row[name] for name in ("set", "n", "seed", "who")), f"{row['log_loss']:.4f}", flush=True)

    for one in sets:
        run_grid(one, n_seeds, list(rows), keep)
    return rows
