"""Headers in several languages and writings come down to the same words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.prospecting.column_recognition.words import TABLE_WORDS, header_words, without_prefix
from tandem.tables.schema import TABLES


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Close Date", ("close", "date")),
        ("close_date", ("close", "date")),
        ("CLOSE-DATE", ("close", "date")),
        ("CloseDate", ("close", "date")),
        ("Abschlussdatum", ("close", "date")),
        ("Avslutsdatum", ("close", "date")),
        ("Data zamknięcia", ("date", "close")),
        ("Sluitingsdatum", ("close", "date")),
        ("Data di chiusura", ("close", "date")),
        ("Data de fechamento", ("close", "date")),
        ("Förnamn", ("first", "name")),
        ("Imię", ("first", "name")),
        ("Styckpris", ("unit", "price")),
        ("acct_nm", ("account", "name")),
        ("Do Not Email", ("email", "optout")),
        ("crm_email", ("email",)),
        ("", ()),
        ("___", ()),
    ],
)
def test_a_header_is_read_as_its_concepts(header, words):
    assert header_words(header) == words


def test_accents_and_strokes_do_not_matter():
    assert header_words("Źródło") == header_words("Zrodlo") == ("source",)
    assert header_words("Straße") == header_words("strasse")


def test_a_word_that_is_not_known_stands_for_itself():
    assert header_words("Favourite zyxw") == ("favourite", "zyxw")


@given(st.text(max_size=30))
def test_any_header_has_words_without_repeats(header):
    words = header_words(header)
    assert len(set(words)) == len(words)
    assert all(words)


@pytest.mark.parametrize(
    ("header", "rest"),
    [
        ("crm_close_date", "close_date"),
        ("CRM_Name", "Name"),
        ("x_", "x_"),
        ("x", "x"),
        ("_name", "_name"),
        ("first_name", "first_name"),
        ("main phone", "main phone"),
    ],
)
def test_a_technical_prefix_goes_only_where_a_name_is_left(header, rest):
    assert without_prefix(header) == rest


def test_words_for_tables_are_of_tables_there_are():
    assert set(TABLE_WORDS) - {""} <= set(TABLES)
