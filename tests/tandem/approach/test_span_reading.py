"""Reading a column of texts for what it names and asks: a worked mail, true offsets, bad input."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.approach.span_reading import SpanReading
from tandem.kernel.errors import InputError
from tandem.kernel.function import FileFunction

MAIL = (
    "Hi Marta,\n\nCould you send us the quote for 40 licences at EUR 1,200 by next Friday? I'll check the terms.\n\n"
    "Best regards,\nPeter van der Berg\nVP Sales, Aster Pumps GmbH\n+49 30 901820\n\n"
    "On Mon, 9 Mar 2026 at 16:02, Marta <marta@example.org> wrote:\n> Could you call me at 5% less?\n"
)


@pytest.fixture
def mails() -> pd.DataFrame:
    return pd.DataFrame({"mail": ["m1", "m2"], "body": [MAIL, None], "sent_at": ["2026-03-10T09:30Z", None]})


def test_a_mail_is_read_part_by_part(mails: pd.DataFrame) -> None:
    found = SpanReading(zone="Europe/Berlin").run(mails, id="mail")
    rows = {(row.part, row.kind, row.value or row.words) for row in found.itertuples()}
    assert rows >= {
        ("words", "person", "Marta"),
        ("words", "quantity", "40"),
        ("words", "money", "1200"),
        ("words", "promise", "check the terms"),
        ("signature", "person", "Peter van der Berg"),
        ("signature", "company", "Aster Pumps GmbH"),
        ("signature", "phone", "+4930901820"),
        ("quote", "email", "marta@example.org"),
        ("quote", "percentage", "5"),
    }
    # what the reader was asked in the mail quoted is no request of this one
    assert found[found["kind"] == "request"]["part"].tolist() == ["words"]
    assert (found["mail"] == "m1").all()


def test_a_request_has_its_doer_and_its_time(mails: pd.DataFrame) -> None:
    [request] = SpanReading(zone="Europe/Berlin").run(mails).query("kind == 'request'").itertuples()
    assert request.who == "reader"
    assert request.words.startswith("send us the quote")
    assert request.end == "2026-03-21T00:00:00+01:00"


def test_without_a_moment_nothing_is_dated(mails: pd.DataFrame) -> None:
    found = SpanReading().run(mails.drop(columns="sent_at"))
    assert len(found) > 8
    assert (found[["start", "end"]] == "").all().all()
    assert SpanReading().run(mails.assign(sent_at=None))["end"].eq("").all()


def test_names_from_the_records_are_known() -> None:
    table = pd.DataFrame({"note": ["they run flowmeter x200 at Aster"]})
    found = SpanReading(products=["Flowmeter X200"], companies=["Aster Pumps GmbH", "Aster"]).run(table)
    assert found[["kind", "value"]].to_numpy().tolist() == [["product", "Flowmeter X200"], ["company", "Aster"]]


def test_what_is_less_sure_can_be_left_out(mails: pd.DataFrame) -> None:
    sure = SpanReading(least_confidence=0.9).run(mails)
    assert 0 < len(sure) < len(SpanReading().run(mails))
    assert sure["confidence"].min() >= 0.9


@given(st.lists(st.sampled_from([*MAIL.splitlines(keepends=True), "> 5% off\n", "call +49 30 901820 ", "\n"])))
def test_offsets_are_true_and_in_order(lines: list[str]) -> None:
    text = "".join(lines)
    found = SpanReading().read(text)
    assert all(text[row["first"] : row["last"]] == row["words"] for row in found)
    assert [row["first"] for row in found] == sorted(row["first"] for row in found)
    assert all(0 <= row["confidence"] <= 1 for row in found)


def test_a_table_with_nothing_to_find_gives_an_empty_one_with_its_columns() -> None:
    found = SpanReading().run(pd.DataFrame({"text": ["", None, "nothing here"]}))
    assert len(found) == 0
    assert list(found.columns)[:4] == ["row", "part", "kind", "words"]
    assert isinstance(SpanReading(), FileFunction)


def test_bad_input_is_named_all_at_once(mails: pd.DataFrame) -> None:
    with pytest.raises(InputError) as refused:
        SpanReading(zone="Mars/Base", region="Germany", least_confidence=2, people="Ann", products=7, text=5)  # type: ignore[arg-type]
    assert {fault.where for fault in refused.value.faults} == {
        "zone", "region", "least_confidence", "people", "products", "text"
    }  # fmt: skip
    with pytest.raises(InputError) as refused:
        SpanReading(moment="when").run(mails[["mail"]], id="no")
    assert [fault.where for fault in refused.value.faults] == ["text", "moment", "id"]
    with pytest.raises(InputError, match="sent_at: must be ISO 8601"):
        SpanReading().run(mails.assign(sent_at="yesterday"))
