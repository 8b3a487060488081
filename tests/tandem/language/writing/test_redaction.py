"""Nothing personal leaves, and what comes back is put in again as it was."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.kernel.money import Money
from tandem.language.writing import Fact, Quantity
from tandem.language.writing.redaction import redact

PERSON = Fact("p", "contact", "Anna Berg", "contact 4", personal=True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Call Anna or Berg", "Call [[PERSON2]] or [[PERSON3]]"),
        ("ANNA BERG agreed", "[[PERSON1]] agreed"),
        ("Bergamot tea", "Bergamot tea"),
        ("write to a.b+c@x.example today", "write to [[MAIL1]] today"),
        ("at +49 (30) 901820-17 or 030 901820", "at [[PHONE1]] or [[PHONE2]]"),
        ("see https://x.example/anna?id=7", "see [[LINK1]]"),
        ("order 48213 of 2027-03-02", "order 48213 of 2027-03-02"),
        ("a mark [[PERSON1]] of their own", "a mark  PERSON1  of their own"),
    ],
)
def test_personal_data_is_taken_out_wherever_it_stands(text: str, told: str) -> None:
    assert redact([PERSON, Fact("n", "note", text, "note 1")]).texts == ("[[PERSON1]]", told)


def test_amounts_days_and_quantities_stay() -> None:
    facts = [
        Fact("a", "price", Money.of(48200, "EUR"), "q"),
        Fact("b", "day", date(2027, 3, 2), "q"),
        Fact("c", "n", Quantity(12345678, "bolt"), "q"),
    ]
    assert redact(facts).texts == ("€48,200", "2 March 2027", "12,345,678 bolts")
    assert redact(facts).values == {}


def test_an_unknown_mark_restores_to_nothing() -> None:
    assert redact([PERSON]).restore("Dear [[MAIL1]]") is None


@given(st.lists(st.sampled_from(["Anna", "Berg", "and", "press", "anna@x.example", "+49 30 901820", ","]), max_size=12))
def test_any_text_comes_back_and_none_of_it_shows_the_person(words: list[str]) -> None:
    text = " ".join(words) or "x"
    redaction = redact([PERSON, Fact("n", "note", text, "note 1")])
    assert redaction.restore(redaction.texts[1]) == text
    assert not any(secret in redaction.texts[1] for secret in ("Anna", "Berg", "@", "901820"))
