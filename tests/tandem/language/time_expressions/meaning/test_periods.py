"""Weeks, months, quarters; the n-th of something; beginnings and ends."""

import pytest


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("the last day of February", "2027-02-28 day"),
        ("last week of September", "2026-09-21 week"),
        ("the third last week of 2026", "2026-12-07 week"),
        ("the fifth last day of May", "2026-05-27 day"),
        ("the 3rd Tuesday of September 2027", "2027-09-21 day"),
        ("the last weekend of October", "2026-10-23T18:00/2026-10-26 hour"),
        ("first week of the year", "2026-01-05 week"),
        ("the Friday before Christmas", "2026-12-18 day"),
        ("the second Monday after Easter", "2026-04-13 day"),
        ("next summer", "2026-06-21/2026-09-23 day"),
        ("last summer", "2025-06-21/2025-09-23 day"),
        ("next weekend", "2026-03-20T18:00/2026-03-23 hour or 2026-03-13T18:00/2026-03-16 hour"),
        ("early 2027", "2027-01-01/2027-04-01 month"),
        ("the end of Q3", "2026-09-01/2026-10-01 month"),
        ("mid next month", "2026-04-11/2026-04-21 day"),
        ("the week of June 15", "2026-06-15 week"),
        ("next week's Friday", "2026-03-20 day"),
    ],
)
def test_periods_are_counted_as_people_count(value, text: str, wanted: str):
    assert value(text) == wanted


def test_there_is_no_fifth_monday_in_every_month(value):
    assert value("the fifth Monday of March") == "2026-03-30 day"
    assert value("the fifth Monday of April") == "2029-04-30 day"


@pytest.mark.parametrize("text", ["next 2026", "last tomorrow", "this 3pm"])
def test_what_is_named_once_and_for_all_has_no_next(read, text: str):
    assert all(one.text != text for one in read(text))
