"""Dates and moments: order decided by evidence, zones kept, nothing guessed."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.tables.schema import ColumnType
from tandem.tables.values import Ambiguous, Reading, decide_reading, parse_column, parse_moment, render_column

DMY, MDY = Reading(date_order="dmy"), Reading(date_order="mdy")


@pytest.mark.parametrize(
    ("text", "reading", "at"),
    [
        ("2024-03-12", Reading(), datetime(2024, 3, 12)),
        ("2024-03-12 09:14", Reading(), datetime(2024, 3, 12, 9, 14)),
        ("2024-03-12T09:14:05.123Z", Reading(), datetime(2024, 3, 12, 9, 14, 5, 123000)),
        ("2024-03-12T09:14:00.000+0000", Reading(), datetime(2024, 3, 12, 9, 14)),
        ("2024-03-12T09:14:00+02:00", Reading(), datetime(2024, 3, 12, 7, 14)),
        ("3/15/2024 2:30 PM", MDY, datetime(2024, 3, 15, 14, 30)),
        ("12/31/2024 12:05 AM", MDY, datetime(2024, 12, 31, 0, 5)),
        ("15.03.2024", DMY, datetime(2024, 3, 15)),
        ("5/3/24", DMY, datetime(2024, 3, 5)),
        ("20240312", Reading(), datetime(2024, 3, 12)),
        ("12 March 2024", Reading(), datetime(2024, 3, 12)),
        ("Mar 12, 2024 at 2:30 PM", Reading(), datetime(2024, 3, 12, 14, 30)),
        ("12. März 2024", Reading(), datetime(2024, 3, 12)),
        ("45363.5", Reading(layout="excel"), datetime(2024, 3, 12, 12)),
        ("1710234840", Reading(layout="unix"), datetime(2024, 3, 12, 9, 14)),
        ("1710234840000", Reading(layout="unix_ms"), datetime(2024, 3, 12, 9, 14)),
        ("2024-07-01 10:00", Reading(zone="Europe/Berlin"), datetime(2024, 7, 1, 8)),
    ],
)
def test_spellings_of_moments(text, reading, at):
    assert parse_moment(text, reading).at == at.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31.02.2024",
        "2023-02-29",
        "2024-13-01",
        "25:00",
        "tomorrow",
        "0000-00-00",
        "12/31",
        "2024-03-12 25:00",
        "1/2/345",
    ],
)
def test_impossible_dates_are_none(text):
    assert parse_moment(text, DMY) is None


def test_a_number_above_twelve_anywhere_decides_for_the_column():
    assert decide_reading(["3/4/2024", "5/16/2024"], ColumnType.DATE).date_order == "mdy"
    assert decide_reading(["3/4/2024", "16/5/2024"], ColumnType.DATE).date_order == "dmy"


def test_an_ambiguous_column_is_a_question_and_each_answer_reads_it():
    asked = decide_reading(["3/4/2024", "5/6/2024"], ColumnType.DATE)
    assert isinstance(asked, Ambiguous)
    assert [choice.example for choice in asked.choices] == ["3/4/2024 = 3 April 2024", "3/4/2024 = 4 March 2024"]
    read = [parse_column(["3/4/2024"], ColumnType.DATE, choice.reading).values[0].as_py() for choice in asked.choices]
    assert read == [date(2024, 4, 3), date(2024, 3, 4)]


def test_a_column_that_contradicts_itself_is_a_question_too():
    assert isinstance(decide_reading(["13/1/2024", "1/13/2024"], ColumnType.DATE), Ambiguous)


def test_dates_with_points_start_with_the_day():
    assert decide_reading(["03.04.2024"], ColumnType.DATE).date_order == "dmy"


def test_each_cells_zone_is_kept_and_given_back():
    cells = ["2024-03-12T09:14:00+02:00", "2024-03-12T09:14:00-05:00"]
    reading = decide_reading(cells, ColumnType.MOMENT)
    parsed = parse_column(cells, ColumnType.MOMENT, reading)
    assert parsed.beside.to_pylist() == ["+02:00", "-05:00"]
    assert render_column(parsed.values, ColumnType.MOMENT, reading, parsed.beside) == cells
    assert not parsed.raw_needed.any()


def test_a_date_cell_with_a_time_names_the_day_where_it_was_written():
    parsed = parse_column(["2024-03-12T23:30:00-05:00"], ColumnType.DATE)
    assert parsed.values.to_pylist() == [date(2024, 3, 12)]
    assert parsed.raw_needed.tolist() == [True]


LAYOUTS = [
    ("%Y-%m-%d %H:%M", "ymd"),
    ("%-m/%-d/%Y %-I:%M %p", "mdy"),
    ("%d.%m.%Y %H:%M", "dmy"),
    ("%Y-%m-%dT%H:%M:%SZ", "ymd"),
    ("%d/%m/%y %H:%M", "dmy"),
    ("%Y-%m-%dT%H:%M:%S.%3f%z", "ymd"),
    ("%m/%d/%Y %I:%M%p", "mdy"),
]


@pytest.mark.parametrize(("layout", "order"), LAYOUTS)
@settings(max_examples=25, deadline=None)
@given(st.lists(st.datetimes(datetime(1971, 1, 1), datetime(2068, 12, 31)), min_size=1, max_size=20))
def test_a_column_is_given_back_as_it_came(layout, order, moments):
    clear = [*moments, datetime(2024, 11, 28, 13, 5)]
    cells = []
    for moment in clear:
        text = moment.replace(tzinfo=UTC, second=0 if "%S" not in layout else moment.second).strftime(
            layout.replace("%3f", "123")
        )
        cells.append(text)
    reading = decide_reading(cells, ColumnType.MOMENT)
    assert reading.date_order == order
    parsed = parse_column(cells, ColumnType.MOMENT, reading)
    assert not parsed.faults
    again = render_column(parsed.values, ColumnType.MOMENT, reading, parsed.beside)
    assert [one for one, raw in zip(again, parsed.raw_needed, strict=True) if not raw] == [
        one for one, raw in zip(cells, parsed.raw_needed, strict=True) if not raw
    ]
    reparsed = parse_column(again, ColumnType.MOMENT, reading)
    assert reparsed.values.equals(parsed.values)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.dates(date(1900, 1, 1), date(2100, 1, 1)), min_size=210, max_size=260))
def test_the_quick_way_and_the_careful_way_agree(dates):
    cells = [f"{one:%Y-%m-%d}" for one in dates] + ["2023-02-29", "2024-02-30", "2024-1-5", "x"]
    reading = decide_reading(cells, ColumnType.DATE)
    parsed = parse_column(cells, ColumnType.DATE, reading)
    careful = [parse_moment(one, reading) for one in cells]
    assert parsed.values.to_pylist() == [one.at.date() if one else None for one in careful]
    assert [fault.got for fault in parsed.faults] == ["2023-02-29", "2024-02-30", "x"]
    assert parsed.raw_needed.tolist() == [False] * len(dates) + [True] * 4
