"""Steps on the calendar."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.language.time_expressions.calendar_steps import floor, step
from tandem.language.time_expressions.expression import Grain

MOMENT = datetime(2026, 11, 18, 16, 45, 30, 250)
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1))


@pytest.mark.parametrize(
    ("grain", "start"),
    [
        (Grain.SECOND, datetime(2026, 11, 18, 16, 45, 30)),
        (Grain.MINUTE, datetime(2026, 11, 18, 16, 45)),
        (Grain.HOUR, datetime(2026, 11, 18, 16)),
        (Grain.DAY, datetime(2026, 11, 18)),
        (Grain.WEEK, datetime(2026, 11, 16)),
        (Grain.MONTH, datetime(2026, 11, 1)),
        (Grain.QUARTER, datetime(2026, 10, 1)),
        (Grain.YEAR, datetime(2026, 1, 1)),
    ],
)
def test_a_unit_begins_where_its_finer_parts_are_zero(grain: Grain, start: datetime):
    assert floor(MOMENT, grain) == start


def test_a_week_begins_on_the_day_asked():
    assert floor(MOMENT, Grain.WEEK, week_starts=6) == datetime(2026, 11, 15)


@pytest.mark.parametrize(
    ("start", "grain", "n", "end"),
    [
        (datetime(2026, 1, 31), Grain.MONTH, 1, datetime(2026, 2, 28)),
        (datetime(2024, 1, 31), Grain.MONTH, 1, datetime(2024, 2, 29)),
        (datetime(2024, 2, 29), Grain.YEAR, 1, datetime(2025, 2, 28)),
        (datetime(2026, 11, 30), Grain.QUARTER, 1, datetime(2027, 2, 28)),
        (datetime(2026, 1, 15), Grain.MONTH, -1, datetime(2025, 12, 15)),
        (datetime(2026, 1, 15), Grain.WEEK, 2, datetime(2026, 1, 29)),
        (datetime(2026, 1, 15), Grain.HOUR, 2.5, datetime(2026, 1, 15, 2, 30)),
        (datetime(2026, 1, 15), Grain.YEAR, 0.5, datetime(2026, 7, 15)),
    ],
)
def test_moving_keeps_the_day_where_the_month_has_it(start: datetime, grain: Grain, n: float, end: datetime):
    assert step(start, grain, n) == end


@given(MOMENTS, st.sampled_from(list(Grain)))
def test_every_moment_lies_in_its_unit(moment: datetime, grain: Grain):
    start = floor(moment, grain)
    assert start <= moment < step(start, grain, 1)


@given(MOMENTS, st.sampled_from(list(Grain)))
def test_flooring_twice_changes_nothing(moment: datetime, grain: Grain):
    assert floor(floor(moment, grain), grain) == floor(moment, grain)


@given(MOMENTS, st.integers(-500, 500))
def test_days_there_and_back(moment: datetime, n: int):
    assert step(step(moment, Grain.DAY, n), Grain.DAY, -n) == moment
    assert step(moment, Grain.WEEK, n) - moment == timedelta(weeks=n)
