"""Whole columns: typed values, faults with places, and which cells must keep their text."""

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.tables.schema import ColumnType
from tandem.tables.values import Ambiguous, Reading, arrow_type, decide_reading, parse_column, render_column

COLUMNS = {
    ColumnType.TEXT: ["Ann", " padded ", ""],
    ColumnType.EMAIL: ["ann@example.com", "Bob@Example.COM", "nobody"],
    ColumnType.PHONE: ["+4930123456", "+1 (415) 555-2671", "12"],
    ColumnType.COUNTRY: ["Germany", "Deutschland", "Nowhere"],
    ColumnType.CURRENCY: ["EUR", "$", "?"],
    ColumnType.INTEGER: ["12", "1,200", "1.5"],
    ColumnType.NUMBER: ["1.5", "2", "x"],
    ColumnType.AMOUNT: ["$1,234.50", "$2.00", "free"],
    ColumnType.SHARE: ["25", "100", "250"],
    ColumnType.FLAG: ["Yes", "No", "perhaps"],
    ColumnType.DATE: ["2024-03-12", "2024-3-1", "soon"],
    ColumnType.MOMENT: ["2024-03-12 09:14", "2024-03-12", "soon"],
}


@pytest.mark.parametrize("kind", COLUMNS)
def test_parsing_what_was_rendered_gives_the_same_values(kind):
    cells = COLUMNS[kind]
    reading = decide_reading(cells, kind, asked=False)
    parsed = parse_column(cells, kind, reading)
    assert parsed.values.type == arrow_type(kind)
    again = parse_column(render_column(parsed.values, kind, reading, parsed.beside), kind, reading)
    assert again.values.equals(parsed.values)


@pytest.mark.parametrize("kind", COLUMNS)
def test_a_cell_that_rendering_does_not_give_back_is_marked(kind):
    cells = COLUMNS[kind]
    reading = decide_reading(cells, kind, asked=False)
    parsed = parse_column(cells, kind, reading)
    rendered = render_column(parsed.values, kind, reading, parsed.beside)
    assert parsed.raw_needed.tolist() == [one != cell for one, cell in zip(rendered, cells, strict=True)]


def test_faults_name_every_place_even_of_a_repeated_cell():
    parsed = parse_column(["1", "x", "2", "x"], ColumnType.INTEGER)
    assert [(fault.index, fault.got) for fault in parsed.faults] == [(1, "x"), (3, "x")]
    assert "whole number" in parsed.faults[0].must


def test_flags_in_many_languages():
    cells = ["ja", "NEIN", "Oui", "1", "x", "false", "✓", "no", ""]
    assert parse_column(cells, ColumnType.FLAG).values.to_pylist() == [
        True,
        False,
        True,
        True,
        True,
        False,
        True,
        False,
        None,
    ]


def test_flags_are_written_in_the_columns_own_words():
    for cells in (["Yes", "No"], ["1", "0"], ["TRUE", "FALSE"], ["ja", "nein"]):
        reading = decide_reading(cells, ColumnType.FLAG)
        assert render_column([True, False], ColumnType.FLAG, reading) == cells
    assert render_column([True, False], ColumnType.FLAG, decide_reading(["Y"], ColumnType.FLAG)) == ["Y", "N"]


def test_countries_are_given_back_as_codes_or_names():
    for cells in (["DE", "FR"], ["Germany", "France"]):
        reading = decide_reading(cells, ColumnType.COUNTRY)
        assert parse_column(cells, ColumnType.COUNTRY, reading).values.to_pylist() == ["DE", "FR"]
        assert render_column(["DE", "FR"], ColumnType.COUNTRY, reading) == cells


def test_national_phone_numbers_need_a_default_country():
    assert parse_column(["(030) 123456"], ColumnType.PHONE).faults
    parsed = parse_column(["(030) 123456"], ColumnType.PHONE, Reading(region="DE"))
    assert parsed.values.to_pylist() == ["+4930123456"]


def test_the_quick_phone_way_agrees_with_the_library():
    from tandem.tables.values import normal_phone

    cells = (
        [f"(415) 555-{n:04d}" for n in range(150)]
        + [f"+1 212.555.{n:04d}" for n in range(150)]
        + ["+49 30 123456", "555"]
    )
    parsed = parse_column(cells, ColumnType.PHONE, Reading(region="US"))
    assert parsed.values.to_pylist() == [normal_phone(one, "US") or None for one in cells]


def test_arrays_and_lists_are_read_alike_and_left_unchanged():
    cells = ["1", "", "2"]
    array = pa.array(cells)
    one, other = parse_column(array, ColumnType.INTEGER), parse_column(cells, ColumnType.INTEGER)
    assert one.values.equals(other.values)
    assert array.to_pylist() == cells == ["1", "", "2"]


amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=2).map(str)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(amounts, min_size=205, max_size=230, unique=True),
    st.lists(st.sampled_from(["", "x", "1e3", "007", "-0.00"]), max_size=5),
)
def test_quick_and_careful_amounts_agree(clean, dirty):
    cells = [*clean, *dirty]
    reading = decide_reading(cells, ColumnType.AMOUNT)
    assert not isinstance(reading, Ambiguous)
    together = parse_column(cells, ColumnType.AMOUNT, reading)
    alone = [parse_column([one], ColumnType.AMOUNT, reading) for one in cells]
    assert together.values.to_pylist() == [one.values[0].as_py() for one in alone]
    np.testing.assert_array_equal(together.raw_needed, [one.raw_needed[0] for one in alone])


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(COLUMNS)), st.lists(st.text(max_size=12), max_size=10))
def test_no_text_whatever_raises(kind, cells):
    reading = decide_reading(cells, kind, asked=False)
    parsed = parse_column(cells, kind, reading)
    assert len(parsed.values) == len(cells) == len(parsed.raw_needed)
    rendered = render_column(parsed.values, kind, reading, parsed.beside)
    for cell, text, raw in zip(cells, rendered, parsed.raw_needed, strict=True):
        assert raw or text == cell


def test_amounts_are_exact():
    parsed = parse_column(["0.1", "0.2"], ColumnType.AMOUNT)
    assert sum(parsed.values.to_pylist()) == Decimal("0.3")
