"""Sentences are cut where they end, and every character but white space stays in one of them."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.kernel.errors import InputError
from tandem.language.passages import Span, split_sentences

CUT = [
    ("One. Two! Three?", ["One.", "Two!", "Three?"]),
    ("Mr. Weber agrees. We sign on Fri. or later.", ["Mr. Weber agrees.", "We sign on Fri. or later."]),
    ("It costs 4.50 euros. Fine.", ["It costs 4.50 euros.", "Fine."]),
    ("We met J. Smith. He bought.", ["We met J. Smith.", "He bought."]),
    ("Presses, pumps, etc. Then we left.", ["Presses, pumps, etc.", "Then we left."]),
    ("Call at 3 p.m. We wait.", ["Call at 3 p.m.", "We wait."]),
    ("See sec. 4 and art. 5. Done.", ["See sec. 4 and art. 5.", "Done."]),
    ("We said no. Then No. 5 came.", ["We said no.", "Then No. 5 came."]),
    ('He said "no." She left.', ['He said "no."', "She left."]),
    ("Wait... what? Yes.", ["Wait...", "what?", "Yes."]),
    ("Dear all\n\nWe agree\n\n\nBest", ["Dear all", "We agree", "Best"]),
    ("We want:\n- presses\n- pumps", ["We want:", "- presses", "- pumps"]),
    ("1. Price\n2. Delivery", ["1. Price", "2. Delivery"]),
    ("a line that is\nwrapped. Next.", ["a line that is\nwrapped.", "Next."]),
    ("Mail a.b@c.example.com now. Bye.", ["Mail a.b@c.example.com now.", "Bye."]),
    ("no marks at all", ["no marks at all"]),
    ("见面。好！", ["见面。", "好！"]),
    ("", []),
    (" \n\n ", []),
]


@pytest.mark.parametrize(("text", "sentences"), CUT)
def test_sentences_are_cut_where_they_end(text: str, sentences: list[str]) -> None:
    assert [span.of(text) for span in split_sentences(text)] == sentences


def test_german_abbreviations_do_not_end_a_sentence() -> None:
    text = "Die Fa. liefert ggf. am Mo. dem 3. Das gilt bzw. gilt nicht."
    assert [span.of(text) for span in split_sentences(text, "de")][-1] == "Das gilt bzw. gilt nicht."


def test_an_unknown_language_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(InputError, match="en, de"):
        split_sentences("x", "xx")


@given(st.text(alphabet="aB1 .!?\n\t-()\"'", max_size=120) | st.text(max_size=60))
def test_spans_ascend_and_hold_everything_but_white_space(text: str) -> None:
    spans = split_sentences(text)
    edges = [Span(0, 0), *spans, Span(len(text), len(text))]
    for one, other in itertools.pairwise(edges):
        assert one.last <= other.first
        assert not text[one.last : other.first].strip()
    assert all(span.of(text) == span.of(text).strip() != "" for span in spans)
