"""Reading a text: offsets, several expressions, false alarms, ambiguity, zones, refusals."""

import string
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.kernel.errors import InputError
from tandem.language.time_expressions import Conventions, Grain, Kind, read_times

SAID = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


def test_offsets_point_at_the_words(read):
    text = "Hi Sam — could we say Thursday at 2pm, or early next week?"
    for found in read(text):
        assert text[found.first : found.last] == found.text


def test_several_expressions_come_in_the_order_of_the_text(read):
    found = read("Monday morning, Wed 11am or in two weeks.")
    assert [one.text for one in found] == ["Monday morning", "Wed 11am", "in two weeks"]


def test_expressions_never_overlap(read):
    found = read("From July 13 to July 15, then by the end of next month at 3pm on Friday the 20th of November 2026.")
    assert all(a.last <= b.first for a, b in pairwise(found))


def test_the_longer_expression_wins(value):
    assert value("the first Monday of next month") == "2026-04-06 day"


@pytest.mark.parametrize(
    "text",
    [
        "May I ask who signs?",  # a verb
        "we sat in the sun and had fun on mars",  # verb and noun
        "Our plan costs $1,200 for 12 seats.",  # money
        "It takes 30% of the margin.",  # a share
        "We use version 2.10 of the API.",  # a version
        "Call 212-555-0134.",  # a phone number
        "See section 4.2, clause 3.",  # a reference
        "A4 paper, A5 paper and 4a",  # formats
        "two of three",  # counts
        "one second thought",  # an idiom
        "that was the first page",  # an ordinal before a noun
        "at 3 sites and at 7 plants",  # places
        "they want to last six weeks",  # a verb again
        "the boy at the atm",  # not BOY, not ATM
        "in 2014 B.C.",  # before our calendar
        "25",
        "",
        "   ",
    ],
)
def test_what_only_looks_like_a_time_is_left_alone(read, text: str):
    kinds = [one for one in read(text) if one.kind is not Kind.DURATION]
    assert kinds == []


def test_a_doubtful_word_counts_after_a_preposition(value, read):
    assert value("on sat") == "2026-03-14 day"
    assert [one.text for one in read("we can meet in may")] == ["in may"]


def test_a_bare_number_counts_only_in_a_field_of_times(read):
    assert read("7") == ()
    assert read("7", bare=True)[0].value == "2026-03-11T07:00 hour or 2026-03-10T19:00 hour"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("at 3", "2026-03-10T15:00 hour or 2026-03-11T03:00 hour"),
        ("next Thursday", "2026-03-19 day or 2026-03-12 day"),
        ("Tuesday at 3pm", "2026-03-17T15:00 hour or 2026-03-10T15:00 hour"),
    ],
)
def test_an_ambiguous_expression_offers_its_choices(value, text: str, values: str):
    assert value(text) == values


def test_choices_begin_with_the_one_in_start(read):
    for text in ("at 3", "next Thursday", "between 9:30 and 11:00", "9 tomorrow"):
        [found] = read(text)
        assert found.is_ambiguous
        assert (found.choices[0].start, found.choices[0].end) == (found.start, found.end)
        assert all(choice.why for choice in found.choices[1:])


def test_an_ambiguous_expression_is_less_sure(read):
    assert read("at 3")[0].confidence < read("at 3pm")[0].confidence


def test_day_and_month_in_figures_stay_open_without_a_country(value):
    assert value("3/4", country="") == "2027-03-04 day or 2026-04-03 day"
    assert value("3/4", country="US") == "2027-03-04 day"
    assert value("3/4", country="GB") == "2026-04-03 day"
    assert value("15/4", country="") == "2026-04-15 day"


def test_a_range_of_figures_keeps_both_orders(value):
    both = value("from 3/4 to 5/6", country="")
    assert both == "2026-03-04/2026-05-07 day or 2026-04-03/2026-06-06 day"


def test_a_holiday_differs_by_country_and_stays_open_without_one(value):
    assert value("Mother's Day", country="US") == "2026-05-10 day"
    assert value("Mother's Day", country="GB") == "2026-03-15 day"
    assert value("Mother's Day", country="") == "2026-05-10 day or 2026-03-15 day"


def test_a_plain_quarter_is_ambiguous_where_the_fiscal_year_is_another(value):
    assert value("Q1", fiscal_year_starts_month=7) == "2026-07-01 quarter or 2026-01-01 quarter"
    assert value("Q1") == "2026-01-01 quarter"


def test_the_writers_zone_decides_what_tomorrow_is(read):
    late = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)
    assert read("tomorrow", reference=late, zone="UTC")[0].start.date() == date(2026, 3, 11)
    assert read("tomorrow", reference=late, zone="Asia/Tokyo")[0].start.date() == date(2026, 3, 12)


def test_results_carry_the_writers_zone(read):
    found = read("Friday at 3pm", zone="America/New_York")[0]
    assert found.start == datetime(2026, 3, 13, 15, tzinfo=ZoneInfo("America/New_York"))


