"""Opening whatever people hand in: every kind of damage ends in a bad row or a plain refusal, never in a crash."""

import csv
import gzip
import io
import os
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.kernel.errors import InputError
from tandem.tables.files import FileDialect, Limits, SourceTable, open_source, write_rows


def put(folder: Path, data: bytes | str, name: str = "Lead.csv") -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def everything(table: SourceTable, rows: int = 50_000) -> tuple[list[tuple[str, ...]], list[int], list]:
    got, numbers, bad = [], [], []
    for batch in table.iter_batches(rows):
        got.extend(batch.rows())
        numbers.extend(batch.row_numbers.tolist())
        bad.extend(batch.bad_rows)
    return got, numbers, bad


ROWS = "Id,Name,City\n1,Müller,Köln\n2,Łukasz €,Łódź\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_files_read_the_same_in_every_encoding(tmp_path, encoding):
    table = open_source(put(tmp_path, ROWS.encode(encoding)))[0]
    assert table.headers == ("Id", "Name", "City")
    rows, numbers, bad = everything(table)
    assert rows == [("1", "Müller", "Köln"), ("2", "Łukasz €", "Łódź")]
    assert numbers == [2, 3]
    assert not bad


@pytest.mark.parametrize(
    ("encoding", "text"), [("cp1252", "Preis €,Größe\n“5”,ä\n"), ("latin-1", "Name,Ort\nJosé,Málaga\n")]
)
def test_western_single_byte_files_are_read(tmp_path, encoding, text):
    rows, _, bad = everything(open_source(put(tmp_path, text.encode(encoding)))[0])
    assert rows == [tuple(text.splitlines()[1].split(","))]
    assert not bad


def test_a_cyrillic_file_is_not_taken_for_a_western_one(tmp_path):
    lines = [f"{n},Общество с ограниченной ответственностью «Ромашка»,Москва" for n in range(40)]
    text = "Номер,Компания,Город\n" + "\n".join(lines) + "\n"
    rows, _, _ = everything(open_source(put(tmp_path, text.encode("cp1251")))[0])
    assert rows[0][2] == "Москва"


def test_single_lines_in_another_encoding_are_reported_and_the_rest_is_read(tmp_path):
    data = "Id,Name\n1,Jürgen\n".encode() + "2,Jörg\n".encode("cp1252") + "3,Käthe\n".encode()
    rows, numbers, bad = everything(open_source(put(tmp_path, data))[0])
    assert rows == [("1", "Jürgen"), ("3", "Käthe")]
    assert numbers == [2, 4]
    assert [(one.row_number, one.raw_text) for one in bad] == [(3, "2,J\\xf6rg")]
    assert "utf-8" in bad[0].reason


def test_nul_bytes_are_reported_where_they_stand(tmp_path):
    rows, _, bad = everything(open_source(put(tmp_path, b"Id,Name\n1,a\x00b\n2,c\n"))[0])
    assert rows == [("2", "c")]
    assert bad[0].row_number == 2
    assert bad[0].raw_text == "1,a\\x00b"


def test_ragged_rows_are_reported_and_spare_empty_cells_forgiven(tmp_path):
    rows, numbers, bad = everything(open_source(put(tmp_path, "a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,,\n\n5,6,7\n"))[0])
    assert rows == [("1", "2", "3"), ("1", "2", "3"), ("5", "6", "7")]
    assert numbers == [2, 5, 7]
    assert [(one.row_number, one.reason) for one in bad] == [
        (3, "it has 2 cells where the header has 3"),
        (4, "it has 4 cells where the header has 3"),
    ]


def test_repeated_and_empty_headers_are_made_distinct_and_kept_as_written(tmp_path):
    table = open_source(put(tmp_path, "Email, Email ,,Email (2)\na,b,c,d\n"))[0]
    assert table.headers == ("Email", "Email (2)", "column 3", "Email (2) (2)")
    assert table.original_headers == ("Email", " Email ", "", "Email (2)")
    assert len(set(table.headers)) == 4


def test_a_cell_of_five_megabytes_is_read_whole(tmp_path):
    long = "x" * 2_500_000 + '""\n' + "y" * 2_500_000
    data = f'Id,Text\n1,"{long}"\n2,b\n'
    rows, numbers, bad = everything(open_source(put(tmp_path, data))[0])
    assert rows == [("1", long.replace('""', '"')), ("2", "b")]
    assert numbers == [2, 3]
    assert not bad


def test_a_cell_longer_than_a_block_is_read_whole(tmp_path):
    long = ("line\n" * 2_000_000)[:-1]
    rows, numbers, _ = everything(open_source(put(tmp_path, f'Id,Text\n1,"{long}"\n2,b\n'))[0])
    assert rows[0][1] == long
    assert numbers == [2, 3]


def test_row_numbers_are_a_spreadsheets_where_cells_hold_line_breaks(tmp_path):
    rows, numbers, _ = everything(open_source(put(tmp_path, 'a,b\n1,"x\ny\r\nz"\n2,c\n'))[0])
    assert rows == [("1", "x\ny\r\nz"), ("2", "c")]
    assert numbers == [2, 3]


