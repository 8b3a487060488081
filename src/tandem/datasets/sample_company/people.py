"""How a person stands in a record: name, title, address, telephone."""

import numpy as np
import pyarrow as pa

from tandem.datasets.sample_company.columns import join, take
from tandem.datasets.sample_company.companies import Companies
from tandem.datasets.sample_company.market import COUNTRIES, FUNCTIONS
from tandem.datasets.sample_company.names import FIRST_NAMES, LAST_NAMES, company_domains, emails, phones
from tandem.datasets.sample_company.randomness import Bools, Ints

__all__ = ["address_columns", "person_columns", "titles"]

_STREETS = ("Station Road", "Harbour Street", "Mill Lane", "Old Market", "Foundry Road", "Canal Street", "Park Avenue")
_TITLES = ("Chief {} Officer", "VP {}", "Head of {}", "{} Manager", "{} Specialist")


def titles(seniority: Ints, function: Ints) -> pa.Array:
    """Return job titles such as "Head of Procurement"; the seniority can be read from them."""
    pool = [title.format(level.name) for title in _TITLES for level in FUNCTIONS]
    return take(pool, seniority * len(FUNCTIONS) + function)


def person_columns(
    companies: Companies,
    *,
    company: Ints,
    first: Ints,
    last: Ints,
    serial: Ints,
    seniority: Ints,
    function: Ints,
    free_mail: Bools,
    number: Ints,
) -> dict[str, object]:
    """Return the name columns of the common schema; `number` is any whole number that tells the people apart."""
    first_names, last_names = take(FIRST_NAMES, first), take(LAST_NAMES, last)
    country = companies.country[company]
    return {
        "first_name": first_names,
        "last_name": last_names,
        "name": join(first_names, " ", last_names),
        "title": titles(seniority, function),
        "email": emails(
            first_names, last_names, np.where(free_mail, number + 1, serial), company_domains(company), free_mail
        ),
        "phone": phones(country, company * 7 + number),
    }


def address_columns(companies: Companies, company: Ints) -> dict[str, object]:
    """Return the address columns of the common schema."""
    country = companies.country[company]
    cities = [city for one in COUNTRIES for city in one.cities]
    street_number = pa.array(company % 180 + 1).cast(pa.string())
    return {
        "street": join(take(_STREETS, company % len(_STREETS)), " ", street_number),
        "city": take(cities, country * 3 + companies.city[company]),
        "postal_code": pa.array(10_000 + company * 37 % 89_000).cast(pa.string()),
        "country": take([one.code for one in COUNTRIES], country),
    }
