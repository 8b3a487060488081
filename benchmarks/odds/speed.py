"""A million rows scored by `tandem run`'s own path, in a process of its own: seconds and peak memory."""

import subprocess
import sys

__all__ = ["speed_lines"]

_PROGRAM = """
import resource, time
import numpy as np
from benchmarks.odds.sets import known_truth
from tandem.prospecting.lead_scoring import LeadScoring
table = known_truth({n_fit}, 1).table
scorer = LeadScoring.fit_table(table, target="won", seed=0)
rows = table.iloc[np.random.default_rng(0).integers(0, len(table), 1_000_000)].reset_index(drop=True)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
wall, processor = time.perf_counter(), time.process_time()
scores = scorer.score_frame(rows)
assert len(scores.probability) == 1_000_000
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(time.perf_counter() - wall, time.process_time() - processor, before / 1024, peak / 1024)
"""


def speed_lines() -> list[str]:
    """Return the figures as lines."""
    lines = ["## One million rows scored (2 processors)", ""]
    lines += ["| fitted on | seconds | processor seconds | MB before, the table in memory | MB at the peak |"]
    lines += ["|---|---|---|---|---|"]
    for n_fit in (1000, 6000):
        command = [sys.executable, "-c", _PROGRAM.format(n_fit=n_fit)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        figures = [float(one) for one in done.stdout.split()]
        lines.append(f"| {n_fit:,} | " + " | ".join(f"{one:,.1f}" for one in figures) + " |")
    return lines
