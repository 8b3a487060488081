"""Numbers in the spellings of many countries, decided for the column."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.tables.schema import ColumnType
from tandem.tables.values import Ambiguous, Reading, currency_code, decide_reading, parse_column, parse_number
from tandem.tables.values.numbers import render_number

POINT, COMMA = Reading(), Reading(decimal=",")


@pytest.mark.parametrize(
    ("text", "reading", "value"),
    [
        ("1234", POINT, "1234"),
        ("-5", POINT, "-5"),
        ("$1,234,567", POINT, "1234567"),
        ("1.234,50 €", COMMA, "1234.50"),
        ("EUR 1 234,50", COMMA, "1234.50"),
        ("1’234.50", POINT, "1234.50"),  # Swiss
        ("12,34,567.8", POINT, "1234567.8"),  # Indian
        ("(12.50)", POINT, "-12.50"),  # accountants
        ("25%", POINT, "25"),
        ("1e3", POINT, "1E+3"),
        ("-$5", POINT, "-5"),
        (".5", POINT, ".5"),
    ],
)
def test_numbers_are_read_exactly(text, reading, value):
    assert parse_number(text, reading) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "",  # nothing
        "abc",  # a word
        "1,5",  # a decimal comma where points are decimal
        "1,2345",  # no group has four digits
        "1.2.3",  # two decimal points
        "2024-03-12",  # a date
        "12 units",  # not a currency
        "--5",
        "€",
    ],
)
def test_what_is_no_number_is_none(text):
    assert parse_number(text, POINT) is None


@pytest.mark.parametrize(
    ("cells", "decimal"),
    [
        (["1.5", "2"], "."),
        (["1,5", "2"], ","),
        (["1.234,5"], ","),
        (["1,234.5"], "."),
        (["1.234.567"], ","),
        (["1.234", "0,5"], ","),  # one clear cell decides for the column
        (["1.2345"], "."),
        (["0.123"], "."),
        (["12"], "."),
    ],
)
def test_the_decimal_sign_is_found_from_the_whole_column(cells, decimal):
    decided = decide_reading(cells, ColumnType.NUMBER)
    assert isinstance(decided, Reading)
    assert decided.decimal == decimal


def test_a_column_that_reads_either_way_is_a_question_with_both_readings():
    asked = decide_reading(["1.234", "5.678"], ColumnType.AMOUNT)
    assert isinstance(asked, Ambiguous)
    assert [choice.example for choice in asked.choices] == ["1.234 = 1.234", "1.234 = 1234"]
    values = [parse_column(["1.234"], ColumnType.AMOUNT, choice.reading).values[0].as_py() for choice in asked.choices]
    assert values == [Decimal("1.234"), Decimal("1234")]


def test_whole_numbers_are_never_a_question():
    decided = decide_reading(["1.234", "5.678"], ColumnType.INTEGER)
    assert parse_column(["1.234"], ColumnType.INTEGER, decided).values.to_pylist() == [1234]


def test_an_unasked_column_follows_the_files_decimal_sign():
    decided = decide_reading(["1.234"], ColumnType.NUMBER, COMMA, asked=False)
    assert parse_column(["1.234"], ColumnType.NUMBER, decided).values.to_pylist() == [1234.0]


def test_mixed_currencies_are_kept_cell_by_cell():
    cells = ["$5.00", "7.50 EUR", "£1.00", "3.00"]
    parsed = parse_column(cells, ColumnType.AMOUNT, decide_reading(cells, ColumnType.AMOUNT))
    assert parsed.beside.to_pylist() == ["USD", "EUR", "GBP", ""]
    assert parsed.values.to_pylist() == [Decimal("5"), Decimal("7.5"), Decimal("1"), Decimal("3")]


def test_shares_are_per_hundred_when_any_cell_says_so():
    for cells, value in ((["25%", "100%"], 0.25), (["25", "100"], 0.25), (["0.25", "1"], 0.25)):
        decided = decide_reading(cells, ColumnType.SHARE)
        assert parse_column(cells, ColumnType.SHARE, decided).values[0].as_py() == value


def test_amounts_outside_what_can_be_held_exactly_are_faults_not_roundings():
    parsed = parse_column(["1.1234567", "9" * 40], ColumnType.AMOUNT)
    assert parsed.values.null_count == 2
    assert len(parsed.faults) == 2


def test_currency_codes_and_signs():
    assert [currency_code(one) for one in ("€", "EUR", "eur", "US$", "R$", "zł", "XYZ")] == [
        "EUR",
        "EUR",
        "EUR",
        "USD",
        "BRL",
        "PLN",
        "",
    ]


@settings(max_examples=200, deadline=None)
@given(
    st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False, allow_infinity=False),
    st.sampled_from([".", ","]),
    st.sampled_from(["", "group"]),
    st.sampled_from(["", "$", "€ ", "CHF "]),
    st.sampled_from(["", " EUR", " zł"]),
)
def test_what_is_rendered_is_read_back(value, decimal, grouping, prefix, suffix):
    sign = {".": ",", ",": "."}[decimal] if grouping else ""
    reading = Reading(decimal=decimal, grouping=sign, n_decimals=2, prefix=prefix, suffix="" if prefix else suffix)
    assert parse_number(render_number(value, reading), reading) == value
