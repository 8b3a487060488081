"""What was known of each lead at a moment of its own, and what came of it."""

import json
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.datasets.sample_company import SampleSettings, simulate
from tandem.prospecting.lead_facts import (
    AGE,
    LANDMARK_DAYS,
    fact_of,
    fact_text,
    facts_at,
    is_closed_status,
    landmarks,
    read_outcomes,
)
from tandem.tables.schema import table
from tandem.tables.stored import arrow_schema

BORN = datetime(2026, 1, 1, tzinfo=UTC)
NOW = pd.Timestamp(datetime(2026, 6, 1, tzinfo=UTC))
DAY = timedelta(days=1)


def _table(name: str, rows: list[dict]) -> pa.Table:
    schema = arrow_schema(table(name))
    return pa.table({field.name: pa.array([row.get(field.name) for row in rows], field.type) for field in schema})


def _lead(number: int, **values) -> dict:
    return {"id": number, "created_at": BORN, "status": "New", "is_converted": False, "custom": "{}"} | values


def _change(lead: int, field: str, old, new, at: datetime, number: int = 1) -> dict:
    return {
        "id": number,
        "subject_kind": "lead",
        "subject_id": lead,
        "field": field,
        "old": old,
        "new": new,
        "valid_from": at,
        "recorded_at": at,
    }


def _touch(lead: int, kind: str, at: datetime, human: float | None = 1.0, direction: str = "") -> dict:
    return {"lead": lead, "kind": kind, "occurred_at": at, "human_probability": human, "direction": direction}


def _at(leads: list[dict], changes: list[dict], touchpoints: list[dict], *moments) -> pd.DataFrame:
    when = pd.Series(pd.to_datetime(list(moments), utc=True)).astype("datetime64[us, UTC]")
    tables = _table("leads", leads), _table("changes", changes), _table("touchpoints", touchpoints)
    return facts_at(*tables, moments=when)


@pytest.mark.parametrize(
    ("status", "closed"),
    [
        ("Unqualified", True),
        ("Closed - Not Converted", True),
        ("Dead", True),
        ("Recycled", True),
        ("DISQUALIFIED", True),
        ("Converted", False),
        ("Closed - Converted", False),
        ("Working", False),
        ("", False),
    ],
)
def test_which_statuses_close_a_lead(status, closed):
    assert is_closed_status(status) is closed


def test_a_field_is_what_it_was_at_the_leads_own_moment():
    changes = [
        _change(1, "status", "New", "Working", BORN + 5 * DAY, 1),
        _change(1, "status", "Working", "Converted", BORN + 9 * DAY, 2),
        _change(2, "status", "New", "Working", BORN + 5 * DAY, 3),
    ]
    leads = [_lead(1, status="Converted"), _lead(2, status="Working"), _lead(3)]
    rows = _at(leads, changes, [], BORN + 6 * DAY, BORN + 4 * DAY, BORN + DAY)
    assert rows["status"].tolist() == ["Working", "New", "New"]
    assert rows[AGE].tolist() == [6.0, 4.0, 1.0]


def test_what_was_filled_in_later_is_empty_earlier_custom_fields_and_numbers_too():
    custom = json.dumps({"Note": "No budget", 'Odd "name" it\'s': "yes"})
    changes = [
        _change(1, "custom.Note", None, "No budget", BORN + 5 * DAY, 1),
        _change(1, "n_employees", "50", "80", BORN + 5 * DAY, 2),
        _change(1, "unheard of", "a", "b", BORN + 5 * DAY, 3),
    ]
    lead = _lead(1, custom=custom, n_employees=80)
    early = _at([lead], changes, [], BORN + DAY)
    late = _at([lead], changes, [], BORN + 6 * DAY)
    assert pd.isna(early["custom.Note"][0])
    assert late["custom.Note"][0] == "No budget"
    assert (early["n_employees"][0], late["n_employees"][0]) == (50.0, 80.0)
    assert early['custom.Odd "name" it\'s'][0] == "yes"


def test_touchpoints_count_up_to_the_moment_by_the_probability_that_a_person_made_them():
    touchpoints = [
        _touch(1, "email_click", BORN + DAY, 0.9),
        _touch(1, "email_click", BORN + DAY, 0.1),
        _touch(1, "email_click", BORN + 5 * DAY),
        _touch(1, "web_visit", BORN + DAY, None),
        _touch(1, "email", BORN + DAY, None, "inbound"),
        _touch(1, "note", BORN + DAY),
        _touch(2, "form", BORN + DAY),
    ]
    row = _at([_lead(1)], [], touchpoints, BORN + 2 * DAY).iloc[0]
    assert (row["n_email_click"], row["n_web_visit"], row["n_email_inbound"], row["n_form"]) == (1.0, 1.0, 1.0, 0.0)
    assert "n_note" not in row.index


def test_names_addresses_and_what_is_written_at_the_conversion_are_no_facts():
    rows = _at([_lead(1, email="Ann@Buyer.example", name="Ann", converted_at=BORN)], [], [], BORN)
    assert not {"email", "name", "is_converted", "converted_at", "owner_name", "external_id"} & set(rows.columns)
    assert rows["email_domain"][0] == "buyer.example"


def test_no_lead_is_no_row():
    assert len(_at([], [], [])) == 0


def test_a_lead_without_a_moment_is_seen_as_it_is_now():
    changes = [_change(1, "status", "New", "Working", BORN + 5 * DAY)]
    row = _at([_lead(1, status="Working")], changes, [_touch(1, "form", BORN + 90 * DAY)], None).iloc[0]
    assert (row["status"], row["n_form"]) == ("Working", 1.0)


