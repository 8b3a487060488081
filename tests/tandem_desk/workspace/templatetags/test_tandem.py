"""Figures, moments and money as people read them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tandem_desk.workspace.templatetags.tandem import (
    absolute_words,
    ago,
    clock_time,
    count,
    day,
    estimate,
    icon,
    money,
    percent,
    points,
    relative_words,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(seconds=-20), "in a moment"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=23), "23 hours ago"),
        (timedelta(days=6), "6 days ago"),
        (timedelta(days=-8), "in 1 week"),
        (timedelta(days=400), "1 year ago"),
    ],
)
def test_relative_time_uses_the_largest_unit_that_fits(before: timedelta, words: str) -> None:
    assert relative_words(NOW - before, NOW) == words


def test_absolute_time_has_its_weekday_in_the_readers_zone() -> None:
    with timezone.override("Asia/Tokyo"):
        assert absolute_words(NOW) == "Mon 2 Mar 2026, 18:00"
        assert ">18:00</time>" in clock_time(NOW)
        assert day(datetime(2026, 3, 2, 20, tzinfo=UTC)) == "Tue 3 Mar 2026"


def test_a_date_has_its_weekday_and_none_is_empty() -> None:
    assert day(date(2026, 3, 2)) == "Mon 2 Mar 2026"
    assert day(None) == ""
    assert ago(None) == "never"


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        (Decimal("1200"), "USD", "$1,200"),
        (Decimal("1200.5"), "GBP", "£1,200.50"),
        (Decimal("-3"), "EUR", "−€3"),
        (Decimal("1200.5"), "JPY", "¥1,200"),
        (Decimal("5"), "", "5"),
        (Decimal("5"), "PLN", "5 PLN"),
    ],
)
def test_money_stands_in_its_currency(amount: Decimal, currency: str, words: str) -> None:
    assert money(amount, currency) == words


def test_small_shares_are_not_never_and_large_ones_not_always() -> None:
    assert [percent(share) for share in (0.0, 0.001, 0.5, 0.999, 1.0)] == ["0%", "<1%", "50%", ">99%", "100%"]
    assert [points(weight) for weight in (0.12, -0.04, 0.001)] == ["+12 pts", "−4 pts", "±0 pts"]
    assert (count(1234567), count(None)) == ("1,234,567", "")


def test_an_estimate_draws_bar_band_and_figure_without_any_style() -> None:
    drawn = estimate(0.34, 0.22, 0.49)
    assert "34%" in drawn
    assert "(22–49)" in drawn
    assert 'x="22.0" width="27.0"' in drawn
    assert "style" not in drawn


def test_thin_evidence_looks_thin_and_says_so() -> None:
    assert "thin" in estimate(0.5, 0.1, 0.9)
    assert "little evidence: 3 similar" in estimate(0.5, 0.4, 0.6, "large", 3)
    assert "thin" not in estimate(0.5, 0.4, 0.6, "large", 300)
    assert "no score yet" in estimate(None, None, None)


def test_an_icon_is_hidden_from_screen_readers() -> None:
    assert 'aria-hidden="true"' in icon("today")
    assert "icons.svg#today" in icon("today")
