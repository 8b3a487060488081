"""A snapshot is whole or not there, and readers see one state of it."""

import json
import multiprocessing
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tandem.kernel.errors import InputError
from tandem.tables.engines import open_engine
from tandem.tables.moments import Tables
from tandem.tables.schema import table
from tandem.tables.snapshot import Snapshot, SnapshotWriter, compact, read_manifest
from tandem.tables.snapshot.compaction import due
from tandem.tables.snapshot.manifest import MANIFEST_NAME
from tandem.tables.snapshot.writing import SnapshotBusyError, sole_writer, sweep
from tandem.tables.stored import arrow_schema

ENGINE = open_engine()
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SCHEMA = arrow_schema(table("leads"))


def batch(rows):
    """Lead rows from (id, status) pairs, all recorded an hour ago."""
    known = {
        "id": [one for one, _ in rows],
        "status": [status for _, status in rows],
        "recorded_at": [NOW - timedelta(hours=1)] * len(rows),
    }
    arrays = [pa.array(known.get(field.name, [None] * len(rows)), field.type) for field in SCHEMA]
    return pa.record_batch(arrays, schema=SCHEMA)


def increment(folder, *, new=(), changed=(), read_at=NOW, commit=True, source=""):
    writer = SnapshotWriter(folder, read_at=read_at, source=source)
    writer.append("leads", [batch(new)])
    writer.replace("leads", [batch(changed)])
    return writer.commit() if commit else writer


def statuses(folder):
    rows = Snapshot(folder).rows("leads", ENGINE)
    pairs = [(row["id"], row["status"]) for row in ENGINE.to_arrow(rows.select("id", "status")).to_pylist()]
    assert len(pairs) == len(dict(pairs))
    return dict(pairs)


def test_rows_come_back_with_the_newest_version_of_each(tmp_path):
    increment(tmp_path, new=[(1, "New"), (2, "New"), (3, "New")])
    increment(tmp_path, new=[(4, "New")], changed=[(1, "Working"), (2, "Working")])
    increment(tmp_path, changed=[(2, "Lost"), (4, "Won")])
    assert statuses(tmp_path) == {1: "Working", 2: "Lost", 3: "New", 4: "Won"}
    state = read_manifest(tmp_path).state("leads")
    assert (state.n_live, state.sum_of_ids, state.last_id) == (4, 10, 4)


def test_an_increment_that_was_not_committed_does_not_show(tmp_path):
    increment(tmp_path, new=[(1, "New")])
    increment(tmp_path, new=[(2, "New")], changed=[(1, "Lost")], commit=False)
    assert statuses(tmp_path) == {1: "New"}
    increment(tmp_path, new=[(3, "New")])
    assert statuses(tmp_path) == {1: "New", 3: "New"}


def test_a_reader_keeps_the_state_it_opened(tmp_path):
    increment(tmp_path, new=[(1, "New")])
    early = Snapshot(tmp_path)
    increment(tmp_path, new=[(2, "New")])
    assert ENGINE.to_arrow(early.rows("leads", ENGINE)).num_rows == 1
    assert early.manifest.number == 1


