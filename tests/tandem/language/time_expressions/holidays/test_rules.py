"""Holiday rules and the days they give."""

from datetime import date, timedelta

import pytest

from tandem.kernel.errors import InputError
from tandem.language.time_expressions.expression import Grain
from tandem.language.time_expressions.holidays.rules import HolidayRule, holiday_rules, public_days

COUNTRIES = ("AU", "BZ", "CA", "DE", "GB", "IE", "IN", "JM", "NZ", "PH", "TT", "US", "ZA")


def day(text: str, year: int) -> date:
    span = HolidayRule("x", text).span(text, year)
    assert span is not None
    return span.start.date()


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("12-25", 2026, date(2026, 12, 25)),
        ("4 thursday 11", 2026, date(2026, 11, 26)),
        ("1 monday 9", 2026, date(2026, 9, 7)),
        ("last monday 5", 2026, date(2026, 5, 25)),
        ("last saturday 12", 2026, date(2026, 12, 26)),
        ("monday before 05-25", 2026, date(2026, 5, 18)),
        ("monday upto 05-25", 2026, date(2026, 5, 25)),
        ("monday from 05-25", 2026, date(2026, 5, 25)),
        ("monday after 05-25", 2026, date(2026, 6, 1)),
        ("weekday nearest 10-16", 2016, date(2016, 10, 17)),
        ("weekday nearest 10-16", 2021, date(2021, 10, 15)),
        ("weekday from 10-16", 2021, date(2021, 10, 18)),
        ("easter -2 days", 2026, date(2026, 4, 3)),
        ("orthodox easter +1 days", 2026, date(2026, 4, 13)),
        ("hebrew 7 10", 2018, date(2018, 9, 19)),
        ("hebrew 12 14", 2024, date(2024, 3, 24)),
        ("islamic 10 1", 2018, date(2018, 6, 15)),
        ("new moon from 01-21 at 8", 2026, date(2026, 2, 17)),
        ("us tax day", 2011, date(2011, 4, 18)),
        ("us tax day", 2012, date(2012, 4, 17)),
        ("us tax day", 2017, date(2017, 4, 18)),
    ],
)
def test_each_form_of_rule_gives_its_day(text: str, year: int, expected: date):
    assert day(text, year) == expected


def test_a_rule_may_last_several_days():
    rule = HolidayRule("x", "hebrew 7 1 for 2 days")
    span = rule.span(rule.on, 2018)
    assert span.end - span.start == timedelta(days=2)
    assert rule.is_long(rule.on)


@pytest.mark.parametrize("text", ["", "sometime", "5 thursday", "12/25", "easter + 2", "monday near 05-25"])
def test_a_rule_of_no_known_form_is_refused(text: str):
    with pytest.raises(InputError, match="holiday rule"):
        HolidayRule("x", text).span(text, 2026)


@pytest.mark.parametrize("rule", holiday_rules().values(), ids=lambda rule: rule.name)
def test_every_rule_of_the_table_gives_days_in_its_year(rule: HolidayRule):
    assert rule.texts()
    for text in rule.texts():
        found = [span for year in range(2020, 2031) if (span := rule.span(text, year)) is not None]
        # An Islamic feast may miss a year of ours, and come twice in another.
        assert len(found) >= 10
        assert all(span.start < span.end for span in found)


@pytest.mark.parametrize(
    ("country", "name", "expected"),
    [
        ("US", "thanksgiving", date(2026, 11, 26)),
        ("CA", "thanksgiving", date(2026, 10, 12)),
        ("GB", "mother's day", date(2026, 3, 15)),
        ("IE", "august bank holiday", date(2026, 8, 3)),
        ("GB", "august bank holiday", date(2026, 8, 31)),
        ("NZ", "labour day", date(2026, 10, 26)),
        ("DE", "father's day", date(2026, 5, 14)),
        ("IN", "diwali", date(2026, 11, 8)),
        ("IN", "diwali", date(2025, 10, 20)),
        ("IN", "diwali", date(2024, 10, 31)),
        ("IN", "diwali", date(2023, 11, 12)),
        ("IN", "holi", date(2026, 3, 4)),
        ("IN", "holi", date(2025, 3, 14)),
        ("IN", "holi", date(2024, 3, 25)),
        ("US", "chinese new year", date(2027, 2, 6)),
    ],
)
def test_a_holiday_falls_where_its_country_keeps_it(country: str, name: str, expected: date):
    rule = holiday_rules()[name]
    assert rule.span(rule.text_for(country), expected.year).start.date() == expected


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_country_of_the_table_shuts_its_offices_some_days(country: str):
    days = public_days(country, 2026)
    assert 4 <= len(days) <= 16
    assert all(day.year == 2026 for day in days)


def test_an_unknown_country_has_no_holidays():
    assert public_days("XX", 2026) == frozenset()


def test_weeks_of_their_own_are_weeks():
    assert holiday_rules()["naidoc week"].grain is Grain.WEEK
