import numpy as np

from tandem.datasets.sample_company import SampleCompany
from tandem.datasets.sample_company.market import COUNTRIES, FUNCTIONS, SENIORITIES
from tandem.datasets.sample_company.people import address_columns, titles


def test_titles_tell_seniority_and_function() -> None:
    codes = np.arange(len(SENIORITIES))
    made = titles(codes, np.full(len(codes), 1)).to_pylist()
    assert made == [
        "Chief Procurement Officer",
        "VP Procurement",
        "Head of Procurement",
        "Procurement Manager",
        "Procurement Specialist",
    ]
    grid = titles(np.repeat(codes, len(FUNCTIONS)), np.tile(np.arange(len(FUNCTIONS)), len(codes)))
    assert len(grid.unique()) == len(SENIORITIES) * len(FUNCTIONS)


def test_a_city_lies_in_its_country(company: SampleCompany) -> None:
    rows = np.arange(company.world.companies.n)
    columns = address_columns(company.world.companies, rows)
    cities = {country.code: country.cities for country in COUNTRIES}
    assert all(
        city in cities[code]
        for city, code in zip(columns["city"].to_pylist(), columns["country"].to_pylist(), strict=True)
    )
