"""The frame of the REST interface: keys, problems, repeats, allowances, pages; the same for every resource."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tandem_desk.config.api import described
from tandem_desk.workspace.api import guard
from tandem_desk.workspace.models import IdempotentAnswer
from tandem_desk.workspace.services.allowances import spend
from tandem_desk.workspace.services.keys import SCOPES, issue_key, revoke_key

PROBLEM_MEMBERS = {"type", "title", "status", "detail", "instance", "errors"}


@pytest.fixture
def program():
    """Return a client that sends a member's key with every scope, or with some."""

    def make(member, scopes=SCOPES):
        _, plain = issue_key(member=member, name="crm sync", scopes=scopes)
        return Client(headers={"Authorization": f"Bearer {plain}"})

    return make


@pytest.fixture
def alice(owner, program):
    return program(owner)


def post(client, address, body, **headers):
    return client.post(f"/api/v1{address}", json.dumps(body), content_type="application/json", headers=headers)


def patch(client, address, body, **headers):
    return client.patch(f"/api/v1{address}", json.dumps(body), content_type="application/json", headers=headers)


def problem(response, status):
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert set(body) == PROBLEM_MEMBERS
    assert body["status"] == status
    assert body["type"].startswith("/api/v1/problems/")
    return body


def test_every_error_is_a_problem_of_one_shape(alice, owner, program, marketer, make_lead, monkeypatch):
    lead = make_lead(owner=owner)
    assert "no-valid-key" in problem(Client().get("/api/v1/leads"), 401)["type"]
    problem(Client(headers={"Authorization": "Bearer tandem_none_none"}).get("/api/v1/leads"), 401)
    assert "leads:read" in problem(program(owner, ["jobs:read"]).get("/api/v1/leads"), 403)["detail"]
    problem(post(program(marketer), "/opportunities", {"name": "X"}), 403)
    problem(alice.get("/api/v1/leads/999999"), 404)
    problem(alice.get("/api/v1/no/such/place"), 404)
    assert alice.put(f"/api/v1/leads/{lead.pk}")["Allow"]
    problem(alice.put(f"/api/v1/leads/{lead.pk}"), 405)
    problem(alice.post("/api/v1/leads", "{", content_type="application/json"), 400)
    found = problem(post(alice, "/leads", {"colour": "red", "n_employees": "many"}), 422)["errors"]
    assert len(found) == 2
    problem(post(alice, "/leads", {"email": "no address"}), 422)
    problem(patch(alice, f"/leads/{lead.pk}", {"status": "Won"}, If_Match='"77"'), 412)
    problem(post(alice, "/leads", {"description": "x" * 11_000_000}), 413)
    monkeypatch.setattr("tandem_desk.records.api.records.records_page", lambda **_: 1 / 0)
    assert "division" not in problem(alice.get("/api/v1/leads"), 500)["detail"]


def test_nothing_of_a_key_that_was_revoked_or_has_expired_works(owner):
    key, plain = issue_key(member=owner, name="x", scopes=["leads:read"])
    client = Client(headers={"Authorization": f"Bearer {plain}"})
    assert client.get("/api/v1/leads").status_code == 200
    revoke_key(key=key, by=owner)
    problem(client.get("/api/v1/leads"), 401)


def test_a_signed_in_browser_without_a_key_is_no_program(client_of, owner):
    problem(client_of(owner).get("/api/v1/leads"), 401)


