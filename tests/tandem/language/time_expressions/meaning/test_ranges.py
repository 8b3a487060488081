"""Intervals, closed and open."""

import pytest


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("from 11:30 to 1:30", "2026-03-10T11:30/2026-03-10T13:30 minute or 2026-03-10T23:30/2026-03-11T01:30 minute"),
        ("3:30 to 6 PM", "2026-03-10T15:30/2026-03-10T18:00 minute"),
        ("8am - 1pm", "2026-03-10T08:00/2026-03-10T13:00 hour"),
        ("tomorrow from 9 to 11am", "2026-03-11T09:00/2026-03-11T11:00 hour"),
        ("10pm to 6am", "2026-03-10T22:00/2026-03-11T06:00 hour"),
        ("from Aug 8 to Aug 12", "2026-08-08/2026-08-13 day"),
        ("August 27th - 29th", "2026-08-27/2026-08-30 day"),
        ("December 28 to January 4", "2026-12-28/2027-01-05 day"),
        ("from May to July", "2026-05-01/2026-08-01 month"),
        ("between now and Friday", "2026-03-10T09:30/2026-03-14 second"),
        ("Monday to Wednesday", "2026-03-16/2026-03-19 day"),
        ("for 30 minutes starting from 4pm", "2026-03-10T16:00/2026-03-10T16:30 minute"),
        ("within 2 hours", "2026-03-10T09:30/2026-03-10T11:30 second"),
        ("within a month", "2026-03-10T09:30/2026-04-10 second"),
    ],
)
def test_closed_intervals_end_where_people_say(value, text: str, wanted: str):
    assert value(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted", "why"),
    [
        ("until Friday", "../2026-03-14 day", "Friday counts"),
        ("through 2026", "../2027-01-01 year", "the year counts"),
        ("until 2pm", "../2026-03-10T14:00 hour", "a clock time is an edge"),
        ("before Friday", "../2026-03-13 day", "Friday does not count"),
        ("after Friday", "2026-03-14/.. day", "Friday does not count"),
        ("after next week", "2026-03-23/.. week", "next week does not count"),
        ("from Friday on", "2026-03-13/.. day", "Friday counts"),
        ("since last Monday", "2026-03-09/.. day", "Monday counts"),
        ("since October", "2025-10-01/.. month", "the latest that has begun"),
        ("by tomorrow", "2026-03-10T09:30/2026-03-12 second", "the whole of tomorrow is left"),
        ("by the 15th", "2026-03-10T09:30/2026-03-16 second", "the whole day is left"),
        ("no later than noon", "2026-03-10T09:30/2026-03-10T12:00 second", "a clock time is an edge"),
    ],
)
def test_open_intervals_say_whether_the_day_named_counts(value, text: str, wanted: str, why: str):
    assert value(text) == wanted


def test_two_times_joined_by_and_are_two(read):
    assert [one.text for one in read("4pm and 7pm")] == ["4pm", "7pm"]


def test_a_range_with_two_zones_is_moved_on_both_sides(value):
    assert value("3pm ET - 3pm PT") == "2026-03-10T19:00/2026-03-10T22:00 minute"
