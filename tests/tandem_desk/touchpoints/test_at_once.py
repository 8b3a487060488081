"""Two callers with the same touchpoint at the same moment: one touchpoint, one answer."""

import json
import threading

import pytest
from django.db import connection
from django.test import Client

from tandem.kernel.vocabulary import TouchpointKind
from tandem_desk.touchpoints.models import Touchpoint
from tandem_desk.touchpoints.services import record_touchpoints
from tandem_desk.workspace.services.keys import SCOPES, issue_key

pytestmark = pytest.mark.django_db(transaction=True)


def both(*attempts):
    """Run the attempts at the same moment, each in a thread, and return what each came to."""
    start, results = threading.Barrier(len(attempts)), [None] * len(attempts)

    def run(place, attempt):
        start.wait()
        try:
            results[place] = attempt()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(attempts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_each_is_kept_once_and_both_are_told_the_same_ids(owner, make_lead, now):
    lead = make_lead(owner=owner)
    rows = [
        {"kind": TouchpointKind.CALL, "occurred_at": now, "lead_id": lead.pk, "external_id": f"T{number}"}
        for number in range(40)
    ]
    given = [rows, rows[::-1]]
    first, second = both(
        *(lambda those=those: record_touchpoints(member=owner, given=those, recorded_at=now) for those in given)
    )
    assert first.ids == second.ids[::-1]
    assert sorted((first.n_known, second.n_known)) == [0, 40]
    assert Touchpoint.objects.count() == 40


def test_the_same_request_twice_at_once_gets_one_answer(owner, make_lead):
    lead = make_lead(owner=owner)
    _, plain = issue_key(member=owner, name="phone", scopes=SCOPES)
    items = [{"kind": "call", "occurred_at": "2026-03-02T09:00:00Z", "external_id": "T1", "lead": lead.pk}]

    def post():
        client = Client(headers={"Authorization": f"Bearer {plain}", "Idempotency-Key": "once"})
        answer = client.post("/api/v1/touchpoints", json.dumps({"items": items}), content_type="application/json")
        return answer.status_code, answer.json()

    first, second = both(post, post)
    assert first == second == (201, {"ids": [Touchpoint.objects.get().pk], "n_known": 0})