def test_the_same_request_again_gets_the_same_answer_and_happens_once(alice):
    first = post(alice, "/leads", {"name": "Ada"}, Idempotency_Key="k1")
    again = post(alice, "/leads", {"name": "Ada"}, Idempotency_Key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    assert again["ETag"] == first["ETag"]
    assert len(alice.get("/api/v1/leads").json()["items"]) == 1


def test_a_key_used_for_another_request_is_refused(alice):
    post(alice, "/leads", {"name": "Ada"}, Idempotency_Key="k1")
    assert "different" in problem(post(alice, "/leads", {"name": "Eve"}, Idempotency_Key="k1"), 422)["errors"][0]["got"]
    problem(post(alice, "/leads", {"name": "Eve"}, Idempotency_Key=""), 422)


def test_of_two_same_requests_at_once_one_goes_on(alice):
    post(alice, "/leads", {"name": "Ada"}, Idempotency_Key="k1")
    IdempotentAnswer.objects.update(status=None)
    problem(post(alice, "/leads", {"name": "Ada"}, Idempotency_Key="k1"), 409)
    IdempotentAnswer.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    assert post(alice, "/leads", {"name": "Ada"}, Idempotency_Key="k1").status_code == 201


def test_a_request_that_failed_through_our_fault_may_be_tried_again(alice, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("tandem_desk.records.api.records.create_record", lambda **_: 1 / 0)
        problem(post(alice, "/leads", {"name": "Ada"}, Idempotency_Key="k1"), 500)
    assert post(alice, "/leads", {"name": "Ada"}, Idempotency_Key="k1").status_code == 201


def test_keys_of_other_programs_do_not_meet(alice, team_mate, program):
    post(alice, "/leads", {"name": "Ada"}, Idempotency_Key="k1")
    assert post(program(team_mate), "/leads", {"name": "Eve"}, Idempotency_Key="k1").status_code == 201


def test_who_asks_too_often_waits(alice, monkeypatch):
    monkeypatch.setattr(guard, "spend", lambda *, key, at: spend(key=key, at=at, burst=2, per_second=0.5))
    assert [alice.get("/api/v1/members").status_code for _ in range(2)] == [200, 200]
    response = alice.get("/api/v1/members")
    problem(response, 429)
    assert response["Retry-After"] == "2"
    assert response["RateLimit-Remaining"] == "0"


def test_pages_follow_one_another_and_miss_nothing(alice, owner, make_lead):
    made = {
        make_lead(
            owner=owner, **({} if n % 3 else {"score_probability": n / 10, "score_low": 0.0, "score_high": 1.0})
        ).pk
        for n in range(7)
    }
    for sort in ("id", "-id", "name", "-score"):
        seen, address = [], f"/api/v1/leads?limit=2&sort={sort}"
        while address:
            page = alice.get(address).json()
            seen += [row["id"] for row in page["items"]]
            address = page["next"]
        assert len(seen) == len(made)
        assert set(seen) == made


@pytest.mark.parametrize("cursor", ["x", "e30", "WzEsMiwzXQ", "WyJhIiwgImIiXQ", "WzEsIDAsIDld", "____"])
def test_a_cursor_of_somebody_else_is_refused(alice, cursor):
    problem(alice.get(f"/api/v1/leads?cursor={cursor}"), 422)


def test_a_nul_character_is_refused_before_it_reaches_anything(alice):
    problem(post(alice, "/leads", {"name": "a\x00b"}), 422)
    problem(alice.get("/api/v1/leads?status=%00"), 422)
    problem(alice.post("/api/v1/leads", '{"name": "\\ud800"}', content_type="application/json"), 422)


def test_the_description_is_complete_and_needs_no_key(db):
    schema = Client().get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    for methods in schema["paths"].values():
        for method, operation in methods.items():
            assert operation["x-scope"] in SCOPES
            assert operation["summary"]
            assert operation["description"]
            assert "422" in operation["responses"]
            names = {one["name"] for one in operation.get("parameters", [])}
            assert ("Idempotency-Key" in names) == (method != "get")


def test_the_description_is_also_a_page_without_anything_from_elsewhere(client_of, owner):
    response = client_of(owner).get("/api/v1/reference/")
    assert response.status_code == 200
    text = response.content.decode()
    assert "/api/v1/leads/{record_id}/history" in text
    assert "https://" not in text
    assert len(described()["paths"]) == text.count("<code>GET ") + sum(
        "get" not in methods for methods in described()["paths"].values()
    )
