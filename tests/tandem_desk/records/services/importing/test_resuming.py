"""A process killed in the middle: running the import again ends where an undisturbed one ends."""

import json
import os
import random
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

_PROGRAM = Path(__file__).with_name("a_killed_import.py")
_SHOWN = {
    "lead": "external_id, name, status, company, email_key, custom, raw",
    "change": "record_kind, record_id, field, old, new, reconstructed",
    "import_bad_row": 'row_number, "column", reason, raw, row_was_taken',
    "consent_entry": "address_key, opted_out",
    "import_table": "n_committed, n_created, n_updated, n_unchanged, n_bad, is_done",
}


def _run(folder: Path, *arguments: Path) -> list[dict[str, Any]]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("TANDEM_", "DATABASE_URL"))}
    environment = kept | {
        "TANDEM_HOME": str(folder),
        "DJANGO_SETTINGS_MODULE": "tandem_desk.config.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [sys.executable, str(_PROGRAM), *(str(one) for one in arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def _write(folder: Path) -> Path:
    chance = random.Random(4)
    rows = ["Id,LastName,Company,Email,Status,NumberOfEmployees,HasOptedOutOfEmail,Budget"]
    for number in range(300):
        employees = "many" if number % 40 == 0 else str(number)
        rows.append(
            f"00Q{number},Name {number},Firm {number % 70},p{number}@firm.example,Open,{employees},"
            f"{number % 9 == 0},{chance.random():.3f}"
        )
    rows += [f"00Q{number},,,,Working,,," for number in range(0, 300, 30)]
    drop = folder / "drop"
    drop.mkdir()
    (drop / "Lead.csv").write_text("\n".join(rows) + "\n")
    history = ["Id,LeadId,Field,OldValue,NewValue,CreatedDate"]
    history += [f"h{n},00Q{n},Status,New,Open,2024-01-{1 + n % 28:02}T10:00:00Z" for n in range(100)]
    (drop / "LeadHistory.csv").write_text("\n".join(history) + "\n")
    return drop


def _state(home: Path) -> dict[str, list[tuple[object, ...]]]:
    connection = sqlite3.connect(home / "tandem.sqlite3")
    state = {
        table: sorted(connection.execute(f"SELECT {columns} FROM {table}").fetchall(), key=repr)
        for table, columns in _SHOWN.items()
    }
    connection.close()
    return state


@pytest.mark.timeout(300)
def test_killed_anywhere_and_run_again_it_ends_the_same(tmp_path: Path) -> None:
    drop = _write(tmp_path)
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    whole.mkdir()
    told = _run(tmp_path, drop, whole, broken)
    indexes_out, mended, uncommitted, no_history, in_history, end, half_undone, undone, exported = told
    assert [one["signal"] for one in (indexes_out, uncommitted, no_history, in_history, end)] == [9, 9, 9, 9, 0]
    # The first dies with rows in and the list indexes out; starting the site or a worker puts those back.
    assert 0 < indexes_out["committed"] < 300
    assert indexes_out["missing_indexes"]
    assert sorted(mended["mended"]["indexes left out by a stopped import"]) == indexes_out["missing_indexes"]
    assert mended["missing_indexes"] == []
    # The second dies with a batch written and not committed: its rows are gone, those before it stay.
    assert indexes_out["committed"] < uncommitted["committed"] < 300
    assert uncommitted["leads"] < no_history["leads"] == 300
    state = _state(whole)
    assert [len(state[table]) for table in ("lead", "import_bad_row", "consent_entry")] == [300, 18, 34]
    assert state["change"]
    assert _state(broken) == state
    # An undo of an import killed in its history is killed as well: some leads are gone, and the next run ends it.
    assert (half_undone["signal"], undone["signal"]) == (9, 0)
    assert 0 < half_undone["leads"] < 300
    assert (undone["leads"], undone["changes"]) == (0, 0)
    # A killed export leaves the file that stood there as it was.
    assert (exported["signal"], exported["same"], exported["lines"]) == (9, True, 301)