def test_a_stray_quote_costs_its_own_row_only(tmp_path):
    body = "".join(f"{n},name {n},city\n" for n in range(3, 40))
    rows, numbers, bad = everything(open_source(put(tmp_path, f'a,b,c\n1,"broken,city\n{body}'))[0])
    assert [one.row_number for one in bad] == [2]
    assert "never closed" in bad[0].reason
    assert len(rows) == 37
    assert numbers[0] == 3


def test_an_inch_sign_inside_a_cell_is_text(tmp_path):
    rows, _, bad = everything(open_source(put(tmp_path, 'a,b\n1,5" pipe\n2,pipe 5"\n3,"x, y"\n'))[0])
    assert rows == [("1", '5" pipe'), ("2", 'pipe 5"'), ("3", "x, y")]
    assert not bad


def test_a_file_cut_off_inside_a_quoted_cell_says_so(tmp_path):
    rows, _, bad = everything(open_source(put(tmp_path, 'a,b\n1,x\n2,"started but'))[0])
    assert rows == [("1", "x")]
    assert bad[0].row_number == 3
    assert "cut off" in bad[0].reason


def test_a_file_cut_off_between_cells_says_so(tmp_path):
    rows, _, bad = everything(open_source(put(tmp_path, "a,b,c\n1,x,y\n2,x"))[0])
    assert rows == [("1", "x", "y")]
    assert [one.row_number for one in bad] == [3]


