"""Moving by an amount of time, and the account's own dates."""

from datetime import date

import pytest


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("in 90 minutes", "2026-03-10T11:00 second"),
        ("in 2 hours", "2026-03-10T11:30 minute"),
        ("in 3 days", "2026-03-13 day"),
        ("in 6 weeks", "2026-04-21 day"),
        ("in two quarters", "2026-09-10 day"),
        ("in 2 years", "2028-03-01 month"),
        ("18 months ago", "2024-09-10 day"),
        ("a week from Friday", "2026-03-20 day"),
        ("two days before Friday", "2026-03-11 day"),
        ("three days before the end of the month", "2026-03-28 day"),
        ("a year from Christmas", "2026-12-25 day"),
        ("Christmas in two years", "2028-12-25 day"),
        ("5 business days ago", "2026-03-03 day"),
        ("two business days after Good Friday", "2026-04-07 day"),
        ("30 minutes after 3pm", "2026-03-10T15:30 minute"),
    ],
)
def test_an_amount_is_known_to_about_the_next_finer_unit(value, text: str, wanted: str):
    assert value(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("at renewal", "2026-09-30 day"),
        ("two months before renewal", "2026-07-30 day"),
        ("a week after the go-live", "2026-05-11 day"),
        ("90 days before the contract ends", "2026-10-02 day"),
        ("by the renewal", "2026-03-10T09:30/2026-10-01 second"),
        ("before go-live", "../2026-05-04 day"),
        ("once our renewal comes up", "2026-09-30 day"),
    ],
)
def test_an_accounts_dates_are_its_own(value, text: str, wanted: str):
    assert value(text) == wanted


SENTENCE = "in two months when it's renewal time"


def test_a_condition_that_fits_the_time_said_gives_the_accounts_date(value):
    assert value(SENTENCE, anchors={"renewal": date(2026, 5, 15)}) == "2026-05-15 day"


def test_a_condition_that_does_not_fit_offers_both(value):
    assert value(SENTENCE, anchors={"renewal": date(2026, 9, 30)}) == "2026-09-30 day or 2026-05-10 day"


def test_a_condition_without_a_date_keeps_the_time_and_names_what_is_missing(read):
    [found] = read(SENTENCE, anchors={})
    assert (found.value, found.missing) == ("2026-05-10 day", "renewal")
    assert found.confidence <= 0.5


def test_a_shift_from_a_missing_date_is_missing_too(read):
    [found] = read("two weeks before renewal", anchors={})
    assert (found.start, found.missing) == (None, "renewal")


def test_a_date_told_in_the_text_needs_no_account(value):
    assert value("after the board meeting on March 24", anchors={}) == "2026-03-25/.. day"


@pytest.mark.parametrize("text", ["in 9999 years", "9000 years ago"])
def test_beyond_the_calendar_there_is_nothing(read, text: str):
    assert all(one.text != text for one in read(text))
