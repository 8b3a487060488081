"""The dialect of a file is found out from its beginning."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.tables.files.sniffing import sniff, stated_delimiter

cells = st.text("abcXYZ .-'@äß", max_size=8)


@given(
    st.lists(st.lists(cells, min_size=3, max_size=3), min_size=2, max_size=12),
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_the_delimiter_and_line_end_it_was_written_with_are_found(table, delimiter, line_end):
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end)
    writer.writerows([["name", "city", "note"], *table])
    found = sniff(text.getvalue(), "utf-8", complete=True)
    assert (found.delimiter, found.line_end, found.encoding) == (delimiter, line_end, "utf-8")


@pytest.mark.parametrize(
    ("head", "delimiter"),
    [
        ("a;b\n1,5;2,5\n3,5;4,5\n", ";"),
        ('a,b\n"x;y;z",1\n"x;y;z",2\n', ","),
        ("a|b|c\n1|2|3\n", "|"),
        ("only\none\ncolumn\n", ","),
        ("", ","),
    ],
)
def test_the_delimiter_is_the_one_that_divides_all_rows_alike(head, delimiter):
    assert sniff(head, "utf-8", complete=True).delimiter == delimiter


@pytest.mark.parametrize(
    ("line", "delimiter"),
    [("sep=;", ";"), ('"sep=|"\r\n', "|"), ("\ufeffsep=,", ","), ("sep=", ""), ("sep=;;", ""), ("Id,Name", "")],
)
def test_only_a_line_that_states_the_delimiter_is_taken_for_it(line, delimiter):
    assert stated_delimiter(line) == delimiter


def test_a_stated_delimiter_is_obeyed_whatever_the_rows_look_like():
    assert sniff("sep=|\na,b|c,d\n1,2|3,4\n", "utf-8", complete=True).delimiter == "|"


@pytest.mark.parametrize(
    ("values", "decimal"),
    [
        (["1.234,50", "2,5"], ","),
        (["1,234.50", "2.5"], "."),
        (["12", "abc"], "."),
        (["1,5", "2.5"], "."),
        (["03.04.2024", "7,25"], ","),
    ],
)
def test_the_decimal_sign_is_that_of_most_numbers(values, decimal):
    head = "a;b\n" + "".join(f"x;{value}\n" for value in values)
    assert sniff(head, "utf-8", complete=True).decimal == decimal


def test_the_last_line_of_an_unfinished_head_is_not_trusted():
    head = "a;b\n1,5;2\n3,5;4\n" + "5.5;6.5 and "
    assert sniff(head, "utf-8", complete=False).decimal == ","


@pytest.mark.parametrize(("head", "quoted"), [('"a","b"\n"1","2"\n', True), ('"a",b\n1,2\n', False), ("", False)])
def test_a_file_that_quotes_every_cell_is_known_as_such(head, quoted):
    assert sniff(head, "utf-8", complete=True).quote_all is quoted
