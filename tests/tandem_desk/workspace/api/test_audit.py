"""The audit log over REST: for who may look at it, newest first, page by page, never another workspace's."""

import pytest
from django.test import Client

from tandem_desk.workspace.services.audit import record_audit
from tandem_desk.workspace.services.keys import issue_key


@pytest.fixture
def log(workspace, owner, outsider):
    for place in range(5):
        member = owner if place % 2 else None
        record_audit(
            workspace=workspace, member=member, actor="a rule", action=f"step {place % 2}", subject=f"thing {place}",
            detail={"place": place},
        )  # fmt: skip
    record_audit(workspace=outsider.workspace, member=outsider, actor="x", action="elsewhere", subject="hidden")


def asking(member, address="/api/v1/audit"):
    _, plain = issue_key(member=member, name="log", scopes=["audit:read"])
    return Client(headers={"Authorization": f"Bearer {plain}"}).get(address)


@pytest.mark.django_db
def test_an_operator_reads_it_newest_first_with_who_and_what(log, operator) -> None:
    items = [one for one in asking(operator).json()["items"] if one["action"].startswith("step")]
    assert [one["subject"] for one in items] == [f"thing {place}" for place in (4, 3, 2, 1, 0)]
    assert (items[0]["member"], items[1]["member"]) == (None, "Alice Owner")
    assert (items[0]["actor"], items[0]["detail"]) == ("a rule", {"place": 4})
    assert "hidden" not in str(items)


@pytest.mark.django_db
def test_who_may_not_look_at_it_is_refused(log, owner, team_mate) -> None:
    statuses = [asking(one).status_code for one in (owner, team_mate)]
    assert statuses == [403, 403]


@pytest.mark.django_db
def test_an_outsider_reads_their_own_workspaces_log_alone(log, outsider) -> None:
    told = asking(outsider).json()["items"]
    assert {one["action"] for one in told} >= {"elsewhere"}
    assert not any(one["action"].startswith("step") for one in told)


@pytest.mark.django_db
def test_pages_follow_and_one_action_can_be_asked_for(log, operator) -> None:
    page = asking(operator, "/api/v1/audit?action=step+0&limit=2").json()
    assert [one["subject"] for one in page["items"]] == ["thing 4", "thing 2"]
    _, plain = issue_key(member=operator, name="log", scopes=["audit:read"])
    rest = Client(headers={"Authorization": f"Bearer {plain}"}).get(page["next"]).json()
    assert [one["subject"] for one in rest["items"]] == ["thing 0"]
    assert rest["next"] is None
