import pytest

from tandem.datasets.sample_company.market import (
    CAMPAIGN_KINDS,
    COUNTRIES,
    FUNCTIONS,
    INDUSTRIES,
    INTERESTS,
    SENIORITIES,
    SOURCES,
)


@pytest.mark.parametrize("levels", [COUNTRIES, INDUSTRIES, SOURCES, SENIORITIES, FUNCTIONS, INTERESTS, CAMPAIGN_KINDS])
def test_weights_of_a_list_sum_to_one_and_names_differ(levels: tuple) -> None:
    assert sum(level.weight for level in levels) == pytest.approx(1.0)
    assert len({level.name for level in levels}) == len(levels)


def test_every_country_has_three_cities() -> None:
    assert all(len(country.cities) == 3 for country in COUNTRIES)
