from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.datasets.sample_company import SampleSettings
from tandem.datasets.sample_company.calendar import DAY, HOUR, SECOND, Calendar
from tandem.datasets.sample_company.market import COUNTRIES

CALENDAR = Calendar.of(SampleSettings(seed=1, today=date(2026, 3, 2)))
GERMANY, UNITED_STATES = (next(i for i, one in enumerate(COUNTRIES) if one.code == code) for code in ("DE", "US"))


def _micros(day: str) -> int:
    return int(np.datetime64(day, "us").astype(np.int64))


@pytest.mark.parametrize(
    ("day", "country", "hours_ahead"),
    [
        ("2025-01-15", GERMANY, 1),
        ("2025-07-15", GERMANY, 2),  # summer time
        ("2025-01-15", UNITED_STATES, -6),
        ("2025-07-15", UNITED_STATES, -5),
    ],
)
def test_each_country_keeps_its_own_clock_summer_time_included(day: str, country: int, hours_ahead: int) -> None:
    column = _micros(day) // DAY - CALENDAR.first_day
    assert CALENDAR.offsets[country, column] == hours_ahead * HOUR


@given(st.integers(0, 2**31), st.integers(0, 700), st.integers(0, 40))
@settings(max_examples=40, deadline=None)
def test_no_office_moment_lies_outside_its_limits(seed: int, start_day: int, length_days: int) -> None:
    rng = np.random.default_rng(seed)
    n = 50
    low = np.full(n, CALENDAR.since + start_day * DAY)
    high = low + length_days * DAY
    targets = low + rng.integers(-3 * DAY, (length_days + 3) * DAY, n)
    moments = CALENDAR.office_moments(rng, targets, rng.integers(0, len(COUNTRIES), n), low, high)
    assert ((moments >= low) & (moments <= high)).all()
    assert (moments % SECOND == 0).all()


def test_office_moments_stay_near_their_target_without_an_upper_limit() -> None:
    rng = np.random.default_rng(1)
    targets = CALENDAR.since + rng.integers(0, 600 * DAY, 5_000)
    moments = CALENDAR.office_moments(rng, targets, np.zeros(5_000, np.int64), targets, np.full(5_000, 2**62))
    assert (moments - targets).max() <= 4 * DAY


def test_people_work_on_weekdays_in_their_own_office_hours() -> None:
    rng = np.random.default_rng(1)
    n = 20_000
    targets = CALENDAR.since + rng.integers(0, 600 * DAY, n)
    far = np.full(n, 2**62)
    for country in (GERMANY, UNITED_STATES):
        moments = CALENDAR.office_moments(rng, targets, np.full(n, country), -far, far)
        local = moments + CALENDAR.offsets[country, moments // DAY - CALENDAR.first_day]
        hours, weekdays = local % DAY // HOUR, (local // DAY + 3) % 7
        assert ((hours >= 7) & (hours < 19)).mean() > 0.9
        assert (weekdays >= 5).mean() < 0.05


def test_leads_come_in_on_office_days_and_less_in_august_and_december() -> None:
    rng = np.random.default_rng(2)
    moments = CALENDAR.incoming(rng, 60_000, np.zeros(60_000, np.int64))
    assert moments.min() >= CALENDAR.since
    assert moments.max() < CALENDAR.until
    months = moments.astype("datetime64[us]").astype("datetime64[M]").astype(int) % 12
    counts = np.bincount(months, minlength=12)
    assert counts[7] < 0.75 * counts.mean()
    assert counts[11] < 0.75 * counts.mean()