@given(st.lists(st.lists(st.tuples(st.integers(1, 9), st.sampled_from("abc")), max_size=6), min_size=1, max_size=5))
@settings(max_examples=10, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_any_sequence_of_increments_and_compactions_reads_like_a_dictionary(tmp_path_factory, steps):
    folder, expected = tmp_path_factory.mktemp("snapshot"), {}
    for step in steps:
        rows = dict(step)
        new = [(key, value) for key, value in rows.items() if key not in expected]
        changed = [(key, value) for key, value in rows.items() if key in expected]
        writer = increment(folder, new=new, changed=changed, commit=False)
        expected.update(rows)
        gone = {min(expected)} if len(expected) > 4 else set()
        if gone or len(rows) % 2:
            compact(writer, "leads", ENGINE, without=gone)
        for key in gone:
            del expected[key]
        writer.commit()
        state = read_manifest(folder).state("leads")
        assert (state.n_live, state.sum_of_ids) == (len(expected), sum(expected))
    assert statuses(folder) == expected


def test_compaction_leaves_one_part_and_sweeping_takes_the_rest(tmp_path):
    for number in range(1, 5):
        increment(tmp_path, new=[(number, "New")])
    writer = increment(tmp_path, changed=[(1, "Lost"), (2, "New")], commit=False)
    assert due(writer.manifest.state("leads"))
    compact(writer, "leads", ENGINE)
    writer.commit()
    assert len(read_manifest(tmp_path).state("leads").parts) == 1
    assert len(sweep(tmp_path, older_than=datetime.now(UTC) + timedelta(seconds=5))) == 5
    assert statuses(tmp_path) == {1: "Lost", 2: "New", 3: "New", 4: "New"}


def test_sweeping_leaves_young_files_to_readers_of_the_state_before(tmp_path):
    increment(tmp_path, new=[(1, "New")])
    increment(tmp_path, new=[(2, "New")], commit=False)
    assert sweep(tmp_path, older_than=datetime.now(UTC) - timedelta(hours=1)) == []


def test_a_changed_byte_is_found(tmp_path):
    manifest = increment(tmp_path, new=[(1, "New")])
    Snapshot(tmp_path).check()
    path = tmp_path / manifest.state("leads").parts[0].path
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(InputError, match="SHA-256"):
        Snapshot(tmp_path).check()


def test_a_missing_file_and_a_missing_snapshot_are_said_plainly(tmp_path):
    with pytest.raises(InputError, match="Take a snapshot first"):
        Snapshot(tmp_path)
    manifest = increment(tmp_path, new=[(1, "New")])
    (tmp_path / manifest.state("leads").parts[0].path).unlink()
    with pytest.raises(InputError, match="no such file"):
        Snapshot(tmp_path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "must be a manifest"),
        ('{"format": 99}', "must have format"),
    ],
)
def test_a_manifest_that_cannot_be_understood_is_refused(tmp_path, text, says):
    (tmp_path / MANIFEST_NAME).write_text(text)
    with pytest.raises(InputError, match=says):
        Snapshot(tmp_path)


def test_a_snapshot_of_another_schema_is_not_read_and_is_started_anew(tmp_path):
    increment(tmp_path, new=[(1, "New")])
    plain = json.loads((tmp_path / MANIFEST_NAME).read_text())
    (tmp_path / MANIFEST_NAME).write_text(json.dumps({**plain, "schema": "of old"}))
    with pytest.raises(InputError, match="Take a new snapshot"):
        Snapshot(tmp_path)
    assert increment(tmp_path, new=[(5, "New")]).number == 2
    assert statuses(tmp_path) == {5: "New"}


def test_data_of_another_workspace_never_mixes_in(tmp_path):
    increment(tmp_path, new=[(1, "New")], source="workspace 1")
    increment(tmp_path, new=[(2, "New")], source="workspace 2")
    assert statuses(tmp_path) == {2: "New"}


def _try_to_write(folder, answers):
    try:
        with sole_writer(folder):
            answers.put("written")
    except SnapshotBusyError:
        answers.put("busy")


def test_only_one_process_writes_at_a_time(tmp_path):
    processes = multiprocessing.get_context("spawn")
    answers = processes.Queue()
    with sole_writer(tmp_path):
        other = processes.Process(target=_try_to_write, args=(tmp_path, answers))
        other.start()
        other.join(60)
        assert answers.get(timeout=10) == "busy"
    with sole_writer(tmp_path):
        pass


def test_tables_read_a_snapshot_and_promise_no_more_than_it_read(tmp_path):
    increment(tmp_path, new=[(1, "New")])
    tables = Tables(tmp_path, as_of=NOW + timedelta(days=1), engine=ENGINE)
    assert tables.data_until == NOW
    assert tables.to_arrow(tables.leads).num_rows == 1
    assert tables.to_arrow(tables.quotes).num_rows == 0
    assert tables.custom_columns("leads") == ()


def test_a_reset_table_holds_only_what_came_last(tmp_path):
    increment(tmp_path, new=[(1, "New")])
    writer = SnapshotWriter(tmp_path, read_at=NOW)
    writer.reset("leads", [batch([(9, "Won")])])
    writer.commit()
    assert statuses(tmp_path) == {9: "Won"}
