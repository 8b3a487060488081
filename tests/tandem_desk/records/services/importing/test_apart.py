"""A process beside this one hands over the same parts as a thread would, and says what went wrong."""

import dataclasses
import os
import signal
import threading
from pathlib import Path
from typing import Any

import pytest

from tandem.kernel.errors import InputError
from tandem.tables.files import open_source
from tandem_desk.records.models import ImportRun
from tandem_desk.records.services.importing import apart, start_import
from tandem_desk.records.services.importing.duplicates import RepeatedKeys
from tandem_desk.records.services.importing.plans import TablePlan, plan_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr(apart, "_LARGE_BYTES", 0)


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    """Return leads with a bad number, an open quote, a merged record, a custom field, repeated keys, far characters."""
    rows = ["Id,LastName,Email,NumberOfEmployees,AnnualRevenue,CreatedDate,MasterRecordId,Wish"]
    for n in range(25_000):
        employees = "many" if n % 5_000 == 7 else str(n)
        into = "00Q1" if n == 77 else ""
        rows.append(f"00Q{n},Ñame {n},p{n}@firm.example,{employees},{n}.55,2024-01-02T10:00:00Z,{into},🎈 {n % 3}")
    rows += ['00Q3,,,,,,,"open', "00Q5,Other,,,,,,"]
    path = tmp_path / "Lead.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def planned(workspace: Any, path: Path) -> tuple[ImportRun, TablePlan]:
    run = start_import(workspace=workspace, member=None, path=path, name=path.name, keep_copy=False)
    return run, plan_of(run.tables.get(), run)


def read(path: Path, plan: TablePlan, done: int = 0) -> list[dict[str, Any]]:
    source = open_source(path)[0]
    repeated = RepeatedKeys(source.iter_batches(apart.READ_ROWS), plan)
    with apart.reader_of(path) as reader, reader.parts(source, plan, repeated, done) as parts:
        return [
            {
                "part": dataclasses.asdict(one.part),
                "ended": one.gone.ended,
                "report": one.gone.report,
                "outside": one.outside,
                "last": one.last,
            }
            for one in parts
        ]


def running() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name == "reading ahead"]


def test_the_parts_are_those_a_thread_makes(workspace, drop, monkeypatch):
    _, plan = planned(workspace, drop)
    by_thread = read(drop, plan)
    monkeypatch.setattr(apart, "_LARGE_BYTES", 0)
    assert read(drop, plan) == by_thread
    assert read(drop, plan, done=by_thread[0]["last"]) == by_thread[1:]
    assert len(by_thread) == 3
    assert [bad["raw"] for one in by_thread for bad in one["part"]["bad"]] == ["many"] * 5
    assert sum(len(one["ended"]) for one in by_thread) == 1


def test_what_goes_wrong_in_the_file_is_raised_here(workspace, drop, large):
    _, plan = planned(workspace, drop)
    source = open_source(drop)[0]
    repeated = RepeatedKeys(source.iter_batches(), plan)
    drop.rename(drop.with_name("gone.csv"))
    with apart.reader_of(drop) as reader, reader.parts(source, plan, repeated, 0) as parts:
        with pytest.raises(InputError, match=r"Lead\.csv"):
            next(parts)
        assert list(parts) == []
    assert running() == []


def test_a_reading_process_that_is_ended_is_told_of_and_nothing_hangs(workspace, drop, large):
    _, plan = planned(workspace, drop)
    source = open_source(drop)[0]
    repeated = RepeatedKeys(source.iter_batches(), plan)
    with apart.reader_of(drop) as reader, reader.parts(source, plan, repeated, 0) as parts:
        assert reader._child is not None
        os.kill(reader._child.pid, signal.SIGKILL)
        with pytest.raises(InputError, match="must live until the end of it"):
            list(parts)
    assert running() == []


def test_whoever_stops_early_leaves_no_process(workspace, drop, large):
    _, plan = planned(workspace, drop)
    source = open_source(drop)[0]
    repeated = RepeatedKeys(source.iter_batches(), plan)
    with apart.reader_of(drop) as reader, reader.parts(source, plan, repeated, 0) as parts:
        child = reader._child
        assert next(parts).part.n_rows > 9_000
    assert child is not None
    assert child.returncode is not None
    assert running() == []
