"""Unwinding sets of changes gives what unwinding one field of one record at a time gives."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.kernel.timeline import Change, value_as_of
from tandem.kernel.vocabulary import SubjectKind
from tandem.tables.engines import open_engine
from tandem.tables.moments.unwinding import Moment, earlier_values

ENGINE = open_engine()
START = datetime(2026, 1, 1, tzinfo=UTC)
CURRENT = "current"
days = st.integers(0, 6)
texts = st.one_of(st.none(), st.sampled_from(["a", "b", "c", ""]))
histories = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from(["status", "rating"]), texts, texts, days, days, st.booleans()),
    max_size=25,
)


def day(number):
    return START + timedelta(days=number)


def changes_from(rows):
    """Each row: record, field, old, new, day it held from, day it was recorded, whether reconstructed."""
    return [
        Change(SubjectKind.LEAD, record, field, old, new, day(held), day(recorded), reconstructed=rebuilt)
        for record, field, old, new, held, recorded, rebuilt in rows
    ]


def unwound(changes, moment):
    table = pa.table(
        {
            "id": pa.array(range(len(changes)), pa.int64()),
            "subject_id": pa.array([one.subject_id for one in changes], pa.int64()),
            "field": pa.array([one.field for one in changes], pa.string()),
            "old": pa.array([one.old for one in changes], pa.string()),
            "new": pa.array([one.new for one in changes], pa.string()),
            "valid_from": pa.array([one.valid_from for one in changes], pa.timestamp("us", "UTC")),
            "recorded_at": pa.array([one.recorded_at for one in changes], pa.timestamp("us", "UTC")),
            "reconstructed": pa.array([one.reconstructed for one in changes], pa.bool_()),
        }
    )
    rows = ENGINE.to_arrow(earlier_values(ENGINE.memory(table), moment)).to_pylist()
    assert len(rows) == len({(row["subject_id"], row["field"]) for row in rows})
    return {(row["subject_id"], row["field"]): row["value"] for row in rows}


@given(histories, days, days)
@settings(max_examples=30, deadline=None)
def test_sets_of_changes_unwind_to_what_each_field_unwinds_to_alone(rows, as_of, known_by):
    changes = changes_from(rows)
    found = unwound(changes, Moment.of(day(as_of), day(known_by)))
    for record in (1, 2, 3):
        for field in ("status", "rating"):
            own = [one for one in changes if (one.subject_id, one.field) == (record, field)]
            expected = value_as_of(CURRENT, own, as_of=day(as_of), known_by=day(known_by))
            assert found.get((record, field), CURRENT) == expected


def test_a_field_with_nothing_later_is_left_to_the_present_row():
    assert unwound(changes_from([(1, "status", "a", "b", 1, 1, False)]), Moment.of(day(2))) == {}


def test_of_two_changes_at_the_same_instant_the_later_row_came_later():
    changes = changes_from([(1, "status", "a", "b", 3, 3, False), (1, "status", "b", "c", 3, 3, False)])
    assert unwound(changes, Moment.of(day(2))) == {(1, "status"): "a"}
    assert unwound(changes, Moment.of(day(2), day(5))) == {(1, "status"): "a"}


def test_an_emptied_field_is_empty_and_not_untouched():
    changes = changes_from([(1, "status", None, "b", 3, 3, False)])
    assert unwound(changes, Moment.of(day(1))) == {(1, "status"): None}


def test_history_rebuilt_later_does_not_alter_what_a_record_showed():
    rows = [(1, "status", "x", "a", 0, 6, True), (1, "status", "a", "b", 4, 4, False)]
    assert unwound(changes_from(rows), Moment.of(day(2))) == {(1, "status"): "a"}


def test_history_rebuilt_later_tells_what_was_true_once_it_is_known():
    rows = [(1, "status", "x", "a", 2, 6, True), (1, "status", "a", "b", 4, 4, False)]
    assert unwound(changes_from(rows), Moment.of(day(1), day(6))) == {(1, "status"): "x"}
