"""Numbers, counts and lengths."""

import pytest

from tandem.language.time_expressions.expression import Grain
from tandem.language.time_expressions.meaning import numbers
from tandem.language.time_expressions.meaning.sense import Length


@pytest.mark.parametrize(
    ("ten", "single", "n"), [(20, 3, 23), (90, 9, 99), (20, 10, None), (15, 2, None), (20, 0, None)]
)
def test_tens_take_one_digit(setting, ten: int, single: int, n: int | None):
    assert numbers.tens(setting, ten, single) == n


@pytest.mark.parametrize(
    ("thousand", "rest", "n"), [(2, 10, 2010), (2, 0, 2000), (0, 5, None), (12, 1, None), (2, 1000, None)]
)
def test_thousands_take_a_rest_below_a_thousand(setting, thousand: int, rest: int, n: int | None):
    assert numbers.thousands(setting, thousand, rest) == n


@pytest.mark.parametrize(
    ("above", "below", "share"),
    [("1", "2", 0.5), ("3", "4", 0.75), ("4", "4", None), ("5", "4", None), ("0", "4", None)],
)
def test_fractions_are_below_one(setting, above: str, below: str, share: float | None):
    assert numbers.fraction(setting, above, below) == share


@pytest.mark.parametrize("n", [5, 10, 15, 55])
def test_minutes_without_the_word_come_in_fives(setting, n: int):
    assert numbers.fives(setting, n) == n
    assert numbers.fives(setting, n + 1) is None


@pytest.mark.parametrize("amount", [0, -1, 10_000])
def test_a_length_is_above_zero_and_not_absurd(setting, amount: int):
    assert numbers.length(setting, amount, Grain.DAY) is None


@pytest.mark.parametrize(
    ("large", "small", "whole"),
    [
        (Length(1, Grain.HOUR), Length(20, Grain.MINUTE), Length(80, Grain.MINUTE)),
        (Length(1, Grain.YEAR), Length(6, Grain.MONTH), Length(18, Grain.MONTH)),
        (Length(2, Grain.WEEK), Length(3, Grain.DAY), Length(17, Grain.DAY)),
        (Length(20, Grain.MINUTE), Length(1, Grain.HOUR), None),
        (Length(1, Grain.MONTH), Length(3, Grain.DAY), None),
        (Length(3, Grain.DAY, business=True), Length(2, Grain.HOUR), None),
    ],
)
def test_a_large_and_a_small_length_add_up_where_their_units_do(
    setting, large: Length, small: Length, whole: Length | None
):
    assert numbers.length_and(setting, large, small) == whole


@pytest.mark.parametrize(("amount", "ok"), [(5, True), (2.5, False), (0, False), (5000, False)])
def test_business_days_are_whole(setting, amount: float, ok: bool):
    assert (numbers.business_days(setting, amount) is not None) is ok