def test_an_hour_is_an_hour_across_the_change_of_summer_time():
    before = datetime(2026, 3, 29, 1, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    [found] = read_times("in 1 hour", reference=before)
    assert found.start.astimezone(UTC) - before.astimezone(UTC) == timedelta(hours=1)
    assert found.start.hour == 3


def test_a_day_is_the_same_wall_clock_across_the_change_of_summer_time():
    before = datetime(2026, 3, 28, 15, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    [found] = read_times("tomorrow at 3pm", reference=before)
    assert (found.start.day, found.start.hour) == (29, 15)


def test_another_zone_in_the_text_is_moved_to_the_writers(value):
    assert value("3pm ET on Friday") == "2026-03-13T19:00 minute"
    assert value("Friday 3pm CET", zone="America/New_York") == "2026-03-13T10:00 minute"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"reference": datetime(2026, 3, 10)}, "reference: must carry a time zone"),
        ({"zone": "Mars/Olympus"}, "zone: must be the name of a time zone"),
        ({"country": "USA"}, "country: must be two capital letters"),
        ({"country": "us"}, "country: must be two capital letters"),
        ({"fiscal_year_starts_month": 13}, "fiscal_year_starts_month: must be 1 to 12"),
        ({"week_starts": 7}, "week_starts: must be 0"),
        ({"language": "xx"}, "language: must be one of"),
    ],
)
def test_impossible_settings_are_refused(read, options: dict[str, object], message: str):
    with pytest.raises(InputError, match=message):
        read("tomorrow", **options)


def test_all_faults_of_a_setting_are_told_at_once():
    with pytest.raises(InputError) as caught:
        read_times("x", reference=datetime(2026, 3, 10), country="USA", week_starts=9)
    assert {fault.where for fault in caught.value.faults} == {"reference", "country", "week_starts"}


def test_an_account_date_that_was_not_given_is_named_not_guessed(read):
    [found] = read("after the renewal", anchors={})
    assert (found.start, found.end, found.missing) == (None, None, "renewal")
    assert found.value == "? renewal"


def test_anchors_may_have_any_name(read):
    found = read("Call me two weeks after the depot opening.", anchors={"Depot opening": date(2026, 6, 1)})
    assert [one.value for one in found] == ["2026-06-15 day"]


def test_conventions_change_what_is_open_to_taste(value):
    corpus = Conventions(
        count_last_unit=True, grain_of_days=Grain.HOUR, working_hours_first=False, upcoming_names_last=True
    )
    assert value("3-4pm", conventions=corpus) == "2026-03-10T15:00/2026-03-10T17:00 hour"
    assert value("in 7 days", conventions=corpus) == "2026-03-17T09:00 hour"
    assert value("the upcoming two weeks", conventions=corpus) == "2026-03-23 week"
    assert value("Friday at 3", conventions=corpus).startswith("2026-03-13T03:00")


def test_weeks_may_begin_on_sunday(value):
    assert value("this week", week_starts=6) == "2026-03-08 week"
    assert value("this week") == "2026-03-09 week"


def test_an_interval_that_is_running_counts_as_the_present_one(value):
    assert value("from March 1 to June 30") == "2026-03-01/2026-07-01 day"


@given(st.text(alphabet=string.ascii_letters + string.digits + " .,:-/'", max_size=60))
def test_any_text_can_be_read(text: str):
    for found in read_times(text, reference=SAID):
        assert text[found.first : found.last] == found.text
        assert 0 <= found.confidence <= 1
        if found.start and found.end:
            assert found.start < found.end


WORDS = [
    "next",
    "last",
    "this",
    "Monday",
    "March",
    "3",
    "15",
    "2026",
    "pm",
    "at",
    "on",
    "of",
    "the",
    "in",
    "two",
    "weeks",
]
WORDS += ["days", "end", "and", "to", "until", "before", "early", "Q3", "half", "past", "-", ","]


@given(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join))
def test_any_heap_of_time_words_can_be_read(text: str):
    for found in read_times(text, reference=SAID, country="US"):
        assert found.first < found.last <= len(text)
        if found.start and found.end:
            assert found.start < found.end


@given(st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)), st.integers(-12, 14))
def test_an_iso_date_reads_as_itself_whenever_and_wherever_it_is_said(moment: datetime, hours: int):
    said = moment.replace(tzinfo=timezone(timedelta(hours=hours)))
    [found] = read_times("2026-09-30", reference=said)
    assert found.start.replace(tzinfo=None) == datetime(2026, 9, 30)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)))
def test_relative_words_keep_their_order(moment: datetime):
    said = moment.replace(tzinfo=UTC)
    phrases = ("last month", "yesterday", "today", "tomorrow", "next year")
    starts = [read_times(phrase, reference=said)[0].start for phrase in phrases]
    assert starts == sorted(starts)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)), st.sampled_from(["Monday", "Friday", "Sunday"]))
def test_a_weekday_is_within_the_coming_seven_days(moment: datetime, weekday: str):
    said = moment.replace(tzinfo=UTC)
    [found] = read_times(weekday, reference=said)
    assert timedelta(0) < found.start.date() - said.date() <= timedelta(days=7)
    assert found.start.strftime("%A") == weekday


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("anytime after 11", ["anytime after 11"]),
        ("after 3 attempts", []),
        ("half-past eleven in the morning", ["half-past eleven in the morning"]),
        ("Richard the Third", []),
        ("I want to ask about Jun", []),
        ("sorry for the trouble this may cause", []),
        ("4am and 7am", ["4am", "7am"]),
        ("from Saturday Sep 8 to Sunday September 9, 2018", ["from Saturday Sep 8 to Sunday September 9, 2018"]),
    ],
)
def test_ordinary_talk_is_read_where_a_time_is_meant(read, text: str, found: list[str]):
    assert [one.text for one in read(text)] == found
