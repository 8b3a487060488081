"""Countries by code and name."""

import pytest

from tandem.tables.values import country_code, country_name
from tandem.tables.values.countries import _ALPHA_3, _tables


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DE", "DE"),
        ("deu", "DE"),
        ("Deutschland", "DE"),
        ("ALLEMAGNE", "DE"),
        ("U.S.A.", "US"),
        ("United States of America", "US"),
        ("UK", "GB"),
        ("España", "ES"),
        ("Espana", ""),
        ("Viet Nam", "VN"),
        ("Korea, Republic of", "KR"),
        ("", ""),
        ("Asia", ""),
    ],
)
def test_spellings(text, code):
    assert country_code(text) == code


def test_every_country_has_both_codes_and_a_name():
    names = _tables()[1]
    assert len(_ALPHA_3) == len(set(_ALPHA_3)) == len(names) == 249
    for pair in _ALPHA_3:
        assert country_code(pair[:2]) == country_code(pair[2:]) == pair[:2]
        assert country_code(country_name(pair[:2])) == pair[:2]
