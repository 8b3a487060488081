import numpy as np
import pyarrow as pa

from tandem.datasets.sample_company.market import COUNTRIES
from tandem.datasets.sample_company.names import (
    FIRST_NAMES,
    LAST_NAMES,
    company_domains,
    company_names,
    emails,
    misspelled,
    n_company_names,
    phones,
)


def test_different_companies_have_different_names_and_domains() -> None:
    rows = np.arange(300_000)
    assert len(company_domains(rows).unique()) == len(rows)
    names = company_names(rows, np.zeros(len(rows), np.int64), np.zeros(len(rows), np.int64))
    assert len(names.unique()) == len(rows)


def test_names_used_up_take_a_number() -> None:
    rows = np.array([5, 5 + n_company_names()])
    first, again = company_domains(rows).to_pylist()
    assert first != again
    assert first.replace("-", "2-") == again


def test_domains_are_reserved_for_examples() -> None:
    assert all(domain.endswith(".example") for domain in company_domains(np.arange(500)).to_pylist())


def test_the_legal_form_is_one_of_the_country() -> None:
    for code, country in enumerate(COUNTRIES):
        names = company_names(np.arange(10), np.full(10, code), np.arange(10) % 2).to_pylist()
        assert {name.rsplit(" ", 1)[1] for name in names} == set(country.forms)


def test_addresses_are_plain_ascii_and_namesakes_are_told_apart() -> None:
    last = pa.array([name for name in LAST_NAMES if "ö" in name][:1] * 3)
    made = emails(
        pa.array(["Ada"] * 3), last, np.array([0, 2, 7]), pa.array(["a.example"] * 3), np.array([False, False, True])
    )
    addresses = made.to_pylist()
    assert all(address.isascii() for address in addresses)
    assert [address.split("@")[1] for address in addresses] == ["a.example", "a.example", "freemail.example"]
    assert len(set(addresses)) == 3


def test_misspelling_drops_one_letter_only_where_asked() -> None:
    names = pa.array(["Velora Pumps", "Kestar Foods"])
    assert misspelled(names, np.array([True, False])).to_pylist() == ["Veora Pumps", "Kestar Foods"]


def test_names_are_many_and_no_stem_is_doubled() -> None:
    assert len(set(FIRST_NAMES)) == len(FIRST_NAMES) > 100
    assert len(set(LAST_NAMES)) == len(LAST_NAMES) > 300
    assert "Lundlund" not in LAST_NAMES


def test_telephone_numbers_bear_the_country_code() -> None:
    codes = np.arange(len(COUNTRIES))
    for number, country in zip(phones(codes, codes * 17).to_pylist(), COUNTRIES, strict=True):
        assert number.startswith(country.dial + "55501")
