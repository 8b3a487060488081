"""Rows of one file that stand for one record are read as one, wherever in the file they stand."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest

from tandem.tables.files import RawBatch
from tandem.tables.schema import TABLES, ColumnType
from tandem.tables.values import Reading
from tandem_desk.records.services.importing.duplicates import Merged, RepeatedKeys, merged_batches
from tandem_desk.records.services.importing.plans import ColumnPlan, TablePlan

HEADERS = ("Id", "Name", "City")
ROWS = [("1", "Ann", "Bonn"), ("2", "Bo", ""), ("1", "", "Kiel"), ("3", "Cy", "Ulm"), ("1", "Anna", " "), ("2", "", "")]


def plan(key: str = "external_id") -> TablePlan:
    columns = tuple(
        ColumnPlan(header, column, ColumnType.TEXT, Reading())
        for header, column in zip(HEADERS, ("external_id", "name", "city"), strict=True)
    )
    columns = columns if key == "external_id" else columns[1:]
    return TablePlan(TABLES["accounts"], "crm", columns, (), key, "create", "", "EUR", "a.csv")


def batches(size: int, rows: Sequence[tuple[str, ...]] = ROWS) -> list[RawBatch]:
    return [
        RawBatch(
            HEADERS,
            np.arange(start + 2, start + 2 + len(part)),
            tuple(pa.array(list(column), pa.string()) for column in zip(*part, strict=True)),
            (),
        )
        for start in range(0, len(rows), size)
        for part in [rows[start : start + size]]
    ]


def merge(size: int, by: TablePlan) -> tuple[RepeatedKeys, list[Merged]]:
    repeated = RepeatedKeys(iter(batches(size)), by)
    return repeated, list(merged_batches(iter(batches(size)), by, repeated))


@pytest.mark.parametrize("size", [1, 2, 3, 6])
def test_later_cells_win_and_empty_ones_take_nothing_away(size: int) -> None:
    repeated, merged = merge(size, plan())
    assert (repeated.n_rows, repeated.counts) == (6, {"1": 3, "2": 2})
    rows = [row for one in merged for row in one.batch.rows()]
    assert rows == [("3", "Cy", "Ulm"), ("1", "Anna", "Kiel"), ("2", "Bo", "")]
    assert [number for one in merged for number in one.batch.row_numbers.tolist()] == [5, 6, 7]
    assert [external for one in merged for external in one.external] == ["3", "1", "2"]
    told = {bad.row_number: bad.reason for one in merged for bad in one.report}
    assert set(told) == {2, 3, 4}
    assert "row 6" in told[2]
    assert "row 7" in told[3]


def test_without_an_id_rows_are_one_by_the_chosen_key_alone() -> None:
    repeated, merged = merge(6, plan("name"))
    # Two rows name nobody: each stands for itself.
    assert repeated.counts == {}
    assert sum(one.batch.n_rows for one in merged) == 6


@pytest.mark.parametrize("size", [1, 2, 4])
def test_one_id_of_two_systems_is_two_records_where_the_file_says_whose_it_is(size: int) -> None:
    said = TablePlan(
        TABLES["accounts"],
        "generic",
        tuple(
            ColumnPlan(header, column, ColumnType.TEXT, Reading())
            for header, column in zip(HEADERS, ("external_id", "name", "source_system"), strict=True)
        ),
        (),
        "external_id",
        "create",
        "",
        "EUR",
        "a.csv",
    )
    rows = [("1", "Ann", "hubspot"), ("1", "Bo", " salesforce"), ("1", "", "hubspot "), ("1", "Cy", "")]
    repeated = RepeatedKeys(iter(batches(size, rows)), said)
    merged = list(merged_batches(iter(batches(size, rows)), said, repeated))
    assert sorted(repeated.counts.values()) == [2]
    # An empty cell means the file's own system; blanks around a name mean nothing.
    assert [row[1] for one in merged for row in one.batch.rows()] == ["Bo", "Ann", "Cy"]
    assert [external for one in merged for external in one.external] == ["1", "1", "1"]
    assert [bad.row_number for one in merged for bad in one.report] == [2]
