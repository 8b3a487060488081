"""Other calendars against published dates."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.language.time_expressions.holidays import calendars

# Published dates: Western and Orthodox Easter.
EASTERS = [
    (1961, (4, 2), (4, 9)),
    (2000, (4, 23), (4, 30)),
    (2008, (3, 23), (4, 27)),
    (2010, (4, 4), (4, 4)),
    (2013, (3, 31), (5, 5)),
    (2018, (4, 1), (4, 8)),
    (2024, (3, 31), (5, 5)),
    (2026, (4, 5), (4, 12)),
    (2038, (4, 25), (4, 25)),
]


@pytest.mark.parametrize(("year", "western", "orthodox"), EASTERS)
def test_easter_falls_on_its_published_dates(year: int, western: tuple[int, int], orthodox: tuple[int, int]):
    assert calendars.easter(year) == date(year, *western)
    assert calendars.orthodox_easter(year) == date(year, *orthodox)


@given(st.integers(1600, 2400))
def test_easter_is_a_sunday_in_its_season(year: int):
    easter = calendars.easter(year)
    assert easter.weekday() == 6
    assert date(year, 3, 22) <= easter <= date(year, 4, 25)


@pytest.mark.parametrize(
    ("year", "month", "day", "expected", "feast"),
    [
        (5774, 7, 1, date(2013, 9, 5), "Rosh Hashanah"),
        (5779, 7, 1, date(2018, 9, 10), "Rosh Hashanah"),
        (5779, 7, 10, date(2018, 9, 19), "Yom Kippur"),
        (5778, 1, 15, date(2018, 3, 31), "Passover"),
        (5773, 12, 14, date(2013, 2, 24), "Purim of a plain year"),
        (5784, 13, 14, date(2024, 3, 24), "Purim of a leap year"),
        (5779, 9, 25, date(2018, 12, 3), "Hanukkah"),
        (5785, 7, 1, date(2024, 10, 3), "Rosh Hashanah"),
        (5786, 7, 1, date(2025, 9, 23), "Rosh Hashanah"),
    ],
)
def test_hebrew_feasts_fall_on_their_published_dates(year: int, month: int, day: int, expected: date, feast: str):
    assert calendars.hebrew_to_date(year, month, day) == expected


@given(st.integers(5500, 6000))
def test_a_hebrew_year_has_one_of_six_lengths(year: int):
    length = calendars.hebrew_to_date(year + 1, 7, 1) - calendars.hebrew_to_date(year, 7, 1)
    assert length.days in {353, 354, 355, 383, 384, 385}


@pytest.mark.parametrize(
    ("year", "month", "day", "expected"),
    [
        (1439, 10, 1, date(2018, 6, 15)),
        (1440, 1, 1, date(2018, 9, 11)),
        (1445, 9, 1, date(2024, 3, 11)),
        (1456, 10, 1, date(2034, 12, 12)),
    ],
)
def test_islamic_dates_are_within_a_day_of_the_published_ones(year: int, month: int, day: int, expected: date):
    assert abs(calendars.islamic_to_date(year, month, day) - expected) <= timedelta(days=1)


@given(st.integers(1300, 1600))
def test_an_islamic_year_has_354_or_355_days(year: int):
    length = calendars.islamic_to_date(year + 1, 1, 1) - calendars.islamic_to_date(year, 1, 1)
    assert length.days in {354, 355}


# Published new and full moons in universal time.
@pytest.mark.parametrize(
    "day", [date(2019, 1, 6), date(2019, 7, 2), date(2019, 12, 26), date(2024, 4, 8), date(2026, 8, 12)]
)
def test_eclipses_of_the_sun_are_new_moons(day: date):
    assert day in calendars.new_moons(day.year)


@pytest.mark.parametrize("day", [date(2018, 7, 27), date(2019, 1, 21), date(2022, 5, 16), date(2025, 3, 14)])
def test_eclipses_of_the_moon_are_full_moons(day: date):
    assert day in calendars.full_moons(day.year)


@given(st.integers(1950, 2100))
def test_moons_come_every_twenty_nine_or_thirty_days(year: int):
    moons = calendars.new_moons(year)
    assert len(moons) in {12, 13}
    gaps = {(b - a).days for a, b in pairwise(moons)}
    assert gaps <= {29, 30}
