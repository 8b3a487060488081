"""Fills a store, measures the floor, snapshots and questions about the past, and writes the results table."""

import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

__all__ = ["main"]

_HERE = Path(__file__).parent
SIZES = {
    "touchpoints": 10_000_000,
    "leads": 200_000,
    "changes": 1_000_000,
    "more_touchpoints": 100_000,
    "more_changes": 20_000,
}
_STEPS = (
    ("floor_cursor", "floor: every row through sqlite3"),
    ("floor_arrow", "every row to Arrow, untyped"),
    ("snapshot", "first snapshot"),
    ("more", ""),
    ("snapshot", "increment"),
    ("leads_then", "all leads as of the middle"),
    ("touchpoints_then", "touchpoints by lead and kind as of the middle"),
)


def main(sizes: dict[str, int] | None = None, home: Path | None = None) -> int:
    """Measure; return 0 where the first snapshot takes at most twice the floor and an increment a tenth of it.

    Processor seconds are compared: they hardly depend on what else the machine does. `home` may name a folder with a
    store that an earlier run has filled.
    """
    sizes = sizes or SIZES
    with tempfile.TemporaryDirectory() as folder:
        if home is None:
            _run("make", sizes, Path(folder))
        found = [(words, _run(step, sizes, home or Path(folder))) for step, words in _STEPS]
    floor = found[0][1]["cpu_seconds"]
    lines = [_line(words, one, floor) for words, one in found if words]
    print("\n".join(lines))
    if sizes == SIZES:
        _write(lines)
    seconds = {words: one["cpu_seconds"] for words, one in found}
    return 0 if seconds["first snapshot"] <= 2 * floor and seconds["increment"] <= floor / 10 else 1


def _run(step: str, sizes: dict[str, int], home: Path) -> dict[str, float]:
    root = _HERE.parents[1]
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("TANDEM_", "DATABASE_URL"))}
    environment = kept | {
        "TANDEM_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "tandem_desk.config.settings",
        "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}",
    }
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.tables.step", step, json.dumps(sizes)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _line(words: str, one: dict[str, float], floor: float) -> str:
    return (
        f"| {words} | {one['n_rows']:,} | {one['seconds']:.1f} | {one['cpu_seconds']:.1f} "
        f"| {one['cpu_seconds'] / floor:.2f} | {one['peak_mb']:.0f} | {one['files_mb']:.0f} |"
    )


def _write(lines: list[str]) -> None:
    head = [
        "# Tables as of a moment",
        "",
        f"{SIZES['touchpoints']:,} touchpoints, {SIZES['leads']:,} leads, {SIZES['changes']:,} changes in SQLite. The",
        "floor reads the same columns of the same rows with `sqlite3` and `fetchmany` and keeps nothing; a snapshot",
        f"reads, types and writes them. The increment follows a day with {SIZES['more_touchpoints']:,} new touchpoints",
        f"and {SIZES['more_changes']:,} changes. Every step is a process of its own; ratios are of CPU",
        "seconds to the floor. Targets: first snapshot at most 2, increment at most 0.1.",
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} cores shared with other work;",
        "`python -m benchmarks tables`.",
        "",
        "| what | rows | seconds | CPU seconds | ratio | peak MB | files MB |",
        "|---|---|---|---|---|---|---|",
    ]
    (_HERE / "results.md").write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")
