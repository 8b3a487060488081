"""Mails of many programs taken apart; nothing is lost and offsets are true to the raw text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.language.cleaning import PartKind, own_words, split_mail

MAILS = {
    "quote under a head, signature above it": (
        "Hi,\n\nFriday works for us.\n\nKind regards,\nMarta Weber\nBuyer\n\n"
        "On Mon, 9 Mar 2026 at 10:02, Peter <peter@example.com> wrote:\n> Does Friday work?\n>\n> Peter\n",
        ["words", "signature", "quote"],
    ),
    "a head broken over two lines, nothing marked": (
        "Yes.\n\nOn Mon, 9 Mar 2026 at 10:02 AM Peter Someone\n<peter@example.com> wrote:\n\nDoes Friday work?\n",
        ["words", "quote"],
    ),
    "answers between quoted lines": (
        "> Does Friday work?\nIt does.\n> And the price?\nIt stands.\n",
        ["quote", "words", "quote", "words"],
    ),
    "forwarded": (
        "See below, can you take this?\n\n---------- Forwarded message ---------\nFrom: Ines <i@example.com>\n"
        "Date: Mon, 9 Mar 2026\nSubject: Quote\nTo: <m@example.com>\n\nWe need 40 seats.\n",
        ["words", "forwarded_head", "quote"],
    ),
    "a copied head without marks": (
        "Agreed.\n\nFrom: Peter\nSent: Monday, 9 March 2026 10:02\nTo: Marta\nSubject: RE: Quote\n\nAre you sure?\n",
        ["words", "forwarded_head", "quote"],
    ),
    "German": (
        "Freitag passt.\n\nMit freundlichen Grüßen\nMarta Weber\n\n"
        "Am 09.03.2026 um 10:02 schrieb Peter:\n> Passt Freitag?\n",
        ["words", "signature", "quote"],
    ),
    "device and disclaimer": (
        "Fine with me\n\nSent from my phone\n\nThis e-mail is confidential and intended solely for the addressee.\n",
        ["words", "signature", "disclaimer"],
    ),
    "two dashes": ("Call me.\n\n-- \nMarta Weber\n+49 30 901820\n", ["words", "signature"]),
    "only words": ("Best price so far. Thanks for asking, but we decided otherwise.\n", ["words"]),
    "thanks in the middle is no closing": (
        "Thanks\n\nwe looked at the offer and would like to talk about the price of the second line before we sign.\n",
        ["words"],
    ),
    "a sentence that begins like a head": ("From: what I hear, it is late.\nWe wait.\n", ["words"]),
}


@pytest.mark.parametrize("name", list(MAILS))
def test_a_mail_falls_into_its_parts(name: str) -> None:
    text, kinds = MAILS[name]
    assert [part.kind.value for part in split_mail(text)] == kinds


@given(
    st.lists(st.sampled_from([*"ab>\n -:", "On x wrote:", "From: a", "-- ", "Regards", "\r\n", "\x0b"]), max_size=40)
)
def test_the_parts_together_are_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    parts = split_mail(text)
    assert "".join(part.text for part in parts) == text
    assert all(text[part.first : part.last] == part.text for part in parts)


def test_own_words_leave_out_all_else() -> None:
    text, _ = MAILS["quote under a head, signature above it"]
    assert [part.text.strip() for part in own_words(text)] == ["Hi,\n\nFriday works for us."]
    assert all(part.kind is PartKind.WORDS for part in own_words(text))
