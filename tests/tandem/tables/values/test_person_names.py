"""Whole names, taken apart."""

import pytest

from tandem.tables.values import PersonName, split_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ann Lee", PersonName("", "Ann", "Lee")),
        ("van der Berg, Anna", PersonName("", "Anna", "van der Berg")),
        ("Dr. Juan de la Vega III", PersonName("Dr.", "Juan", "de la Vega III")),
        ("Ann", PersonName("", "Ann", "")),
        ("", PersonName("", "", "")),
    ],
)
def test_names_are_taken_apart(text, name):
    assert split_name(text) == name
