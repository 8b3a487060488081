"""Runs the floor and the import one after the other, several times, and writes the results table."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

__all__ = ["main"]

_HERE = Path(__file__).parent
N_LEADS, SEED = 1_000_000, 7
TARGET_RATIO, TARGET_MB = 5.0, 1_500
CASES = ("first import", "the same file again", "half a year on")


def main(n_leads: int = N_LEADS, cases: tuple[str, ...] = CASES) -> int:
    """Measure on SQLite, and on PostgreSQL where `DATABASE_URL` names one; return 0 if every target is met."""
    rows, met = [], True
    with tempfile.TemporaryDirectory() as folder:
        files = _files(Path(folder), n_leads, cases)
        for engine, url in _engines():
            for line in _measure(engine, url, Path(folder), files):
                rows.append(line)
                met &= line["seconds"] <= TARGET_RATIO * line["floor"] and line["peak_mb"] <= TARGET_MB
                print(_markdown(line), flush=True)
                _write(rows, n_leads)
    return 0 if met else 1


def _files(folder: Path, n_leads: int, cases: tuple[str, ...]) -> dict[str, Path]:
    from benchmarks.import_speed.file import write_leads

    first, later = folder / "Lead.csv", folder / "later" / "Lead.csv"
    write_leads(first, n_leads, SEED)
    if CASES[2] in cases:
        later.parent.mkdir()
        write_leads(later, n_leads, SEED, later=True)
    return {case: path for case, path in zip(CASES, (first, first, later), strict=True) if case in cases}


def _engines() -> list[tuple[str, str]]:
    url = os.environ.get("DATABASE_URL", "")
    return [("SQLite", ""), *([("PostgreSQL", url)] if url.startswith("postgres") else [])]


def _measure(engine: str, url: str, folder: Path, files: dict[str, Path]) -> Iterator[dict[str, Any]]:
    home = folder / engine
    home.mkdir()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TANDEM_")}
    environment |= {
        "TANDEM_HOME": str(home),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tandem_desk.config.settings",
    }
    environment["PYTHONPATH"] = f"{_HERE.parents[1] / 'src'}{os.pathsep}{_HERE.parents[1]}"
    workspace = _python(environment, _PREPARE).strip()
    for words, path in files.items():
        load = os.getloadavg()[0]
        floor, floor_cpu = json.loads(_python(environment, _FLOOR, engine, str(path), str(home / "floor.sqlite3")))
        came = json.loads(
            _python(environment, (_HERE / "one_import.py").read_text(encoding="utf-8"), str(path), workspace)
        )
        load = max(load, *os.getloadavg()[:2])
        yield {"engine": engine, "what": words, "floor": floor, "floor_cpu": floor_cpu, "load": load} | came
    _python(environment, _CLEAN, workspace)


_PREPARE = """
import django; django.setup()
from django.core.management import call_command; call_command("migrate", verbosity=0)
from tandem_desk.workspace.models import Workspace
print(Workspace.objects.create(name="import speed").pk)
"""
_FLOOR = """
import sys, django; django.setup()
from pathlib import Path
from benchmarks.import_speed.floor import bare_floor_postgresql, bare_floor_sqlite
engine, path, database = sys.argv[1:]
print(list(bare_floor_sqlite(Path(path), Path(database)) if engine == "SQLite" else bare_floor_postgresql(Path(path))))
"""
_CLEAN = """
import sys, django; django.setup()
from django.db import connection
if connection.vendor == "postgresql":
    with connection.cursor() as cursor:
        for table in ("change", "import_bad_row", "pending_reference", "lead", "consent_entry", "audit_entry"):
            cursor.execute(f"TRUNCATE {table} CASCADE")
"""


def _python(environment: dict[str, str], program: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


def _until_rows(line: dict[str, Any]) -> float:
    return float(line["seconds"] - line["index_seconds"])


def _markdown(line: dict[str, Any]) -> str:
    ratio, cpu_ratio = line["seconds"] / line["floor"], line["cpu_seconds"] / line["floor_cpu"]
    rows_ratio = _until_rows(line) / line["floor"]
    counts = " | ".join(f"{line[name]:,}" for name in ("created", "updated", "unchanged", "bad"))
    return (
        f"| {line['engine']} | {line['what']} | {line['floor']:.1f} | {line['seconds']:.1f} "
        f"| {rows_ratio:.2f} | {ratio:.2f} "
        f"| {line['floor_cpu']:.1f} | {line['cpu_seconds']:.1f} | {cpu_ratio:.2f} | {line['peak_mb']:.0f} "
        f"| {line['load']:.0f} | {counts} |"
    )


def _write(rows: list[dict[str, Any]], n_leads: int) -> None:
    lines = [
        "# Import speed",
        "",
        f"{n_leads:,} leads of 20 columns: types, keys, owners, consent, duplicates, history, bad cells, in batches of",
        "5,000 rows, each with its position in one transaction. The floor is `csv.reader` and `executemany` of the",
        "same file into a plain table without any index, in the same run. The ratio is given twice: until every row",
        "stands with its keys and history, and until the indexes of the lists are built as well. Targets: at most "
        f"{TARGET_RATIO:g} times the floor, list indexes included, at most {TARGET_MB:,} MB.",
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} cores; the load column is the highest load average",
        "around the run, other work included. Where it is far above the number of cores the clock says little, and the",
        "processor's seconds say more; on PostgreSQL they are without the server's. Both processes of an import count,",
        "the one that reads and the one that writes, in seconds and in memory (the sum of both peaks).",
        "The same file again must change nothing; half a year on, one lead in ten has another status and a later",
        "moment of its last modification.",
        f"`python -m benchmarks import_speed`, seed {SEED}.",
        "",
        "| database | what | floor s | import s | ratio, rows in | ratio, list indexes too "
        "| floor cpu s | import cpu s | cpu ratio | peak MB | load "
        "| created | updated | unchanged | bad cells |",
        "|---" * 15 + "|",
        *(_markdown(line) for line in rows),
    ]
    kept = _HERE / "steps.md"
    steps = ["", kept.read_text(encoding="utf-8").strip()] if kept.exists() else []
    (_HERE / "results.md").write_text("\n".join([*lines, *steps, ""]), encoding="utf-8")


if __name__ == "__main__":
    started = time.perf_counter()
    code = main(int(sys.argv[1]) if len(sys.argv) > 1 else N_LEADS, tuple(sys.argv[2:]) or CASES)
    print(f"{time.perf_counter() - started:.0f} s")
    sys.exit(code)
