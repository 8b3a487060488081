"""Every shape of history ends in the same list of changes."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.kernel.timeline import Change, value_as_of
from tandem.kernel.vocabulary import SubjectKind
from tandem.tables.dialects import detect_history
from tandem.tables.values import Reading


def day(n: int, hour: int = 0) -> datetime:
    return datetime(2024, 1, n, hour, tzinfo=UTC)


def read(name, rows):
    shape = detect_history(name, list(rows[0]))
    assert shape is not None
    return shape.read(rows, Reading())


def short(history, field="deal_stage"):
    return [(row.external_id, row.old, row.new, row.valid_from.day) for row in history.rows if row.field == field]


def test_salesforce_deal_history_rows_hold_states_that_begin_at_created_date():
    rows = [
        {
            "OpportunityId": "006A",
            "StageName": "Closed Won",
            "Amount": "120",
            "CreatedDate": "2024-01-09T00:00:00.000Z",
            "SystemModstamp": "2024-01-09T00:00:00.000Z",
            "CreatedById": "005B",
            "IsDeleted": "false",
        },
        {
            "OpportunityId": "006A",
            "StageName": "Prospecting",
            "Amount": "100",
            "CreatedDate": "2024-01-01T00:00:00.000Z",
            "SystemModstamp": "2024-01-05T00:00:00.000Z",
            "CreatedById": "005A",
            "IsDeleted": "false",
        },
        {
            "OpportunityId": "006A",
            "StageName": "Prospecting",
            "Amount": "120",
            "CreatedDate": "2024-01-05T00:00:00.000Z",
            "SystemModstamp": "2024-01-09T00:00:00.000Z",
            "CreatedById": "005A",
            "IsDeleted": "false",
        },
        {
            "OpportunityId": "006A",
            "StageName": "Nonsense",
            "Amount": "1",
            "CreatedDate": "2024-01-06T00:00:00.000Z",
            "SystemModstamp": "2024-01-06T00:00:00.000Z",
            "CreatedById": "005A",
            "IsDeleted": "true",
        },
    ]
    history = read("OpportunityHistory", rows)
    assert short(history) == [("006A", None, "Prospecting", 1), ("006A", "Prospecting", "Closed Won", 9)]
    assert short(history, "amount") == [("006A", None, "100", 1), ("006A", "100", "120", 5)]
    assert {row.actor for row in history.rows if row.valid_from == day(9)} == {"005B"}
    assert all(row.reconstructed for row in history.rows)


def test_salesforce_field_history_keeps_names_rather_than_ids_and_skips_events():
    rows = [
        {
            "OpportunityId": "006A",
            "Field": "created",
            "OldValue": "",
            "NewValue": "",
            "CreatedDate": "2024-01-01",
            "CreatedById": "005A",
        },
        {
            "OpportunityId": "006A",
            "Field": "StageName",
            "OldValue": "Open",
            "NewValue": "Won",
            "CreatedDate": "2024-01-02",
            "CreatedById": "005A",
        },
        {
            "OpportunityId": "006A",
            "Field": "Owner",
            "OldValue": "005000000000001AAA",
            "NewValue": "005000000000002AAA",
            "CreatedDate": "2024-01-03",
            "CreatedById": "005A",
        },
        {
            "OpportunityId": "006A",
            "Field": "Owner",
            "OldValue": "Ann",
            "NewValue": "Bob",
            "CreatedDate": "2024-01-03",
            "CreatedById": "005A",
        },
        {
            "OpportunityId": "006A",
            "Field": "Region__c",
            "OldValue": "",
            "NewValue": "North",
            "CreatedDate": "2024-01-04",
            "CreatedById": "005A",
        },
        {
            "OpportunityId": "",
            "Field": "StageName",
            "OldValue": "Open",
            "NewValue": "Won",
            "CreatedDate": "2024-01-02",
            "CreatedById": "005A",
        },
    ]
    history = read("OpportunityFieldHistory", rows)
    assert [(row.field, row.old, row.new) for row in history.rows] == [
        ("custom.Region__c", None, "North"),
        ("deal_stage", "Open", "Won"),
        ("owner_name", "Ann", "Bob"),
    ]
    assert [place for place, _ in history.unread] == [5]
    assert not any(row.reconstructed for row in history.rows)


def test_other_objects_have_their_own_field_history():
    row = {
        "LeadId": "00QA",
        "Field": "Status",
        "OldValue": "Open",
        "NewValue": "Working",
        "CreatedDate": "2024-01-02",
        "CreatedById": "x",
    }
    history = read("LeadHistory", [row])
    assert [(one.table, one.field, one.new) for one in history.rows] == [("leads", "status", "Working")]


def test_warehouse_full_rows_become_changes():
    rows = [
        {
            "id": "006A",
            "stage_name": "Open",
            "amount": "5",
            "region_c": "N",
            "_fivetran_start": "2024-01-01 00:00:00",
            "_fivetran_end": "2024-01-03 00:00:00",
            "_fivetran_active": "false",
        },
        {
            "id": "006A",
            "stage_name": "Won",
            "amount": "5",
            "region_c": "S",
            "_fivetran_start": "2024-01-03 00:00:00",
            "_fivetran_end": "9999-12-31 23:59:59",
            "_fivetran_active": "true",
        },
    ]
    history = read("opportunity_history", rows)
    assert short(history) == [("006A", None, "Open", 1), ("006A", "Open", "Won", 3)]
    assert short(history, "custom.region_c") == [("006A", None, "N", 1), ("006A", "N", "S", 3)]
    assert len(short(history, "amount")) == 1


def test_hubspot_deal_stages():
    rows = [
        {
            "deal_id": "7",
            "value": "closedwon",
            "date_entered": "2024-01-05 00:00:00",
            "source": "CRM_UI",
            "source_id": "ann",
        },
        {
            "deal_id": "7",
            "value": "contractsent",
            "date_entered": "2024-01-02 00:00:00",
            "source": "CRM_UI",
            "source_id": "ann",
        },
    ]
    assert short(read("deal_stage", rows)) == [("7", None, "contractsent", 2), ("7", "contractsent", "closedwon", 5)]


def test_hubspot_property_histories_with_unix_milliseconds():
    rows = [
        {
            "contact_id": "9",
            "name": "lifecyclestage",
            "value": "lead",
            "timestamp": str(int(day(2).timestamp() * 1000)),
            "source": "API",
        },
        {
            "contact_id": "9",
            "name": "favourite_tea",
            "value": "green",
            "timestamp": str(int(day(3).timestamp() * 1000)),
            "source": "API",
        },
        {
            "contact_id": "9",
            "name": "lifecyclestage",
            "value": "customer",
            "timestamp": str(int(day(4).timestamp() * 1000)),
            "source": "API",
        },
    ]
    history = read("contact_property_history", rows)
    assert short(history, "custom.favourite_tea") == [("9", None, "green", 3)]
    assert [(one.old, one.new, one.valid_from) for one in history.rows if "lifecycle" in one.field] == [
        (None, "lead", day(2)),
        ("lead", "customer", day(4)),
    ]


def test_hubspot_stage_columns_are_history_beside_the_records():
    rows = [
        {
            "Record ID": "7",
            "Deal Name": "x",
            "hs_date_entered_closedwon": "2024-01-05",
            "hs_date_entered_contractsent": "2024-01-02",
        },
        {
            "Record ID": "8",
            "Deal Name": "y",
            "hs_date_entered_closedwon": "",
            "hs_date_entered_contractsent": "2024-01-03",
        },
    ]
    shape = detect_history("deals", list(rows[0]))
    assert shape.also_records
    history = shape.read(rows, Reading())
    assert short(history) == [
        ("7", None, "contractsent", 2),
        ("7", "contractsent", "closedwon", 5),
        ("8", None, "contractsent", 3),
    ]
    assert all(row.reconstructed for row in history.rows)


def test_frappe_status_change_log_tells_the_first_status_too():
    rows = [
        {
            "parent": "L1",
            "parenttype": "CRM Lead",
            "from": "New",
            "from_date": "2024-01-01 08:00:00",
            "to": "Contacted",
            "to_date": "2024-01-02 09:00:00",
            "log_owner": "ann",
        },
        {
            "parent": "L1",
            "parenttype": "CRM Lead",
            "from": "Contacted",
            "from_date": "2024-01-02 09:00:00",
            "to": "",
            "to_date": "",
            "log_owner": "ann",
        },
        {
            "parent": "D1",
            "parenttype": "CRM Deal",
            "from": "Open",
            "from_date": "2024-01-03 08:00:00",
            "to": "Won",
            "to_date": "2024-01-04 09:00:00",
            "log_owner": "bob",
        },
        {
            "parent": "N1",
            "parenttype": "Note",
            "from": "Open",
            "from_date": "2024-01-03 08:00:00",
            "to": "Won",
            "to_date": "2024-01-04 09:00:00",
            "log_owner": "bob",
        },
    ]
    history = read("CRM Status Change Log", rows)
    assert short(history, "status") == [("L1", None, "New", 1), ("L1", "New", "Contacted", 2)]
    assert short(history) == [("D1", None, "Open", 3), ("D1", "Open", "Won", 4)]
    assert [place for place, _ in history.unread] == [3]


@pytest.mark.parametrize("headers", [["Id", "Name", "StageName"], ["a"], [], ["name", "value"]])
def test_records_are_no_history(headers):
    assert detect_history("Opportunity", headers) is None


stages = st.sampled_from(["A", "B", "C", ""])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 28), stages), min_size=1, max_size=10, unique_by=lambda one: one[0]),
    st.integers(1, 28),
)
def test_the_state_on_any_day_can_be_rebuilt_from_the_changes(states, asked):
    """Whatever the order of the file, replaying the changes gives the state that held on a day."""
    rows = [{"OpportunityId": "6", "StageName": stage, "CreatedDate": f"2024-01-{n:02d}"} for n, stage in states]
    history = read("OpportunityHistory", rows)
    changes = [
        Change(SubjectKind.OPPORTUNITY, 6, row.field, row.old, row.new, row.valid_from, row.valid_from)
        for row in history.rows
    ]
    held = [stage for n, stage in sorted(states) if n <= asked]
    truth = (held[-1] or None) if held else None
    last = sorted(states)[-1][1] or None
    assert value_as_of(last, changes, as_of=day(asked)) == truth
