"""Bytes are cut into records as the csv module would, and what cannot be one is reported with its row."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.tables.files.batches import BadRow, FileDialect
from tandem.tables.files.records import CarefulRecords, split_record


def read(data: bytes, *, width: int = 2, last: bool = True, row_bytes: int = 1_000, **dialect):
    records = CarefulRecords(width, FileDialect(**dialect), 2, row_bytes)
    return list(records.read(data, last=last)), records


def rows(found):
    return [one for one in found if not isinstance(one, BadRow)]


def faults(found):
    return [(one.row_number, one.reason) for one in found if isinstance(one, BadRow)]


cells = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=8)


@given(st.lists(st.tuples(cells, cells, cells), max_size=8), st.sampled_from(",;\t|"))
def test_what_the_csv_module_writes_is_read_back_with_its_row_numbers(table, delimiter):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(table)
    found, records = read(text.getvalue().encode(), width=3, delimiter=delimiter)
    assert found == [(number, list(row)) for number, row in enumerate(table, start=2)]
    assert records.next_row == len(table) + 2


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"1\n", "it has 1 cells where the header has 2"),
        (b"1,2,3\n", "it has 3 cells where the header has 2"),
        (b"1,\xff\n", "it holds bytes that are not valid utf-8"),
        (b"1,a\0b\n", "it holds NUL bytes"),
    ],
)
def test_a_row_that_cannot_be_used_is_reported_and_the_next_is_read(data, reason):
    found, _ = read(data + b"3,4\n")
    assert faults(found) == [(2, reason)]
    assert rows(found) == [(3, ["3", "4"])]


def test_spare_empty_cells_are_forgiven():
    assert read(b"1,2,,\n")[0] == [(2, ["1", "2"])]


def test_a_record_may_go_over_lines_and_counts_once():
    found, _ = read(b'1,"a\nb\n\nc"\n2,d\n')
    assert found == [(2, ["1", "a\nb\n\nc"]), (3, ["2", "d"])]


def test_a_file_that_ends_inside_a_quoted_cell_says_so_once():
    found, records = read(b'1,2\n3,"cut\noff')
    assert rows(found) == [(2, ["1", "2"])]
    assert faults(found) == [(3, "the file ends inside a quoted cell; it may have been cut off")]
    assert records.next_row == 4


def test_a_quote_never_closed_costs_its_own_row_only():
    found, _ = read(b'1,"open\n2,b\n3,c\n4,d\n')
    assert faults(found) == [(2, "a quote is opened and never closed")]
    assert [number for number, _ in rows(found)] == [3, 4, 5]


def test_a_record_longer_than_the_limit_is_not_waited_for():
    found, _ = read(b'1,"' + b"x\n" * 40 + b'"\n2,b\n', row_bytes=20, last=False)
    assert faults(found)[0] == (2, "a quote is opened and never closed")
    assert rows(found) == [(43, ["2", "b"])]


def test_what_is_wrong_is_shown_with_the_bytes_that_do_not_decode():
    found, _ = read(b"1,\xe9t\xe9\n")
    assert found[0].raw_text == "1,\\xe9t\\xe9"


@pytest.mark.parametrize(
    ("text", "delimiter", "expected"),
    [("a,b", ",", ["a", "b"]), ('"a;b";c', ";", ["a;b", "c"]), ("", ",", []), ('"a""b"', ",", ['a"b'])],
)
def test_a_record_is_split_as_its_dialect_says(text, delimiter, expected):
    assert split_record(text, FileDialect(delimiter=delimiter)) == expected
