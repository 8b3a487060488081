"""Cutting text into tokens."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.language.time_expressions.tokens import tokenize


def words(text: str) -> list[str]:
    return [token.text for token in tokenize(text)]


def test_letters_and_digits_are_parted():
    assert words("3pm 18q4 14april") == ["3", "pm", "18", "q", "4", "14", "april"]


def test_marks_stand_alone():
    assert words("a.m., o'clock (GMT)") == ["a", ".", "m", ".", ",", "o", "'", "clock", "(", "gmt", ")"]


@pytest.mark.parametrize("text", ["today’s", "today‘s", "today's"])
def test_every_apostrophe_is_the_same(text: str):
    assert words(text) == ["today", "'", "s"]


@pytest.mark.parametrize("dash", ["-", "–", "—", "‑"])
def test_every_dash_is_the_same(dash: str):
    assert words(f"9{dash}11") == ["9", "-", "11"]


def test_letters_of_other_languages_are_letters():
    assert words("übermorgen, märz") == ["übermorgen", ",", "märz"]


@pytest.mark.parametrize(
    ("word", "shape"),
    [("EOM", "upper"), ("Wed", "title"), ("wed", "lower"), ("12", "number"), ("-", "mark"), ("A", "title")],
)
def test_the_shape_of_a_token_is_kept(word: str, shape: str):
    assert tokenize(word)[0].shape == shape


def test_compounds_are_read_as_two():
    both = re.compile("(montag)(abend)s?", re.IGNORECASE)
    tokens = tokenize("am Montagabend", both)
    assert [(token.text, token.first, token.last) for token in tokens[1:]] == [("montag", 3, 9), ("abend", 9, 14)]


@given(st.text(max_size=80))
def test_tokens_cover_the_text_in_order(text: str):
    tokens = tokenize(text)
    assert all(a.last <= b.first for a, b in pairwise(tokens))
    assert all(0 <= token.first < token.last <= len(text) for token in tokens)
