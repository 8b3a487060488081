"""The moment of speaking and the speaker's habits."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tandem.language.time_expressions.expression import Grain


def test_units_around_now(setting):
    assert setting.unit(Grain.WEEK).start == datetime(2026, 3, 9)
    assert setting.unit(Grain.WEEK, 1).start == datetime(2026, 3, 16)
    assert setting.unit(Grain.QUARTER, -1).start == datetime(2025, 10, 1)


@pytest.mark.parametrize(
    ("day", "n", "expected", "why"),
    [
        (date(2026, 3, 10), 3, date(2026, 3, 13), "no weekend between"),
        (date(2026, 3, 13), 1, date(2026, 3, 16), "over a weekend"),
        (date(2026, 5, 22), 1, date(2026, 5, 26), "over a weekend and Memorial Day"),
        (date(2026, 3, 16), -1, date(2026, 3, 13), "back over a weekend"),
        (date(2026, 12, 24), 1, date(2026, 12, 28), "over Christmas and a weekend"),
    ],
)
def test_business_days_leave_out_weekends_and_holidays(setting, day: date, n: int, expected: date, why: str):
    assert setting.business_day(day, n) == expected


def test_holidays_are_the_countrys_own(setting):
    assert not setting.is_business_day(date(2026, 11, 26))
    assert replace(setting, country="GB").is_business_day(date(2026, 11, 26))
    assert replace(setting, country="").is_business_day(date(2026, 12, 25))


def test_hours_are_counted_on_the_clock_of_the_world(setting):
    berlin = replace(setting, zone=ZoneInfo("Europe/Berlin"))
    night = datetime(2026, 10, 25, 1, 30)
    assert berlin.later(night, Grain.HOUR, 3) == datetime(2026, 10, 25, 3, 30)
    assert berlin.later(night, Grain.DAY, 1) == datetime(2026, 10, 26, 1, 30)
