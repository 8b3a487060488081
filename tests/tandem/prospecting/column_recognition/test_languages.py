"""The dictionaries of further languages lead to concepts the fields are named in."""

import pytest

from tandem.prospecting.column_recognition import TableSample
from tandem.prospecting.column_recognition.languages import LANGUAGES
from tandem.prospecting.column_recognition.recognition import recognise_as
from tandem.prospecting.column_recognition.words import header_words

LINES = [
    (language, concept, word)
    for language, block in LANGUAGES.items()
    for line in block.strip().splitlines()
    for concept, _, words in [line.partition(":")]
    for word in words.split()
]


def test_every_line_names_a_concept_and_no_language_says_the_same_twice():
    assert all(concept.isalpha() and word for _, concept, word in LINES)
    for language in LANGUAGES:
        words = [word for one, _, word in LINES if one == language]
        assert len(words) == len(set(words)), language


def test_no_word_of_another_language_changes_what_an_english_header_means():
    for header in ("Name", "Status", "Order", "Note", "Start date", "Unit price", "Product code", "Close date"):
        plain = tuple({"note": "description"}.get(word, word) for word in header.casefold().split())
        assert header_words(header) == plain


@pytest.mark.parametrize(
    "headers",
    [
        ("Förnamn", "Efternamn", "E-post", "Företag"),
        ("Imię", "Nazwisko", "Adres e-mail", "Firma"),
        ("Voornaam", "Achternaam", "E-mailadres", "Bedrijf"),
        ("Nome", "Cognome", "Posta elettronica", "Ragione sociale"),
        ("Primeiro nome", "Último nome", "Correio eletrónico", "Empresa"),
    ],
)
def test_a_list_of_leads_is_read_in_each_language(headers):
    cells = (
        ("Ann", "Eva", "Jon") * 5,
        ("Lee", "Kern", "Silva") * 5,
        tuple(f"a{n}@example.com" for n in range(15)),
        ("Steel Ltd", "Print Ltd", "Cloud Ltd") * 5,
    )
    found = recognise_as(TableSample("x", headers, cells), "leads")
    fields = [one.field for one in found.columns]
    assert fields[1:] == ["last_name", "email", "company"]
    assert fields[0] == ("first_name" if headers[0] != "Nome" else "name")
