"""Money is exact and never mixes currencies."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.kernel.errors import InputError
from tandem.kernel.money import Money

amounts = st.decimals(min_value="-1e12", max_value="1e12", places=2)


@given(amounts, amounts)
def test_adding_and_taking_away_come_back_to_the_same_amount(one: Decimal, other: Decimal) -> None:
    assert Money(one, "EUR") + Money(other, "EUR") - Money(other, "EUR") == Money(one, "EUR")


def test_ten_cents_ten_times_are_one_euro() -> None:
    assert Money.of("0.10", "EUR") * 10 == Money.of("1.00", "EUR")


@pytest.mark.parametrize(
    ("amount", "currency", "why"),
    [
        ("abc", "EUR", "no number"),
        ("1", "eur", "small letters"),
        ("1", "EURO", "four letters"),
        ("NaN", "EUR", "not finite"),
        ("Infinity", "EUR", "not finite"),
    ],
)
def test_bad_money_is_refused(amount: str, currency: str, why: str) -> None:
    with pytest.raises(InputError):
        Money.of(amount, currency)


def test_two_currencies_do_not_add_or_compare() -> None:
    euro, dollar = Money.of("1", "EUR"), Money.of("1", "USD")
    with pytest.raises(InputError, match="both amounts must be in EUR"):
        euro + dollar
    with pytest.raises(InputError):
        assert euro < dollar
