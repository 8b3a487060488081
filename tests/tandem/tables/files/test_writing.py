"""Writing: safe in a spreadsheet, whole or not at all, and read back equal."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tandem.kernel.errors import InputError
from tandem.tables.files import BadRow, FileDialect, open_source, write_bad_rows, write_rows

NASTY = [
    "=cmd|' /C calc'!A0",
    "+49 30 123456",
    "-5",
    "-2+3",
    "@SUM(A1)",
    "\tx",
    "'=1",
    "''=1",
    "'plain",
    '"q"',
    "a\nb",
    "ü€",
    "",
]
KINDS = [
    FileDialect(),
    FileDialect(delimiter=";", quote_all=True, encoding="utf-8-sig", line_end="\n"),
    FileDialect(delimiter="\t", encoding="utf-16"),
    FileDialect(kind="xlsx"),
    FileDialect(kind="parquet"),
]


@pytest.mark.parametrize("dialect", KINDS, ids=lambda one: f"{one.kind} {one.encoding} {one.delimiter!r}")
def test_every_cell_comes_back_equal(tmp_path, dialect):
    suffix = {"csv": ".csv", "xlsx": ".xlsx", "parquet": ".parquet"}[dialect.kind]
    path = tmp_path / f"out{suffix}"
    numbers = [str(n) for n in range(len(NASTY))]
    assert write_rows(path, ["n", "=header"], [[numbers, NASTY]], dialect) == len(NASTY)
    batch = open_source(path)[0].sample()
    assert batch.headers == ("n", "=header")
    assert batch.column("=header").to_pylist() == NASTY
    assert not batch.bad_rows


def test_no_cell_of_a_text_file_starts_a_formula(tmp_path):
    write_rows(tmp_path / "x.csv", ["h"], [[NASTY]], FileDialect(line_end="\n"))
    import csv

    with (tmp_path / "x.csv").open(newline="") as file:
        cells = [row[0] for row in csv.reader(file) if row]
    risky = [
        one for one in cells if one.startswith(("=", "+", "@", "\t", "\r")) or (one.startswith("-") and one != "-5")
    ]
    assert risky == []


def test_no_cell_of_a_workbook_is_a_formula(tmp_path):
    write_rows(tmp_path / "x.xlsx", ["h"], [[["=1+1"]]], FileDialect(kind="xlsx"))
    cell = load_workbook(tmp_path / "x.xlsx").active["A2"]
    assert (cell.data_type, cell.value) == ("s", "=1+1")


def test_a_failing_write_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("old")

    def batches():
        yield [["1"]]
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        write_rows(path, ["a"], batches(), FileDialect())
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["x.csv"]


@pytest.mark.parametrize(
    ("columns", "dialect", "words"),
    [
        ([["a"], ["b"]], FileDialect(), "1 columns"),  # more columns than headers
        ([["Łódź"]], FileDialect(encoding="cp1252"), "spell every cell"),  # a letter the encoding lacks
        ([["x" * 40_000]], FileDialect(kind="xlsx"), "32,767"),  # longer than a workbook's cell may be
    ],
)
def test_what_cannot_be_written_is_refused_with_the_reason(columns, dialect, words):
    with pytest.raises(InputError, match=words):
        write_rows(io.BytesIO(), ["h"], [columns], dialect)


def test_the_error_file_has_row_column_reason_and_raw_text(tmp_path):
    write_bad_rows(tmp_path / "bad.csv", [BadRow(7, "Amount", "no number", "=x")])
    batch = open_source(tmp_path / "bad.csv")[0].sample()
    assert batch.headers == ("row", "column", "reason", "raw text")
    assert list(batch.rows()) == [("7", "Amount", "no number", "=x")]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=10), min_size=1, max_size=8)
)
def test_import_after_export_is_equal_for_any_text(tmp_path_factory, column):
    path = tmp_path_factory.mktemp("x") / "x.csv"
    numbers = [str(n) for n in range(len(column))]
    write_rows(path, ["n", "text"], [[numbers, column]], FileDialect())
    first = path.read_bytes()
    table = open_source(path)[0]
    batch = table.sample()
    assert batch.column("text").to_pylist() == column
    write_rows(path, table.original_headers, [batch.columns], table.dialect)
    assert path.read_bytes() == first
