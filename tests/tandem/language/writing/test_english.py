"""English forms are those of the grammar books."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.kernel.money import Money
from tandem.language.writing.english import amount, article, listed, money, number, plural, verb


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("press", "presses"),
        ("box", "boxes"),
        ("battery", "batteries"),
        ("day", "days"),
        ("valve", "valves"),
        ("switch", "switches"),
        ("PDF", "PDFs"),
        ("SLA", "SLAs"),
        ("photo", "photos"),
        ("hero", "heroes"),
        ("sales person", "sales people"),
        ("series", "series"),
        ("software", "software"),
        ("kg", "kg"),
        ("child", "children"),
    ],
)
def test_plurals(one: str, many: str) -> None:
    assert plural(one) == many


@pytest.mark.parametrize(
    ("noun", "with_article"),
    [
        ("press", "a press"),
        ("order", "an order"),
        ("hour", "an hour"),
        ("house", "a house"),
        ("unit", "a unit"),
        ("umbrella", "an umbrella"),
        ("uninstalled pump", "an uninstalled pump"),
        ("European press", "a European press"),
        ("one-off", "a one-off"),
        ("X-ray", "an X-ray"),
        ("NDA", "an NDA"),
        ("PDF", "a PDF"),
        ("USB stick", "a USB stick"),
        ("8-ton press", "an 8-ton press"),
        ("11-ton press", "an 11-ton press"),
        ("18-ton press", "an 18-ton press"),
        ("80-ton press", "an 80-ton press"),
        ("118-ton press", "a 118-ton press"),
        ("equipment", "equipment"),
        ("honest answer", "an honest answer"),
        ("used press", "a used press"),
        ("urgent call", "an urgent call"),
    ],
)
def test_articles_go_by_sound(noun: str, with_article: str) -> None:
    assert article(noun) == with_article


@pytest.mark.parametrize(
    ("lemma", "options", "form"),
    [
        ("order", {"tense": "past"}, "ordered"),
        ("carry", {"tense": "past"}, "carried"),
        ("buy", {"tense": "past"}, "bought"),
        ("ship", {"tense": "past"}, "shipped"),
        ("agree", {"tense": "past"}, "agreed"),
        ("play", {"tense": "past"}, "played"),
        ("be", {"many": True, "tense": "past"}, "were"),
        ("be", {"person": 1}, "am"),
        ("be", {"person": 2}, "are"),
        ("have", {"many": True}, "have"),
        ("go", {}, "goes"),
        ("pass", {}, "passes"),
        ("try", {}, "tries"),
        ("pay", {}, "pays"),
        ("ask for", {}, "asks for"),
        ("do", {}, "does"),
        ("order", {"person": 1}, "order"),
    ],
)
def test_verbs_agree(lemma: str, options: dict[str, object], form: str) -> None:
    assert verb(lemma, **options) == form  # type: ignore[arg-type]


def test_lists_have_one_and_and_semicolons_where_items_have_commas() -> None:
    assert listed([]) == ""
    assert listed(["a", "b"]) == "a and b"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["nuts and bolts", "seals"]) == "nuts and bolts; and seals"


def test_amounts_of_money_keep_every_digit_and_their_sign() -> None:
    assert money(Money.of("-1234567.89", "EUR")) == "-€1,234,567.89"
    assert money(Money.of("0.125", "USD")) == "$0.125"
    assert money(Money.of("100.50", "CHF")) == "CHF 100.50"


def test_one_alone_is_singular() -> None:
    assert [amount(value, "week") for value in (0, 1, 2)] == ["zero weeks", "one week", "two weeks"]
    assert amount(Decimal("1.0"), "week") == "one week"
    assert amount(Decimal("0.5"), "ton") == "0.5 tons"
    assert [amount(value, "%") for value in (100, Decimal("12.50"))] == ["100%", "12.5%"]


@given(st.decimals(min_value=0, max_value=10**9, places=3) | st.integers(0, 10**9))
def test_a_number_reads_back_as_itself(value: Decimal | int) -> None:
    words = number(value)
    if words[0].isdigit():
        assert Decimal(words.replace(",", "")) == value
    else:
        assert value <= 12
