"""Days, months and years."""

import pytest


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("the 1st of March", "2027-03-01 day"),
        ("March 3rd 2027", "2027-03-03 day"),
        ("3 Mar 2027", "2027-03-03 day"),
        ("31/Oct/1974", "1974-10-31 day"),
        ("10/31/74", "1974-10-31 day"),
        ("10/31/27", "2027-10-31 day"),
        ("2027/3/3", "2027-03-03 day"),
        ("Fri, Jul 17", "2026-07-17 day"),
        ("14april 2027", "2027-04-14 day"),
        ("the twenty-first of June", "2026-06-21 day"),
        ("the ides of March", "2026-03-15 day"),
        ("year 2030", "2030-01-01 year"),
    ],
)
def test_dates_are_read_in_every_dress(value, text: str, wanted: str):
    assert value(text) == wanted


def test_a_weekday_far_from_its_date_offers_the_coming_date_too(value):
    assert value("Monday, June 4th") == "2029-06-04 day or 2026-06-04 day"


def test_a_weekday_that_agrees_offers_nothing_else(value):
    assert value("Thursday, June 4th") == "2026-06-04 day"


@pytest.mark.parametrize("text", ["February 30", "31 June", "2026-13-01", "32/1/2026", "the 45th"])
def test_impossible_dates_are_not_read_whole(read, text: str):
    assert all(one.text != text for one in read(text))


def test_two_figures_with_a_dash_are_a_date_only_where_they_can_be_nothing_else(read):
    assert [one.value for one in read("15-4")] == ["2026-04-15 day"]
    assert read("4-5") == ()
    assert read("between 2-15 users") == ()
