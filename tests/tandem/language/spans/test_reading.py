"""A mail read for everything it names, asks and promises."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.language.spans import ActionKind, KnownNames, find_actions, read_spans, split_sentences

SAID = datetime.fromisoformat("2026-03-10T09:30+01:00")
MAIL = """Hi Marta,

Could you please send the quote for 40 licences at EUR 1,200 by Friday? I'll check with Ines Moreau, our Head of
Purchasing. Daniel will send the contract tomorrow. Let's talk again in two months.

Best regards,
Peter van der Berg
VP Sales, Aster Pumps GmbH
+49 30 901820 | www.example.com"""


def test_every_kind_is_found_once_in_the_order_of_the_text() -> None:
    found = [(span.kind.value, span.value) for span in read_spans(MAIL)]
    assert found == [
        ("person", "Marta"),
        ("quantity", "40"),
        ("money", "1200"),
        ("person", "Ines Moreau"),
        ("role", "head of purchasing"),
        ("person", "Peter van der Berg"),
        ("role", "vp sales"),
        ("company", "Aster Pumps GmbH"),
        ("phone", "+4930901820"),
        ("url", "http://www.example.com"),
    ]


def test_known_names_win_and_carry_the_records_spelling() -> None:
    (span,) = read_spans("we like the flowmeter  x200", known=KnownNames(products=["Flowmeter X200"]))
    assert (span.kind.value, span.value, span.confidence) == ("product", "Flowmeter X200", 0.97)


def test_actions_say_who_what_and_by_when() -> None:
    found = [
        (one.kind.value, one.who, one.when.end.date().isoformat() if one.when and one.when.end else "")
        for one in find_actions(MAIL, reference=SAID)
    ]
    assert found == [
        ("request", "reader", "2026-03-14"),
        ("promise", "writer", ""),
        ("commitment", "Daniel", "2026-03-12"),
        ("commitment", "both", "2026-05-11"),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Please find attached our offer.", None),
        ("I'll be out of the office until Monday.", None),
        ("We will not extend the contract.", None),
        ("I hope you are well.", None),
        ("Send me the draft.", ActionKind.REQUEST),
        ("Would you mind calling him?", ActionKind.REQUEST),
        ("Let us know what you think.", ActionKind.REQUEST),
        ("We are happy to extend the trial.", ActionKind.PROMISE),
        ("We agreed to meet in Lyon.", ActionKind.COMMITMENT),
    ],
)
def test_one_sentence_is_one_kind_or_none(text: str, kind: ActionKind | None) -> None:
    assert [one.kind for one in find_actions(text, reference=SAID)] == ([kind] if kind else [])


@given(st.text(max_size=120))
def test_spans_of_any_text_are_true_to_it_and_do_not_overlap(text: str) -> None:
    end = 0
    for span in read_spans(text):
        assert span.text == text[span.first : span.last]
        assert span.first >= end
        end = span.last


@given(st.text(max_size=120))
def test_sentences_hold_every_word_of_any_text(text: str) -> None:
    inside = "".join(text[first:last] for first, last in split_sentences(text))
    assert "".join(inside.split()) == "".join(text.split())
