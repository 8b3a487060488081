"""Addresses and phone numbers, and what only looks like them."""

import pytest

from tandem.language.spans import find_emails, find_phones, find_urls


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("User.Name+tag@Example.com", ["user.name+tag@example.com"]),
        ("j_9@[129.126.118.1]", ["j_9@[129.126.118.1]"]),
        ("j_9@129.126.118.1, carol@new_type.com, a..b@example.com, @carol", []),
    ],
)
def test_only_valid_addresses_count(text: str, values: list[str]) -> None:
    assert [span.value for span in find_emails(text)] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("(see https://example.com/a_(b).html).", ["https://example.com/a_(b).html"]),
        ("MORE:https://bit.ly/2jm6eu3", ["https://bit.ly/2jm6eu3"]),
        ("http://localhost:8080/#/123", ["http://localhost:8080/#/123"]),
        ("acme.com and sound.academy", ["http://acme.com", "http://sound.academy"]),
        ("at 7.am, 8.8.8.8, https://, alice@abc.com, file.txt", []),
    ],
)
def test_web_addresses_get_a_scheme(text: str, values: list[str]) -> None:
    assert [span.value for span in find_urls(text)] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("+49 (0)30 901820", ["+4930901820"]),
        ("00 44 7700 900397", ["+447700900397"]),
        ("call (541) 754-3010 x12", ["54175430" + "1012"]),
        ("Tel: 12 34 56 78", ["12345678"]),
    ],
)
def test_a_phone_number_has_its_normal_form(text: str, values: list[str]) -> None:
    assert [span.value for span in find_phones(text)] == values


@pytest.mark.parametrize(
    "text",
    [
        "16/04/2010", "2009/2010", "911-67-0060", "account number 12345678", "-77.034040723966", "s666666666",
        "visa 5111 1111 1111 1111", "3333*2=6666", "#20020211895",
    ],
)  # fmt: skip
def test_dates_accounts_and_codes_are_no_phone_numbers(text: str) -> None:
    assert find_phones(text) == []


def test_mere_digits_are_doubtful_and_a_valid_number_is_not() -> None:
    assert find_phones("12345678")[0].confidence < 0.5
    assert find_phones("(541) 754-3010", region="US")[0].confidence > 0.9
