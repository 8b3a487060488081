"""Times on the clock and parts of the day."""

import pytest


@pytest.mark.parametrize(
    ("text", "wanted", "why"),
    [
        ("at 15:00", "2026-03-10T15:00 minute", "from 13 on there is one reading"),
        ("at 08:00", "2026-03-11T08:00 minute", "a leading zero is the 24-hour count"),
        ("at 12", "2026-03-10T12:00 hour or 2026-03-11 hour", "noon, or midnight"),
        ("12am", "2026-03-11 hour", "midnight"),
        ("12pm", "2026-03-10T12:00 hour", "noon"),
        ("12:30am", "2026-03-11T00:30 minute", "after midnight"),
        ("07:00 PM", "2026-03-10T19:00 minute", "pm moves a leading zero"),
        ("9pm tonight", "2026-03-10T21:00 hour", "the part agrees"),
        ("tonight at 9", "2026-03-10T21:00 hour", "the part decides"),
        ("tomorrow morning at 9", "2026-03-11T09:00 hour", "the part decides"),
        ("tomorrow evening at 12", "2026-03-12 hour", "midnight ends the evening"),
        ("Friday night", "2026-03-13T18:00/2026-03-14 hour", "night is the evening's word"),
        ("noon on Friday", "2026-03-13T12:00 hour", "noon needs no choice"),
        ("quarter to five pm", "2026-03-10T16:45 minute", "pm belongs to five"),
        ("20 to 3pm", "2026-03-10T14:40 minute", "before the hour"),
    ],
)
def test_a_clock_time_is_read_as_people_mean_it(value, text: str, wanted: str, why: str):
    assert value(text) == wanted


@pytest.mark.parametrize("text", ["25:00", "at 25", "13pm", "14 pm", "3:75", "12:60pm"])
def test_what_no_clock_shows_is_no_time(read, text: str):
    assert all(one.text != text for one in read(text))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("3pm ET", "2026-03-10T19:00 minute"),
        ("3pm EST", "2026-03-10T20:00 minute"),
        ("3pm CET", "2026-03-10T14:00 minute"),
        ("9:30pm IST", "2026-03-10T16:00 minute"),
        ("3pm London time", "2026-03-10T15:00 minute"),
        ("3-4pm PT", "2026-03-10T22:00/2026-03-10T23:00 minute"),
        ("by 5pm ET", "2026-03-10T09:30/2026-03-10T21:00 second"),
        ("after 5pm ET", "2026-03-10T21:00/.. minute"),
    ],
)
def test_a_named_zone_is_moved_to_the_writers(value, text: str, wanted: str):
    assert value(text) == wanted


def test_a_zone_with_summer_time_is_its_own_offset_on_each_day(value):
    assert value("March 6, 2026 at 3pm ET") == "2026-03-06T20:00 minute"
    assert value("March 9, 2026 at 3pm ET") == "2026-03-09T19:00 minute"
