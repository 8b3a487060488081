"""Changing a field from its record's page: with history, against a stale view, and taken back."""

import pytest

from tandem_desk.records.models import Change


def save(client, lead, field: str, value: str, version: int = 0):
    return client.post(f"/leads/{lead.pk}/field/", {"field": field, "value": value, "version": str(version)})


@pytest.mark.django_db
def test_a_new_value_leaves_a_change_and_can_be_taken_back(make_lead, owner, client_of) -> None:
    lead, client = make_lead(status="New", owner=owner, team=owner.team), client_of(owner)
    answer = save(client, lead, "status", "Working")
    change = Change.objects.get(field="status")
    assert (change.old, change.new, change.member, change.source) == ("New", "Working", owner, "page")
    assert "Lead status changed." in answer.content.decode()
    shown = client.get(f"/leads/{lead.pk}/field/?field=status").content.decode()
    assert shown.index("Working") < shown.index("New")
    client.post("/changes/take-back/", {"changes": str(change.pk)})
    lead.refresh_from_db()
    assert lead.status == "New"


@pytest.mark.django_db
def test_a_change_by_somebody_else_meanwhile_is_not_overwritten(make_lead, owner, client_of) -> None:
    lead, client = make_lead(owner=owner, team=owner.team), client_of(owner)
    save(client, lead, "status", "Working")
    answer = save(client, lead, "status", "Nurture", version=0)
    assert answer.status_code == 422
    assert "must not have changed since it was shown" in answer.content.decode().lower()
    lead.refresh_from_db()
    assert lead.status == "Working"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("n_employees", "many", "no number"),
        ("recorded_at", "2020-01-01", "not for hands"),
        ("password", "x", "no such field"),
        ("workspace", "2", "never from outside"),
    ],
)
def test_what_cannot_be_stored_is_said_and_nothing_changes(
    make_lead, owner, client_of, field: str, value: str, why: str
) -> None:
    lead = make_lead(owner=owner, team=owner.team)
    answer = save(client_of(owner), lead, field, value)
    assert answer.status_code in (400, 422), why
    assert not Change.objects.exists(), why


@pytest.mark.django_db
def test_a_member_of_another_team_sees_the_history_and_no_form(make_lead, owner, stranger, client_of) -> None:
    lead = make_lead(owner=owner, team=owner.team)
    client = client_of(stranger)
    assert "Save" not in client.get(f"/leads/{lead.pk}/field/?field=status").content.decode()
    assert save(client, lead, "status", "Working").status_code == 403


@pytest.mark.django_db
def test_people_only_is_set_and_lifted_with_history(make_lead, owner, client_of) -> None:
    lead, client = make_lead(owner=owner, team=owner.team), client_of(owner)
    assert "No machine acts" in client.post(f"/leads/{lead.pk}/people-only/", {"on": "yes"}).content.decode()
    lead.refresh_from_db()
    assert lead.people_only
    client.post(f"/leads/{lead.pk}/people-only/", {"on": "no"})
    assert Change.objects.filter(field="people_only").count() == 2
