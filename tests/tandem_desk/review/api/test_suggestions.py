"""Suggestions through the interface: seen, decided once, taken back."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tandem_desk.records.models import Lead
from tandem_desk.workspace.services.keys import SCOPES, issue_key


@pytest.fixture
def alice(owner):
    _, plain = issue_key(member=owner, name="crm sync", scopes=SCOPES)
    return Client(headers={"Authorization": f"Bearer {plain}"})


@pytest.fixture
def entry(opened):
    """An open suggestion about a lead of Alice's, made a minute ago."""
    at = timezone.now()
    return opened(made_at=at - timedelta(minutes=1), expires_at=at + timedelta(days=7))


def decide(client, entry, **values):
    body = {"outcome": "accepted", "fingerprint_seen": entry.fingerprint} | values
    return client.post(f"/api/v1/suggestions/{entry.pk}/decision", json.dumps(body), content_type="application/json")


def test_what_waits_is_listed_with_its_reasons(alice, entry):
    page = alice.get("/api/v1/suggestions").json()
    assert [one["id"] for one in page["items"]] == [entry.pk]
    assert page["items"][0]["reasons"][0]["claim"] == "Came by referral"
    assert alice.get("/api/v1/suggestions?function=other/one").json()["items"] == []


def test_a_decision_is_carried_out_and_the_same_again_changes_nothing(alice, entry):
    first = decide(alice, entry).json()
    assert first["state"] == "accepted"
    assert Lead.objects.get(pk=entry.subject_id).status == "Working"
    assert decide(alice, entry).json()["decisions"] == first["decisions"]
    assert decide(alice, entry, outcome="rejected", reason_code="wrong").status_code == 409


def test_what_has_changed_since_it_was_seen_is_not_decided(alice, entry):
    assert decide(alice, entry, fingerprint_seen="something else").status_code == 409
    assert Lead.objects.get(pk=entry.subject_id).status == "New"


def test_a_rejection_needs_one_of_the_functions_reasons(alice, entry):
    assert decide(alice, entry, outcome="rejected").status_code == 422
    assert decide(alice, entry, outcome="rejected", reason_code="late").json()["state"] == "rejected"


def test_an_amendment_is_checked_and_then_carried_out(alice, entry):
    assert decide(alice, entry, outcome="amended", amended_proposal={"colour": "red"}).status_code == 422
    assert decide(alice, entry, outcome="amended", amended_proposal={"status": "Lost"}).status_code == 200
    assert Lead.objects.get(pk=entry.subject_id).status == "Lost"


def test_a_program_that_names_itself_as_agent_is_held_to_the_functions_autonomy(alice, entry):
    assert decide(alice, entry, agent="night sync").status_code == 403
    assert Lead.objects.get(pk=entry.subject_id).status == "New"


def test_a_decision_is_taken_back_with_what_it_did(alice, entry):
    undo = f"/api/v1/suggestions/{entry.pk}/undo"
    assert alice.post(undo, "{}", content_type="application/json").status_code == 409
    decide(alice, entry)
    back = alice.post(undo, '{"comment": "too early"}', content_type="application/json").json()
    assert back["state"] == "open"
    assert Lead.objects.get(pk=entry.subject_id).status == "New"
    assert [one["outcome"] for one in back["decisions"]] == ["undone", "accepted"]
