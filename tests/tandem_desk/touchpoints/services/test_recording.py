"""Touchpoints are added one by one by the desk and by the batch by programs; tasks can be taken back while open."""

from datetime import timedelta

import pytest

from tandem.kernel.errors import InputError, NotPermitted
from tandem.kernel.vocabulary import TouchpointKind
from tandem_desk.records.models import Lead
from tandem_desk.touchpoints.models import Touchpoint
from tandem_desk.touchpoints.services import OPEN_TASK, record_touchpoint, record_touchpoints, withdraw_task

CALL = TouchpointKind.CALL


def given(lead, now, **values):
    return {"kind": CALL, "occurred_at": now, "lead_id": lead.pk} | values


def test_one_is_kept_as_told_with_both_its_times_in_utc(workspace, make_lead, now):
    lead = make_lead()
    row = record_touchpoint(
        workspace=workspace, kind=CALL, occurred_at=now, recorded_at=now + timedelta(hours=1), lead_id=lead.pk,
        subject="First call", duration_seconds=90.0,
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.kind, row.lead, row.subject, row.duration_seconds) == ("call", lead, "First call", 90.0)
    assert row.recorded_at - row.occurred_at == timedelta(hours=1)


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({"lead_id": 1, "colour": "red"}, ["colour"]),
        ({"lead_id": 1, "id": 7, "first_import_id": 3}, ["id", "first_import_id"]),
        ({"subject": "to nobody"}, ["touchpoint"]),
        ({"lead_id": None, "shape": "round"}, ["shape", "touchpoint"]),
    ],
)
def test_what_it_cannot_hold_is_refused_with_every_fault(workspace, now, values, faults):
    with pytest.raises(InputError) as refused:
        record_touchpoint(workspace=workspace, kind=CALL, occurred_at=now, recorded_at=now, **values)
    assert [one.where for one in refused.value.faults] == faults
    assert not Touchpoint.objects.exists()


def test_many_come_back_with_their_ids_in_order_and_none_twice(workspace, owner, make_lead, now):
    lead = make_lead(owner=owner)
    rows = [
        given(lead, now, external_id="a", source_system="dialler"),
        given(lead, now),
        given(lead, now, external_id="a", source_system="dialler", subject="again"),
        given(lead, now, external_id="a", source_system="other"),
        given(lead, now),
    ]
    first = record_touchpoints(member=owner, given=rows, recorded_at=now)
    assert (first.n_known, len(set(first.ids)), first.ids[0]) == (1, 4, first.ids[2])
    assert Touchpoint.objects.get(pk=first.ids[0]).subject == ""
    again = record_touchpoints(member=owner, given=rows[:1] + rows[3:4], recorded_at=now)
    assert (again.n_known, again.ids) == (2, [first.ids[0], first.ids[3]])
    assert Touchpoint.objects.count() == 4


def test_an_id_known_in_another_workspace_is_not_known_here(owner, outsider, make_lead, now):
    mine, theirs = make_lead(owner=owner), make_lead(workspace=outsider.workspace)
    for member, lead in ((owner, mine), (outsider, theirs)):
        row = given(lead, now, external_id="a", source_system="dialler")
        assert record_touchpoints(member=member, given=[row], recorded_at=now).n_known == 0


def test_all_are_added_or_none_and_every_fault_is_named(owner, outsider, make_lead, now):
    mine, theirs = make_lead(owner=owner), make_lead(workspace=outsider.workspace)
    gone = make_lead(owner=owner, deleted_at=now)
    rows = [
        given(mine, now),
        given(theirs, now),
        {"kind": CALL, "occurred_at": now},
        given(gone, now),
        given(mine, now, account_id=10**9),
    ]
    with pytest.raises(InputError) as refused:
        record_touchpoints(member=owner, given=rows, recorded_at=now)
    assert [one.where for one in refused.value.faults] == ["item 2, lead", "item 3", "item 4, lead", "item 5, account"]
    assert not Touchpoint.objects.exists()


def test_whoever_may_not_edit_adds_nothing(auditor, make_lead, now):
    with pytest.raises(NotPermitted):
        record_touchpoints(member=auditor, given=[given(make_lead(), now)], recorded_at=now)


def test_a_task_is_taken_back_only_while_it_is_open_and_by_its_own_workspace(workspace, outsider, make_touchpoint):
    lead = Lead.objects.create(workspace=workspace, name="L", recorded_at="2026-01-01T00:00Z")
    task = make_touchpoint(kind="task", status=OPEN_TASK, lead=lead)
    done = make_touchpoint(kind="task", status="Completed", lead=lead)
    call = make_touchpoint(kind="call", status=OPEN_TASK, lead=lead)
    for pk, where in ((done.pk, workspace), (call.pk, workspace), (task.pk, outsider.workspace), (0, workspace)):
        with pytest.raises(InputError, match="must still be open"):
            withdraw_task(workspace=where, touchpoint_id=pk)
    withdraw_task(workspace=workspace, touchpoint_id=task.pk)
    assert set(Touchpoint.objects.values_list("pk", flat=True)) == {done.pk, call.pk}
    with pytest.raises(InputError, match="gone"):
        withdraw_task(workspace=workspace, touchpoint_id=task.pk)
