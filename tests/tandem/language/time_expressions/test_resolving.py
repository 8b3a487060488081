"""Which span an expression means now."""

from datetime import UTC, datetime

import pytest


@pytest.mark.parametrize(
    ("text", "wanted", "why"),
    [
        ("Tuesday", "2026-03-17 day", "said on a Tuesday, the next one"),
        ("this Tuesday", "2026-03-10 day", "today"),
        ("Wednesday", "2026-03-11 day", "tomorrow"),
        ("March", "2026-03-01 month", "the month that is running"),
        ("February", "2027-02-01 month", "the month that is over comes again"),
        ("9:15am", "2026-03-10T09:15 minute", "a clock time just passed is today's"),
        ("8:15am", "2026-03-11T08:15 minute", "one long passed is tomorrow's"),
        ("in 2019", "2019-01-01 year", "a year that is over is still that year"),
        ("3 March 2020", "2020-03-03 day", "so is a full date"),
        ("29 February", "2028-02-29 day", "the next that there is"),
        ("Friday the 13th", "2026-03-13 day", "both must hold"),
        ("Sunday, March 1", "2026-03-01 day", "the nearest year in which they agree, even if just over"),
    ],
)
def test_the_present_or_coming_span_is_meant(value, text: str, wanted: str, why: str):
    assert value(text) == wanted


@pytest.mark.parametrize("text", ["30 February", "31 April", "at 25:00", "Q7", "13/32/2026"])
def test_what_the_calendar_has_not_is_not_read_whole(read, text: str):
    assert all(one.text != text for one in read(text))


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("45 minutes", "PT45M"),
        ("90 minutes", "PT1H30M"),
        ("an hour and a half", "PT1H30M"),
        ("2.5 hours", "PT2H30M"),
        ("three weeks", "P3W"),
        ("two quarters", "P6M"),
        ("a year and a half", "P18M"),
        ("a year and six months", "P18M"),
        ("10 working days", "P10BD"),
        ("30 seconds", "PT30S"),
        ("a fortnight", "P14D"),
    ],
)
def test_durations_are_iso_texts(value, text: str, duration: str):
    assert value(text) == duration


def test_a_vague_duration_is_less_sure(read):
    assert read("a few weeks")[0].confidence < read("three weeks")[0].confidence


def test_a_recurrence_has_its_first_occurrence(read):
    [found] = read("every other Friday at 9am")
    assert found.recurrence == "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;BYHOUR=9;BYMINUTE=0"
    assert found.start == datetime(2026, 3, 13, 9, tzinfo=UTC)


def test_recurrences_are_rules_that_others_can_read(read):
    from dateutil.rrule import rrulestr

    for text in ("every other Friday at 9am", "every quarter", "the last Friday of each month", "every weekday"):
        [found] = read(text)
        rule = rrulestr(found.recurrence, dtstart=found.start)
        assert rule[0] >= found.start


def test_working_hours_come_first(read):
    [found] = read("Thursday at 5")
    assert [choice.start.hour for choice in found.choices] == [17, 5]
    assert [choice.why for choice in found.choices] == ["after noon", "before noon"]
