"""Money, percentages and quantities in a normal form."""

import pytest

from tandem.language.spans import find_money, find_percentages, find_quantities
from tandem.language.spans.quantities import unit_family


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("$ 11.7 million", [("11700000", "dollar")]),
        ("US$ 1MM and EUR 125", [("1000000", "USD"), ("125", "EUR")]),
        ("a $300 rebate", [("300", "dollar")]),
        ("C$ 1.34", [("1.34", "CAD")]),
        ("thirteen dollars and forty-five cents", [("13.45", "dollar")]),
        ("15 dollars 50.", [("15.5", "dollar")]),
        ("75 usd million", [("75000000", "USD")]),
        ("120 meur", [("120000000", "EUR")]),
        ("10 $ 30 $", [("10", "dollar"), ("30", "dollar")]),
        ("34 cents, 12-cent", [("34", "cent"), ("12", "cent")]),
        ("£ 8.10 million of 10,000 Swiss francs", [("8100000", "pound"), ("10000", "CHF")]),
        ("room 15 in 3 days", []),
    ],
)
def test_a_sum_has_its_amount_and_currency(text: str, sums: list[tuple[str, str]]) -> None:
    assert [(span.value, span.unit) for span in find_money(text)] == sums


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("660 square meters", [("660", "Square meter")]),
        ("5 feet 2 inches", [("5.16666666666667", "Foot")]),
        ("68-ounce cans", [("68", "Ounce")]),
        ("20 [kg]", [("20", "Kilogram")]),
        ("60 mph", [("60", "Mile per hour")]),
        ("until 11pm", []),
        ("scp-173m", []),
        ("I'm a man", []),
        ("100 MB or 100 Mb", [("100", "Megabyte"), ("100", "Megabit")]),
    ],
)
def test_a_quantity_has_its_amount_and_unit(text: str, found: list[tuple[str, str]]) -> None:
    assert [(span.value, span.unit) for span in find_quantities(text)] == found


def test_percentages_are_found_but_not_inside_addresses() -> None:
    assert [span.value for span in find_percentages("up 5% or minus three per cent")] == ["5", "-3"]
    assert find_percentages("https://x.example.com/?q=30%25") == []


def test_a_unit_knows_what_it_measures() -> None:
    assert (unit_family("Meter"), unit_family("Parsec")) == ("length", "")


def test_a_currency_or_percentage_without_a_number_is_found_on_request_with_an_empty_value() -> None:
    text = "Do you quote in euros? What percentage is off the 20 dollars?"

    sums = find_money(text, bare_units=True)

    assert [(span.text, span.value, span.unit) for span in sums] == [
        ("euros", "", "EUR"),
        ("20 dollars", "20", "dollar"),
    ]
    assert [(text[span.first : span.last], span.value) for span in find_percentages(text, bare_units=True)] == [
        ("percentage", "")
    ]
    assert find_percentages(text) == []
    assert [span.text for span in find_money(text)] == ["20 dollars"]


@pytest.mark.parametrize("text", ["a pound of flesh", "I won", "not a penny", "http://a.example.com/percentage"])
def test_ordinary_words_and_addresses_are_no_currency_or_percentage(text: str) -> None:
    assert find_money(text, bare_units=True) == find_percentages(text, bare_units=True) == []
