"""Touchpoints through the interface: all or none, each once, only on records one may see."""

import json

import pytest
from django.test import Client

from tandem_desk.touchpoints.models import Touchpoint
from tandem_desk.workspace.services.keys import SCOPES, issue_key

CALL = {"kind": "call", "occurred_at": "2026-03-02T09:00:00+01:00", "external_id": "T1", "source_system": "phone"}


@pytest.fixture
def alice(owner):
    _, plain = issue_key(member=owner, name="phone", scopes=SCOPES)
    return Client(headers={"Authorization": f"Bearer {plain}"})


def tell(client, *items):
    return client.post("/api/v1/touchpoints", json.dumps({"items": items}), content_type="application/json")


def test_touchpoints_are_added_and_listed_newest_first(alice, make_lead):
    lead = make_lead()
    taken = tell(
        alice, CALL | {"lead": lead.pk}, {"kind": "email", "occurred_at": "2026-03-03T09:00:00Z", "lead": lead.pk}
    )
    assert taken.status_code == 201
    rows = alice.get(f"/api/v1/touchpoints?lead={lead.pk}&limit=1").json()
    assert rows["items"][0]["kind"] == "email"
    assert alice.get(rows["next"]).json()["items"][0]["occurred_at"] == "2026-03-02T08:00:00+00:00"
    assert len(alice.get("/api/v1/touchpoints?kind=call&until=2026-03-02T09:00:00Z").json()["items"]) == 1


def test_what_is_known_already_is_not_added_again(alice, make_lead):
    one = CALL | {"lead": make_lead().pk}
    first = tell(alice, one).json()
    assert tell(alice, one, one).json() == {"ids": first["ids"] * 2, "n_known": 2}
    assert Touchpoint.objects.count() == 1


def test_a_repeat_has_the_same_ids_and_with_a_key_the_same_answer(alice, make_lead):
    one = CALL | {"lead": make_lead().pk}
    first, again = tell(alice, one).json(), tell(alice, one).json()
    assert (first["ids"], first["n_known"], again["n_known"]) == (again["ids"], 0, 1)
    body = json.dumps({"items": [one | {"external_id": "T2"}]})
    answers = [
        alice.post("/api/v1/touchpoints", body, content_type="application/json", headers={"Idempotency-Key": "one"})
        for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    assert answers[1].json()["n_known"] == 0


@pytest.mark.parametrize(("said", "kept"), [("in", "inbound"), ("outbound", "outbound"), ("", "")])
def test_a_direction_is_kept_in_one_word(alice, make_lead, said, kept):
    tell(alice, CALL | {"lead": make_lead().pk, "direction": said})
    assert Touchpoint.objects.get().direction == kept


def test_one_that_cannot_be_keeps_all_out(alice, make_lead):
    response = tell(alice, CALL | {"lead": make_lead().pk}, {"kind": "call", "occurred_at": "2026-03-02T09:00:00Z"})
    assert response.status_code == 422
    assert Touchpoint.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "smoke"},
        {"occurred_at": "2026-03-02T09:00:00"},
        {"lead": 0},
        {"duration_seconds": -1},
        {"colour": "red"},
    ],
)
def test_what_no_touchpoint_can_be_is_refused(alice, make_lead, wrong):
    assert tell(alice, CALL | {"lead": make_lead().pk} | wrong).status_code == 422
