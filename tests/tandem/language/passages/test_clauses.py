"""Contracts are cut at sections, sentences and long lists, and every clause knows its section."""

from hypothesis import given
from hypothesis import strategies as st

from tandem.language.passages import split_clauses

CONTRACT = """SUPPLY AGREEMENT

This Agreement is made on 1 March 2027.

1. Definitions. "Goods" means presses. "Price" means the price of Goods.
2.1 Delivery
The Supplier delivers within six weeks. Risk passes on delivery.
Section 3. Governing Law. The laws of Denmark apply.
"""


def test_each_clause_knows_number_and_heading_of_its_section() -> None:
    found = {clause.span.of(CONTRACT): (clause.number, clause.heading) for clause in split_clauses(CONTRACT)}
    assert found["This Agreement is made on 1 March 2027."] == ("", "")
    assert found['"Price" means the price of Goods.'] == ("1", "Definitions")
    assert found["Risk passes on delivery."] == ("2.1", "Delivery")
    assert found["The laws of Denmark apply."] == ("Section 3", "Governing Law")


def test_a_long_sentence_is_cut_at_its_lettered_items() -> None:
    items = [f"({letter}) " + "the supplier keeps the goods insured against fire " * 5 + ";" for letter in "abcd"]
    text = "The supplier agrees that: " + " ".join(items) + " and (e) it pays."
    assert [clause.span.of(text)[:3] for clause in split_clauses(text)] == ["The", "(a)", "(b)", "(c)", "(d)", "(e)"]


def test_a_short_sentence_with_letters_stays_whole() -> None:
    assert len(split_clauses("Either party may (a) sell; or (b) keep it.")) == 1


@given(st.text(alphabet="aB1. \n(;)", max_size=150))
def test_clauses_ascend_and_hold_everything_but_white_space(text: str) -> None:
    at = 0
    for clause in split_clauses(text):
        assert at <= clause.first < clause.last <= len(text)
        assert not text[at : clause.first].strip()
        at = clause.last
    assert not text[at:].strip()
