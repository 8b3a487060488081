"""Reading a column of texts."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from tandem.kernel.errors import InputError
from tandem.kernel.function import FileFunction
from tandem.language.time_expressions import TimeReading


@pytest.fixture
def mails() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "external_id": ["m1", "m2", "m3", "m4"],
            "occurred_at": ["2026-03-10T09:30Z", "2026-06-01T08:00Z", "2026-06-01T08:00Z", None],
            "body": ["Thursday at 2pm or early next week?", "Back in two months.", "No time here.", None],
        }
    )


def test_it_is_a_function_on_files():
    assert isinstance(TimeReading(), FileFunction)


def test_each_text_is_read_against_its_own_moment(mails):
    found = TimeReading(country="US").run(mails, id="external_id")
    assert found[["external_id", "words", "value"]].to_numpy().tolist() == [
        ["m1", "Thursday at 2pm", "2026-03-12T14:00 hour"],
        ["m1", "early next week", "2026-03-16/2026-03-19 day"],
        ["m2", "in two months", "2026-08-01 day"],
    ]


def test_rows_are_counted_where_no_id_is_named(mails):
    assert TimeReading().run(mails)["row"].tolist() == [0, 0, 1]


def test_offsets_point_into_the_text(mails):
    found = TimeReading().run(mails)
    texts = mails["body"]
    assert all(texts[row.row][row.first : row.last] == row.words for row in found.itertuples())


def test_one_reference_serves_a_table_without_moments():
    table = pd.DataFrame({"note": ["call back tomorrow"]})
    found = TimeReading(reference="2026-03-10").run(table)
    assert found["start"].tolist() == ["2026-03-11T00:00:00+00:00"]


def test_moments_may_be_datetimes():
    table = pd.DataFrame({"sent_at": [datetime(2026, 3, 10, 23, tzinfo=UTC)], "text": ["tomorrow"]})
    assert TimeReading(zone="Asia/Tokyo").run(table)["start"].tolist() == ["2026-03-12T00:00:00+09:00"]


def test_choices_and_missing_dates_are_shown():
    table = pd.DataFrame({"text": ["next Wednesday", "after the renewal"]})
    found = TimeReading(reference="2026-03-10").run(table)
    assert found["choices"].tolist() == ["2026-03-18 day or 2026-03-11 day", ""]
    assert found["missing"].tolist() == ["", "renewal"]


def test_account_dates_serve_all_rows():
    table = pd.DataFrame({"text": ["two weeks before renewal"]})
    found = TimeReading(reference="2026-03-10", anchors={"renewal": date(2026, 9, 30)}).run(table)
    assert found["value"].tolist() == ["2026-09-16 day"]


def test_another_language_can_be_asked():
    table = pd.DataFrame({"text": ["Bitte bis Freitag."]})
    assert TimeReading(reference="2026-03-10", language="de").run(table)["words"].tolist() == ["bis Freitag"]


def test_a_table_without_times_gives_an_empty_one_with_its_columns(mails):
    found = TimeReading().run(mails.iloc[2:3])
    assert len(found) == 0
    assert list(found.columns)[:4] == ["row", "words", "first", "last"]


def test_the_table_is_left_as_it_was(mails):
    before = mails.copy()
    TimeReading().run(mails)
    pd.testing.assert_frame_equal(mails, before)


@pytest.mark.parametrize(
    ("table", "options", "where"),
    [
        ({"x": ["tomorrow"]}, {"reference": "2026-03-10"}, ["text"]),
        ({"text": ["tomorrow"]}, {}, ["moment"]),
        ({"x": ["tomorrow"]}, {"text": "words", "moment": "when"}, ["text", "moment"]),
        ({"text": ["tomorrow"], "date": ["soon"]}, {}, ["moment"]),
        ({"text": ["tomorrow"], "date": [None]}, {}, ["moment"]),
    ],
)
def test_what_is_missing_is_told_at_once(table: dict, options: dict, where: list[str]):
    with pytest.raises(InputError) as caught:
        TimeReading(**options).run(pd.DataFrame(table))
    assert [fault.where for fault in caught.value.faults] == where


def test_a_missing_id_column_is_told():
    with pytest.raises(InputError, match="id: must be a column"):
        TimeReading(reference="2026-03-10").run(pd.DataFrame({"text": ["x"]}), id="who")


def test_headers_of_any_case_are_looked_for():
    assert TimeReading().columns[:2] == ("text", "body")
    assert TimeReading(text="Said", moment="When").columns == ("Said", "When")


def test_a_zone_that_is_none_is_refused_also_where_moments_have_no_zone():
    table = pd.DataFrame({"text": ["tomorrow"], "sent_at": ["2026-03-10"]})
    with pytest.raises(InputError, match="zone: must be the name of a time zone"):
        TimeReading(zone="Mars/Base").run(table)


def test_settings_of_the_wrong_type_are_all_named():
    with pytest.raises(InputError) as refused:
        TimeReading(country=49, week_starts="Monday", anchors={"renewal": "soon"}, reference=5)
    assert [fault.where for fault in refused.value.faults] == ["country", "week_starts", "reference", "anchors"]
