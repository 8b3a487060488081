"""Series of spans and their combinations."""

from datetime import datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.language.time_expressions.expression import Grain
from tandem.language.time_expressions.series import Cycle, Fixed, Mapped, Range, Span, Within, units

NOW = datetime(2026, 3, 10, 9, 30)
DAY = timedelta(days=1)


def weekday(number: int) -> Cycle:
    def members(week: datetime) -> list[Span]:
        return [Span(week + number * DAY, week + (number + 1) * DAY, Grain.DAY)]

    return Cycle(Grain.WEEK, members)


def month(number: int) -> Cycle:
    def members(year: datetime) -> list[Span]:
        start = year.replace(month=number)
        return [Span(start, (start + 32 * DAY).replace(day=1), Grain.MONTH)]

    return Cycle(Grain.YEAR, members)


def starts(spans, n: int) -> list[str]:
    return [span.start.date().isoformat() for span in islice(spans, n)]


def test_units_go_on_from_the_one_that_holds_the_moment():
    assert starts(units(Grain.MONTH).forward(NOW), 3) == ["2026-03-01", "2026-04-01", "2026-05-01"]


def test_units_go_back_from_the_one_that_holds_the_moment():
    assert starts(units(Grain.QUARTER).backward(NOW), 2) == ["2026-01-01", "2025-10-01"]


def test_a_cycle_ends_where_the_calendar_does():
    assert len(list(units(Grain.YEAR).forward(datetime(9990, 1, 1)))) < 12


@pytest.mark.parametrize("moment", [NOW, NOW + DAY])
def test_a_fixed_span_is_there_once(moment: datetime):
    fixed = Fixed(Span(NOW, NOW + DAY, Grain.DAY))
    assert len(list(fixed.forward(moment - timedelta(hours=1)))) == 1
    assert list(fixed.forward(NOW + DAY)) == []
    assert list(fixed.backward(NOW)) == []


def test_fridays_in_octobers():
    fridays = Within(month(10), weekday(4))
    assert starts(fridays.forward(NOW), 6) == [
        "2026-10-02", "2026-10-09", "2026-10-16", "2026-10-23", "2026-10-30", "2027-10-01",
    ]  # fmt: skip
    assert starts(fridays.backward(NOW), 2) == ["2025-10-31", "2025-10-24"]


def test_a_mapped_series_leaves_out_what_is_nothing():
    even = Mapped(units(Grain.DAY), lambda span: span if span.start.day % 2 == 0 else None)
    assert starts(even.forward(NOW), 3) == ["2026-03-10", "2026-03-12", "2026-03-14"]
    assert starts(even.backward(NOW), 2) == ["2026-03-10", "2026-03-08"]


def test_a_mapped_series_finds_what_is_moved_across_the_moment():
    later = Mapped(units(Grain.DAY), lambda span: Span(span.start + 5 * DAY, span.end + 5 * DAY, span.grain), reach=5)
    assert starts(later.forward(NOW), 1) == ["2026-03-10"]


def test_a_range_runs_to_the_next_end():
    monday_to_friday = Range(weekday(0), weekday(4))
    assert next(monday_to_friday.forward(NOW)) == Span(datetime(2026, 3, 16), datetime(2026, 3, 21), Grain.DAY)


def test_a_running_range_comes_first_where_it_counts():
    march_to_june = Range(Within(month(1), units(Grain.DAY)), month(6), running=False)
    assert next(march_to_june.forward(NOW)).start.year == 2027
    winter = Range(month(1), month(6), running=True)
    assert next(winter.forward(NOW)) == Span(datetime(2026, 1, 1), datetime(2026, 7, 1), Grain.MONTH)


@pytest.mark.parametrize(("count_last", "end"), [(False, 16), (True, 17)])
def test_the_last_hour_of_a_range_counts_by_convention(count_last: bool, end: int):
    def hour(at: int) -> Cycle:
        def members(day: datetime) -> list[Span]:
            return [Span(day.replace(hour=at), day.replace(hour=at + 1), Grain.HOUR)]

        return Cycle(Grain.DAY, members)

    found = next(Range(hour(15), hour(16), count_last).forward(NOW))
    assert (found.start.hour, found.end.hour) == (15, end)


@given(st.datetimes(datetime(1950, 1, 1), datetime(2080, 1, 1)), st.integers(0, 6), st.integers(1, 12))
def test_forward_and_backward_meet_at_the_moment(moment: datetime, day: int, in_month: int):
    for series in (weekday(day), month(in_month), Within(month(in_month), weekday(day))):
        ahead, behind = list(islice(series.forward(moment), 4)), list(islice(series.backward(moment), 4))
        assert all(span.end > moment for span in ahead)
        assert all(span.start < moment for span in behind)
        assert ahead == sorted(ahead, key=lambda span: span.start)
        assert behind == sorted(behind, key=lambda span: span.start, reverse=True)
        following = ahead[1] if ahead[0].start < moment else ahead[0]
        assert behind[0] in (ahead[0], next(iter(series.backward(following.start))))
