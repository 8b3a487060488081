"""Records through the interface: written once, changed safely, read as they were."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from tandem_desk.records.models import Change, Lead
from tandem_desk.records.services.changing import update_record
from tandem_desk.workspace.services.keys import SCOPES, issue_key


@pytest.fixture
def program(operator):
    _, plain = issue_key(member=operator, name="crm sync", scopes=SCOPES)
    return Client(headers={"Authorization": f"Bearer {plain}"})


def send(client, method, address, body, **headers):
    call = getattr(client, method)
    return call(f"/api/v1{address}", json.dumps(body), content_type="application/json", headers=headers)


def test_a_lead_is_made_changed_deleted_and_brought_back(program):
    made = send(program, "post", "/leads", {"name": "Ada", "annual_revenue": "1200.50", "custom": {"Tier": "gold"}})
    assert made.status_code == 201
    lead, address = made.json(), made["Location"].removeprefix("/api/v1")
    assert (lead["annual_revenue"], lead["custom"], lead["score"]) == ("1200.50", {"Tier": "gold"}, None)
    changed = send(program, "patch", address, {"status": "Working", "custom": {"Tier": None}}, If_Match=made["ETag"])
    assert (changed.json()["status"], changed.json()["custom"]) == ("Working", {})
    assert changed["ETag"] != made["ETag"]
    assert program.delete(f"/api/v1{address}").status_code == 204
    assert program.get(f"/api/v1{address}").status_code == 404
    assert program.get("/api/v1/leads").json()["items"] == []
    assert send(program, "post", f"{address}/restore", {}).json()["status"] == "Working"


def test_the_history_names_the_key_as_its_source(program, make_lead):
    lead = make_lead()
    send(program, "patch", f"/leads/{lead.pk}", {"status": "Working", "rating": "A"})
    rows = program.get(f"/api/v1/leads/{lead.pk}/history?limit=1").json()
    assert rows["items"][0]["source"] == "api key crm sync"
    rest = program.get(rows["next"]).json()
    assert {rows["items"][0]["field"], rest["items"][0]["field"]} == {"status", "rating"}
    assert rest["next"] is None
    assert Change.objects.filter(record_id=lead.pk, field="status").get().new == "Working"


def test_a_change_made_for_an_older_version_is_refused_and_writes_nothing(program, make_lead):
    lead = make_lead()
    etag = program.get(f"/api/v1/leads/{lead.pk}")["ETag"]
    assert send(program, "patch", f"/leads/{lead.pk}", {"status": "A"}, If_Match=etag).status_code == 200
    late = send(program, "patch", f"/leads/{lead.pk}", {"status": "B"}, If_Match=etag)
    assert late.status_code == 412
    assert Lead.objects.get(pk=lead.pk).status == "A"
    assert send(program, "patch", f"/leads/{lead.pk}", {"status": "C"}, If_Match="*").status_code == 200


def test_a_record_and_a_list_are_read_as_they_were_known(program, make_lead, now):
    lead = make_lead(status="New")
    update_record(
        record=lead, values={"status": "Won"}, member=None, source="page", actor="x", at=now + timedelta(days=9)
    )
    then, before = "2026-03-03T09:00:00Z", "2020-01-01T00:00:00Z"
    assert program.get(f"/api/v1/leads/{lead.pk}?as_of={then}").json()["status"] == "New"
    assert program.get(f"/api/v1/leads?as_of={then}").json()["items"][0]["status"] == "New"
    assert program.get(f"/api/v1/leads/{lead.pk}").json()["status"] == "Won"
    assert program.get(f"/api/v1/leads/{lead.pk}?as_of={before}").status_code == 404
    assert program.get(f"/api/v1/leads?as_of={before}").json()["items"] == []
    assert program.get(f"/api/v1/leads?as_of={then}&status=New").status_code == 422


@pytest.mark.parametrize(
    ("query", "n"), [("status=New", 2), ("status=Lost", 0), ("email_opt_out=true", 1), ("owner=77777", 0)]
)
def test_lists_are_filtered_by_equal_values(program, make_lead, query, n):
    make_lead(status="New")
    make_lead(status="New", email_opt_out=True)
    assert len(program.get(f"/api/v1/leads?{query}").json()["items"]) == n


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"colour": "red"}, "colour"),
        ({"n_employees": 2**70}, "n_employees"),
        ({"annual_revenue": "1e30"}, "annual_revenue"),
        ({"converted_at": "2026-03-02T09:00:00"}, "converted_at"),
        ({"converted_at": "0001-01-01T00:00:00+23:00"}, "converted_at"),
        ({"account": 424242}, "account"),
        ({"external_id": "later"}, "external_id"),
        ({"recorded_at": "2026-03-02T09:00:00Z"}, "recorded_at"),
    ],
)
def test_values_that_cannot_be_are_named(program, make_lead, body, where):
    response = send(program, "patch", f"/leads/{make_lead().pk}", body)
    assert response.status_code == 422
    assert where in json.dumps(response.json()["errors"])


def test_an_opt_out_cannot_be_lifted_by_a_program(program, make_lead):
    lead = make_lead(email_opt_out=True)
    assert send(program, "patch", f"/leads/{lead.pk}", {"email_opt_out": False}).status_code in (403, 422)
    assert Lead.objects.get(pk=lead.pk).email_opt_out
