"""Workbooks: sheets, dates, formulas, merged cells, hidden sheets."""

from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from tandem.kernel.errors import InputError
from tandem.tables.files import Limits, open_source
from tandem.tables.files.spreadsheet import as_text


def test_every_sheet_that_holds_anything_is_a_table_and_says_which_it_is(tmp_path):
    book = Workbook()
    book.active.title = "Leads"
    book.active.append(["Id", "When", "Amount", "Ok"])
    book.active.append([1, datetime(2024, 3, 12, 9, 14), 12.5, True])
    book.create_sheet("Empty")
    accounts = book.create_sheet("Accounts")
    accounts.append([])
    accounts.append(["Name"])
    accounts.append(["Example"])
    accounts.sheet_state = "hidden"
    book.save(tmp_path / "crm.xlsx")
    leads, hidden = open_source(tmp_path / "crm.xlsx")
    assert (leads.name, leads.sheet, leads.headers) == ("Leads", "Leads", ("Id", "When", "Amount", "Ok"))
    assert list(leads.sample().rows()) == [("1", "2024-03-12 09:14:00", "12.5", "TRUE")]
    assert hidden.header_row == 2
    assert hidden.sample().row_numbers.tolist() == [3]
    assert "hidden" in hidden.notes[0]


def test_a_single_sheet_is_named_after_its_file(tmp_path):
    book = Workbook()
    book.active.append(["Id"])
    book.save(tmp_path / "Lead.xlsx")
    assert [one.name for one in open_source(tmp_path / "Lead.xlsx")] == ["Lead"]


def test_a_formula_without_a_stored_result_is_a_bad_row_that_names_its_column(tmp_path):
    book = Workbook()
    book.active.append(["Id", "Total"])
    book.active.append([1, "=1+1"])
    book.active.append([2, 7])
    book.save(tmp_path / "x.xlsx")
    batch = open_source(tmp_path / "x.xlsx")[0].sample()
    assert list(batch.rows()) == [("2", "7")]
    assert (batch.bad_rows[0].row_number, batch.bad_rows[0].column, batch.bad_rows[0].raw_text) == (2, "Total", "=1+1")


def test_merged_cells_are_announced_and_only_their_first_cell_has_a_value(tmp_path):
    book = Workbook()
    book.active.append(["Region", "City"])
    book.active.append(["North", "Kiel"])
    book.active.append([None, "Hamburg"])
    book.active.merge_cells("A2:A3")
    book.save(tmp_path / "x.xlsx")
    table = open_source(tmp_path / "x.xlsx")[0]
    assert list(table.sample().rows()) == [("North", "Kiel"), ("", "Hamburg")]
    assert "merged" in table.notes[0]


def test_cells_beyond_the_header_and_empty_rows_keep_the_row_numbers_right(tmp_path):
    book = Workbook()
    for row in (["A", "B"], [1, 2], [None, None], [3, 4, "stray"], [5, 6]):
        book.active.append(row)
    book.save(tmp_path / "x.xlsx")
    batch = open_source(tmp_path / "x.xlsx")[0].sample()
    assert batch.row_numbers.tolist() == [2, 5]
    assert [one.row_number for one in batch.bad_rows] == [4]


def test_a_workbook_that_unpacks_too_large_is_refused(tmp_path):
    book = Workbook()
    book.active.append(["A"])
    book.save(tmp_path / "x.xlsx")
    with pytest.raises(InputError, match="at most"):
        open_source(tmp_path / "x.xlsx", Limits(spreadsheet_bytes=1_000))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime(2024, 3, 12), "2024-03-12"),
        (datetime(2024, 3, 12, 9, 14), "2024-03-12 09:14:00"),
        (date(2024, 3, 12), "2024-03-12"),
        (time(9, 14), "09:14:00"),
        (3.0, "3"),
        (0.1, "0.1"),
        (False, "FALSE"),
        (None, ""),
        ("a_x0007_b", "a\x07b"),
    ],
)
def test_cells_become_text(value, text):
    assert as_text(value) == text
