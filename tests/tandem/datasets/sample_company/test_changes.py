import numpy as np
import pyarrow as pa

from tandem.datasets.sample_company.changes import CategoryTrack, change_table, filled_in, last_change, switched_on
from tandem.kernel.vocabulary import SubjectKind
from tandem.tables.schema import TABLES


def test_a_track_keeps_each_move_and_forgets_moves_to_where_it_stands() -> None:
    track = CategoryTrack(SubjectKind.LEAD, "status", ("New", "Working"), np.array([0, 1, 0]))
    rows = np.array([0, 1])
    track.move(rows, np.array([10, 20]), 1, pa.array(["Ada", "Bodo"]))
    (changed,) = track.changed
    assert track.present.to_pylist() == ["Working", "Working", "New"]
    assert (changed.rows.tolist(), changed.old.to_pylist(), changed.new.to_pylist()) == ([0], ["New"], ["Working"])
    assert changed.actor.to_pylist() == ["Ada"]


def test_changes_come_out_in_order_of_time_with_positions_from_one() -> None:
    notes = pa.array(["late", "early"])
    changes = [
        filled_in(
            SubjectKind.LEAD,
            "description",
            np.array([0, 1]),
            at=np.array([9_000_000, 1_000_000]),
            present=notes,
            actor="x",
        ),
        switched_on(SubjectKind.LEAD, "is_converted", np.array([1]), np.array([5_000_000]), "system"),
    ]
    table = change_table(changes)
    assert table.schema.names == list(TABLES["changes"].column_names)
    assert table["subject_id"].to_pylist() == [2, 2, 1]
    assert table["old"].to_pylist() == [None, "false", None]
    assert table["new"].to_pylist() == ["early", "true", "late"]
    assert table["valid_from"].equals(table["recorded_at"])


def test_without_changes_the_table_is_empty_but_whole() -> None:
    assert change_table([]).schema.names == list(TABLES["changes"].column_names)


def test_the_last_change_is_the_latest_of_all_fields_or_the_creation() -> None:
    changed = [switched_on(SubjectKind.LEAD, "a", np.array([0]), np.array([at]), "system") for at in (7, 5)]
    assert last_change(np.array([1, 2]), changed).tolist() == [7, 2]
