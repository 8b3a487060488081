"""What goes together, and what does not."""

import pytest

from tandem.language.time_expressions.expression import Grain
from tandem.language.time_expressions.meaning import dates, periods
from tandem.language.time_expressions.meaning.sense import both


def test_a_weekday_and_a_week_go_together(setting):
    found = both(setting, periods.unit_now(setting, Grain.WEEK, 1), dates.on_weekday(setting, 2))
    assert found.first(setting).start.isoformat() == "2026-03-18T00:00:00"


def test_order_does_not_matter(setting):
    month, day = dates.in_year(setting, 2027), dates.month_and_day(setting, 6, 15)
    assert both(setting, month, day).first(setting) == both(setting, day, month).first(setting)


@pytest.mark.parametrize(
    ("a", "b", "why"),
    [
        ("Monday", "Tuesday", "two weekdays"),
        ("March", "April", "two months"),
        ("in 2026", "in 2027", "two years"),
        ("3pm", "4pm", "two clock times"),
        ("March", "Monday", "no single Monday is meant"),
        ("next week", "3pm", "no single day is meant"),
    ],
)
def test_what_does_not_go_together_stays_apart(read, a: str, b: str, why: str):
    assert all(one.text != f"{a} {b}" for one in read(f"{a} {b}"))


def test_what_the_calendar_never_has_together_is_refused(setting):
    year = dates.in_year(setting, 2027)
    assert both(setting, year, dates.full_date(setting, "2026", "6", "15")) is None