def test_a_gz_file_cut_off_gives_what_was_there_and_says_so(tmp_path):
    import random

    noise = random.Random(1)
    text = "a,b\n" + "".join(f"{n},{noise.random()}\n" for n in range(50_000))
    whole = gzip.compress(text.encode())
    rows, _, bad = everything(open_source(put(tmp_path, whole[: len(whole) // 2], "Lead.csv.gz"))[0])
    assert 1_000 < len(rows) < 50_000
    assert rows[5][0] == "5"
    assert len(bad) == 1
    assert "breaks off" in bad[0].reason
    assert bad[0].row_number == len(rows) + 2


@pytest.mark.parametrize("name", ["a.zip", "a.xlsx", "a.parquet"])
def test_formats_with_a_directory_at_the_end_are_refused_when_cut_off(tmp_path, name):
    path = tmp_path / name
    if name == "a.zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("Lead.csv", "a,b\n1,2\n" * 100)
    else:
        kind = "xlsx" if name == "a.xlsx" else "parquet"
        write_rows(path, ["a"], [[["x"] * 100]], FileDialect(kind=kind))
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(InputError, match="whole"):
        open_source(path)


def test_an_empty_file_has_no_headers_and_no_rows(tmp_path):
    table = open_source(put(tmp_path, ""))[0]
    assert table.headers == ()
    assert everything(table) == ([], [], [])
    assert table.sample().n_rows == 0


def test_a_header_without_rows_is_a_table_without_rows(tmp_path):
    table = open_source(put(tmp_path, "Id,Name\n"))[0]
    assert table.headers == ("Id", "Name")
    assert everything(table) == ([], [], [])


def test_one_column_is_a_table_and_blank_lines_are_counted(tmp_path):
    rows, numbers, bad = everything(open_source(put(tmp_path, "email\na@b.c\n\nd@e.f\n"))[0])
    assert rows == [("a@b.c",), ("d@e.f",)]
    assert numbers == [2, 4]
    assert not bad


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    text = delimiter.join(["Id", "Name, first", "Amount"]) + "\n" + delimiter.join(["1", "x", "2.5"]) + "\n"
    if delimiter == ",":
        text = text.replace("Name, first", "Name")
    table = open_source(put(tmp_path, text))[0]
    assert table.dialect.delimiter == delimiter
    assert everything(table)[0] == [("1", "x", "2.5")]


def test_excels_own_statement_of_the_delimiter_is_obeyed(tmp_path):
    table = open_source(put(tmp_path, "sep=;\nId;Amount\n1;2,5\n"))[0]
    assert table.headers == ("Id", "Amount")
    assert table.header_row == 2
    assert everything(table) == ([("1", "2,5")], [3], [])
    assert table.dialect.decimal == ","


def test_old_mac_line_ends_are_understood(tmp_path):
    assert everything(open_source(put(tmp_path, b"a,b\r1,2\r3,4\r"))[0])[0] == [("1", "2"), ("3", "4")]


def test_batches_have_the_asked_size_and_lose_nothing(tmp_path):
    table = open_source(put(tmp_path, "a\n" + "".join(f"{n}\n" for n in range(25))))[0]
    assert [batch.n_rows for batch in table.iter_batches(10)] == [10, 10, 5]
    assert [row[0] for row in everything(table, 7)[0]] == [str(n) for n in range(25)]


def test_a_folder_is_read_and_what_is_no_table_is_named(tmp_path):
    put(tmp_path, "a,b\n1,2\n", "Lead.csv")
    put(tmp_path, "a|b\n1|2\n", "Account.txt")
    put(tmp_path, b"\x89PNG", "logo.png")
    (tmp_path / "link.csv").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe.csv")
    tables = open_source(tmp_path)
    assert [one.name for one in tables] == ["Account", "Lead"]
    assert sorted(fault.where for fault in tables.left_out) == ["link.csv", "logo.png", "pipe.csv"]


def test_devices_and_missing_files_are_refused(tmp_path):
    for path in ("/dev/zero", tmp_path / "nothing.csv"):
        with pytest.raises(InputError, match="must be a"):
            open_source(path)


def zipped(path: Path, *entries: tuple[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


def test_a_zip_of_one_file_per_object_is_read(tmp_path):
    path = zipped(
        tmp_path / "export.zip", ("Lead.csv", "Id\n1\n"), ("sub/Account.csv", "Id\n2\n"), ("__MACOSX/._Lead.csv", "x")
    )
    tables = open_source(path)
    assert [(one.name, one.path) for one in tables] == [("Lead", "Lead.csv"), ("Account", "sub/Account.csv")]
    assert everything(tables[1])[0] == [("2",)]
    assert [fault.where for fault in tables.left_out] == ["__MACOSX/._Lead.csv"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../Lead.csv", "stay inside"),  # climbs out
        ("a/../../Lead.csv", "stay inside"),  # climbs out from below
        ("/etc/Lead.csv", "stay inside"),  # absolute
        ("..\\Lead.csv", "stay inside"),  # climbs out, the other slash
        ("C:/Lead.csv", "stay inside"),  # a drive
        ("CON.csv", "device"),  # opens a console on some systems
        ("x/nul", "device"),
        ("inner.zip", "further archives"),  # nested archives multiply
        ("inner.csv.gz", "further archives"),
    ],
)
def test_archives_with_tricks_are_refused(tmp_path, name, words):
    with pytest.raises(InputError, match=words):
        open_source(zipped(tmp_path / "x.zip", (name, "a,b\n1,2\n")))


def test_a_link_inside_an_archive_is_refused(tmp_path):
    entry = zipfile.ZipInfo("Lead.csv")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(InputError, match="links"):
        open_source(tmp_path / "x.zip")


SMALL = Limits(packing_ratio_from=100_000, unpacked_bytes=5_000_000)


def test_a_zip_that_unpacks_to_far_more_than_its_size_is_refused(tmp_path):
    with pytest.raises(InputError, match="times its size"):
        open_source(zipped(tmp_path / "x.zip", ("Lead.csv", "0" * 1_000_000)), SMALL)


def test_a_zip_whose_files_together_are_too_large_is_refused(tmp_path):
    noise = os.urandom(40_000).hex()
    with pytest.raises(InputError, match="at most"):
        open_source(zipped(tmp_path / "x.zip", *((f"{n}.csv", noise * 10) for n in range(8))), SMALL)


def test_a_gz_bomb_is_stopped_while_it_unpacks(tmp_path):
    path = put(tmp_path, gzip.compress(b"a,b\n" + b"1,2\n" * 2_000_000), "x.csv.gz")
    with pytest.raises(InputError, match="times"):
        everything(open_source(path, SMALL)[0])


def test_more_columns_than_the_limit_are_refused(tmp_path):
    with pytest.raises(InputError, match="columns"):
        open_source(put(tmp_path, ",".join(f"c{n}" for n in range(30)) + "\n"), Limits(n_columns=20))


def test_old_workbooks_are_refused_with_advice(tmp_path):
    with pytest.raises(InputError, match="xlsx or csv"):
        open_source(put(tmp_path, b"\xd0\xcf\x11\xe0", "old.xls"))


def test_parquet_comes_as_text_with_times_in_iso_form(tmp_path):
    from datetime import UTC, datetime

    at = datetime(2024, 3, 12, 9, 14, tzinfo=UTC)
    table = pa.table({"n": [1, None], "x": [1.5, 2.0], "ok": [True, False], "at": [at, None], "tags": [["a"], None]})
    pq.write_table(table, tmp_path / "Deal.parquet")
    rows, numbers, _ = everything(open_source(tmp_path / "Deal.parquet")[0])
    assert rows[0][:3] == ("1", "1.5", "true")
    assert rows[0][3].startswith("2024-03-12 09:14:00")
    assert rows[0][4] == '["a"]'
    assert rows[1][0] == rows[1][3] == ""
    assert numbers == [2, 3]


cells = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=12)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=12), dirt=st.booleans())
def test_any_table_written_by_the_csv_module_is_read_back_exactly(tmp_path_factory, rows, dirt):
    """The fast and the careful path agree with each other and with the csv module."""
    from tandem.tables.files import guard

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["a", "b", "c"])
    writer.writerows([guard(one) for one in row] for row in rows)
    body = text.getvalue() + ("1,2\n" if dirt else "")
    table = open_source(put(tmp_path_factory.mktemp("x"), body))[0]
    if table.dialect.delimiter != ",":
        return
    got, numbers, bad = everything(table)
    assert got == rows
    assert numbers == list(range(2, len(rows) + 2))
    assert len(bad) == int(dirt)
