"""Every change of a tracked field leaves one row, and nothing else does."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.kernel.errors import InputError, NotPermitted
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.models import Change, Lead
from tandem_desk.records.selectors.history import record_as_of, value_source, version_of
from tandem_desk.records.services.changing import (
    create_record,
    delete_record,
    restore_record,
    set_people_only,
    update_record,
)
from tandem_desk.records.services.undoing_changes import undo_changes
from tandem_desk.workspace.models import ConsentEntry, Member, Workspace
from tandem_desk.workspace.services.consent import record_opt_out

BY = {"member": None, "source": "page", "actor": "Ann"}


@pytest.fixture
def lead(workspace: Workspace, now: datetime) -> Lead:
    made = create_record(
        kind=SubjectKind.LEAD,
        values={"first_name": "Ann", "last_name": "Lee", "email": "Ann@Acme.example", "annual_revenue": "1200.50"},
        workspace=workspace,
        at=now,
        **BY,
    )
    assert isinstance(made, Lead)
    return made


def test_a_new_record_has_its_keys_and_needs_no_history(lead: Lead) -> None:
    assert (lead.name, lead.name_key, lead.email_key) == ("Ann Lee", "ann lee", "ann@acme.example")
    assert Change.objects.count() == 0
    assert value_source(record=lead, field="email").source == "page, Ann"


def test_only_what_differs_leaves_a_row(lead: Lead, now: datetime) -> None:
    changes = update_record(
        record=lead, values={"status": "New", "first_name": "Ann", "annual_revenue": "1200.5"}, at=now, **BY
    )
    assert [(one.field, one.old, one.new) for one in changes] == [("status", None, "New")]
    assert value_source(record=lead, field="status").actor == "Ann"


def test_every_fault_is_named_and_nothing_is_written(lead: Lead, now: datetime) -> None:
    values = {"nonsense": 1, "n_employees": "many", "account": 999_999, "status": "New", "external_id": "x"}
    with pytest.raises(InputError) as caught:
        update_record(record=lead, values=values, at=now, **BY)
    assert {fault.where for fault in caught.value.faults} == {"nonsense", "n_employees", "account", "external_id"}
    lead.refresh_from_db()
    assert (lead.status, Change.objects.count()) == ("", 0)


def test_a_record_that_changed_since_it_was_seen_is_not_overwritten(lead: Lead, now: datetime) -> None:
    seen = version_of(record=lead)
    update_record(record=lead, values={"status": "New"}, at=now, expected_version=seen, **BY)
    with pytest.raises(InputError, match="since it was shown"):
        update_record(record=lead, values={"status": "Old"}, at=now, expected_version=seen, **BY)


def test_an_opt_out_is_stated_and_never_lifted_by_a_change(lead: Lead, now: datetime) -> None:
    update_record(record=lead, values={"email_opt_out": True}, at=now, **BY)
    assert ConsentEntry.objects.get().address_key == "ann@acme.example"
    with pytest.raises(InputError, match="person themselves"):
        update_record(record=lead, values={"email_opt_out": False}, at=now, **BY)


def test_a_known_opt_out_holds_for_a_new_record(workspace: Workspace, now: datetime) -> None:
    record_opt_out(workspace=workspace, channel="email", address="bob@birch.example", source="link", at=now)
    made: Any = create_record(
        kind=SubjectKind.CONTACT, values={"email": "Bob@Birch.example"}, workspace=workspace, at=now, **BY
    )
    assert made.email_opt_out is True


def test_deleted_and_restored_it_is_as_before(lead: Lead, now: datetime) -> None:
    delete_record(record=lead, at=now, **BY)
    with pytest.raises(InputError, match="deleted"):
        update_record(record=lead, values={"status": "New"}, at=now, **BY)
    restore_record(record=lead, at=now, **BY)
    lead.refresh_from_db()
    assert lead.deleted_at is None
    assert Change.objects.filter(field="deleted_at").count() == 2


def test_a_change_can_be_taken_back_unless_another_followed(lead: Lead, workspace: Workspace, now: datetime) -> None:
    first = update_record(record=lead, values={"status": "New", "custom.Color": "red"}, at=now, **BY)
    second = update_record(record=lead, values={"status": "Old"}, at=now + timedelta(days=1), **BY)
    with pytest.raises(InputError, match="changed again"):
        undo_changes(change_ids=[one.pk for one in first], workspace=workspace, at=now, **BY)
    lead.refresh_from_db()
    assert lead.custom == {"Color": "red"}
    undo_changes(change_ids=[one.pk for one in (*first, *second)], workspace=workspace, at=now, **BY)
    lead.refresh_from_db()
    assert (lead.status, lead.custom) == ("", {})


def test_members_change_what_they_may(
    lead: Lead, auditor: Member, outsider: Member, owner: Member, now: datetime
) -> None:
    for member in (auditor, outsider):
        with pytest.raises(NotPermitted):
            update_record(record=lead, values={"status": "x"}, member=member, source="page", actor="", at=now)
    changes = set_people_only(record=lead, people_only=True, member=owner, source="page", actor="", at=now)
    assert [(one.field, one.new) for one in changes] == [("people_only", "true")]


EDITS = st.lists(
    st.tuples(
        st.integers(0, 20),
        st.sampled_from(["status", "annual_revenue", "n_employees", "is_converted", "custom.Color"]),
        st.integers(0, 2),
    ),
    max_size=12,
)
VALUES: dict[str, list[Any]] = {
    "status": ["", "New", "Working"],
    "annual_revenue": [None, "10.5", "20"],
    "n_employees": [None, 3, 4],
    "is_converted": [None, True, False],
    "custom.Color": [None, "red", "blue"],
}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS, asked=st.integers(-1, 21))
def test_any_past_day_is_what_a_plain_replay_gives(
    workspace: Workspace, now: datetime, edits: list[Any], asked: int
) -> None:
    record = create_record(kind=SubjectKind.LEAD, values={"last_name": "Lee"}, workspace=workspace, at=now, **BY)
    replayed: dict[str, Any] = dict.fromkeys(VALUES)
    for day, field, choice in sorted(edits, key=lambda one: one[0]):
        value = VALUES[field][choice]
        update_record(record=record, values={field: value}, at=now + timedelta(days=day), **BY)
        if day <= asked:
            replayed[field] = value
    past = record_as_of(record=record, as_of=now + timedelta(days=asked))
    for field, value in replayed.items():
        came = past.get(field)
        assert (str(float(came)) if field == "annual_revenue" and came is not None else came or None) == (
            str(float(value)) if field == "annual_revenue" and value is not None else value or None
        )