def _outcomes(leads, changes=()):
    return read_outcomes(_table("leads", list(leads)), _table("changes", list(changes)), now=NOW)


def test_what_came_of_leads_and_when():
    leads = [
        _lead(1, is_converted=True, converted_at=BORN + 3 * DAY),
        _lead(2, is_converted=True),
        _lead(3, status="Unqualified"),
        _lead(4, status="Unqualified", updated_at=BORN + 8 * DAY),
        _lead(5),
    ]
    changes = [
        _change(2, "is_converted", "false", "true", BORN + 4 * DAY, 1),
        _change(3, "status", "New", "Unqualified", BORN + 5 * DAY, 2),
    ]
    found = _outcomes(leads, changes)
    assert np.array_equal(found.happened, [1, 1, 0, 0, np.nan], equal_nan=True)
    assert [None if pd.isna(one) else (one - pd.Timestamp(BORN)).days for one in found.decided_at] == [3, 4, 5, 8, None]
    assert "status says so" in found.rule


def test_where_no_status_says_closed_old_leads_count_as_closed_and_young_ones_as_open():
    leads = [_lead(1, is_converted=True), _lead(2), _lead(3, created_at=NOW.to_pydatetime() - 5 * DAY)]
    leads.append(_lead(4, created_at=None))
    found = _outcomes(leads)
    assert np.array_equal(found.happened, [1, 0, np.nan, 0], equal_nan=True)
    assert "90 days old" in found.rule


def test_a_lead_decided_before_its_landmark_is_left_out_and_nothing_later_is_seen():
    n = 1_000
    created = pd.Series([pd.Timestamp(BORN)] * n)
    leads = [_lead(i, status="Unqualified", updated_at=BORN + timedelta(days=1 + i % 60)) for i in range(n)]
    found = _outcomes(leads)
    moments = landmarks(np.arange(n), created, found, seed=0)
    assert (moments.dropna() < found.decided_at[moments.notna()]).all()
    days = ((moments - created).dt.total_seconds() / 86_400).round(3)
    assert set(days.dropna()) == set(LANDMARK_DAYS)
    assert landmarks(np.arange(n), created, found, seed=0).equals(moments)
    assert not landmarks(np.arange(n), created, found, seed=1).equals(moments)


def test_with_few_outcomes_every_lead_is_seen_just_after_it_came_in():
    created = pd.Series([pd.Timestamp(BORN)] * 3)
    found = _outcomes([_lead(i, status="Unqualified", updated_at=BORN + 9 * DAY) for i in range(3)])
    assert ((landmarks(np.arange(3), created, found, seed=0) - created).dt.total_seconds() == 0.05 * 86_400).all()


@settings(max_examples=40, deadline=None)
@given(
    steps=st.lists(st.tuples(st.integers(1, 40), st.sampled_from("ABC")), max_size=6, unique_by=lambda one: one[0]),
    day=st.integers(0, 41),
)
def test_any_history_comes_back_exactly(steps, day):
    value, changes = "start", []
    then = {0: "start"}
    for number, (at, new) in enumerate(sorted(steps)):
        changes.append(_change(1, "status", value, new, BORN + at * DAY, number))
        value = then[at] = new
    row = _at([_lead(1, status=value)], changes, [], BORN + day * DAY).iloc[0]
    assert row["status"] == then[max(at for at in then if at <= day)]


def test_the_sample_companys_facts_hold_nothing_from_after_the_moment():
    company = simulate(SampleSettings(seed=2, today=date(2026, 3, 2), n_leads=300))
    tables = company.tables()
    leads, n = tables["leads"], tables["leads"].num_rows
    custom = [one for one in leads.schema.names if one.startswith("custom.")]
    texts = [json.dumps({k[7:]: v for k, v in row.items() if v}) for row in leads.select(custom).to_pylist()]
    leads = leads.append_column("id", pa.array(np.arange(1, n + 1))).append_column("custom", pa.array(texts))
    changes = tables["changes"].filter(pc.equal(tables["changes"]["subject_kind"], "lead"))
    changes = changes.append_column("id", pa.array(np.arange(changes.num_rows)))
    created = leads["created_at"].to_pandas()
    rows = facts_at(leads, changes, _table("touchpoints", []), moments=created)
    assert set(rows["status"]) == {"New"}
    for name in ("custom.Disqualification note", "custom.Handover date", "custom.First call outcome"):
        assert rows[name].isna().all()
        assert sum(name.removeprefix("custom.") in text for text in texts) > 0


def test_every_column_of_facts_has_words_and_an_origin_that_exists():
    lead = _lead(1, custom=json.dumps({"What_do_you_need__c": "Sensors"}))
    rows = _at([lead], [], [_touch(1, "call", BORN)], BORN + DAY)
    fields = {column.name for column in table("leads").columns} | {"custom.What_do_you_need__c"}
    for column in rows.columns.drop("id"):
        fact = fact_of(column)
        assert fact.label[0].isupper(), column
        assert "_" not in fact.label, column
        assert (fact.field in fields) != bool(fact.touchpoints), column
    assert fact_of("custom.What_do_you_need__c").label == "What do you need"
    assert (fact_of("n_email_outbound").touchpoints, fact_of("n_email_outbound").direction) == ("email", "outbound")


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("email_opt_out", "false", "no"),
        ("n_web_visit", "2.35", "2.35"),
        ("n_form", "3.0", "3"),
        ("n_employees", "1161.0", "1,161"),
        ("annual_revenue", "about a million", "about a million"),
        ("source", "2020", "2020"),
    ],
)
def test_a_fact_is_written_as_people_write_it(column, cell, words):
    assert fact_text(column, cell) == words
