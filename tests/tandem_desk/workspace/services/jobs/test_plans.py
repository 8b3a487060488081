"""Work that comes round by itself: each slot once."""

from datetime import UTC, datetime, time, timedelta

import pytest

from tandem.kernel.errors import InputError
from tandem_desk.workspace import sockets
from tandem_desk.workspace.models import Job, Workspace
from tandem_desk.workspace.services.jobs import enqueue_planned, run_due_jobs
from tandem_desk.workspace.services.jobs.plans import latest_slot
from tandem_desk.workspace.sockets import Plan, plan

DAY = timedelta(days=1)


@pytest.fixture
def hourly(monkeypatch, workspace, now):
    monkeypatch.setattr(sockets, "HANDLERS", dict(sockets.HANDLERS))
    monkeypatch.setattr(sockets, "PLANS", {})
    monkeypatch.setattr("tandem_desk.workspace.services.jobs.plans.PLANS", sockets.PLANS)
    sockets.job("test.hourly", "Hourly")(lambda context: None)
    sockets.plan("test.hourly", every=timedelta(hours=1))
    return workspace


def _born(workspace, at):
    Workspace.objects.filter(pk=workspace.pk).update(created_at=at)


def test_a_slot_is_queued_once_whether_its_job_waits_or_is_done(hourly, now):
    _born(hourly, now - DAY)
    assert enqueue_planned(now=now) == 1
    assert enqueue_planned(now=now + timedelta(minutes=59)) == 0
    run_due_jobs(worker="w")
    assert enqueue_planned(now=now + timedelta(minutes=59)) == 0
    assert enqueue_planned(now=now + timedelta(minutes=60)) == 1
    assert Job.objects.filter(name="test.hourly").count() == 2


def test_a_new_workspace_starts_with_the_next_slot(hourly, now):
    _born(hourly, now + timedelta(minutes=5))
    assert enqueue_planned(now=now + timedelta(minutes=10)) == 0
    assert enqueue_planned(now=now + timedelta(minutes=60)) == 1


def test_after_days_off_only_the_newest_slot_is_made_up_for(hourly, now):
    _born(hourly, now - 10 * DAY)
    assert enqueue_planned(now=now) == 1


def test_each_workspace_has_its_own_round(hourly, outsider, now):
    Workspace.objects.update(created_at=now - DAY)
    assert enqueue_planned(now=now) == 2


@pytest.mark.parametrize(
    ("now", "zone", "slot"),
    [
        # Two in the morning in Berlin is one in UTC in winter, midnight in summer.
        (datetime(2026, 1, 10, 12, tzinfo=UTC), "Europe/Berlin", datetime(2026, 1, 10, 1, tzinfo=UTC)),
        (datetime(2026, 7, 10, 12, tzinfo=UTC), "Europe/Berlin", datetime(2026, 7, 10, 0, tzinfo=UTC)),
        # Before the hour, yesterday's slot is the newest.
        (datetime(2026, 1, 10, 0, 30, tzinfo=UTC), "Europe/Berlin", datetime(2026, 1, 9, 1, tzinfo=UTC)),
        (datetime(2026, 1, 10, 1, 0, tzinfo=UTC), "Europe/Berlin", datetime(2026, 1, 10, 1, tzinfo=UTC)),
    ],
)
def test_a_daily_plan_keeps_the_time_of_the_place(now, zone, slot):
    assert latest_slot(Plan("x", DAY, at=time(2)), now=now, zone=zone) == slot


def test_a_plan_for_unknown_work_or_without_time_between_is_refused():
    with pytest.raises(InputError):
        plan("test.unheard", every=DAY)
    with pytest.raises(InputError, match="above 0"):
        plan("workspace.tidy", every=timedelta(0))
    with pytest.raises(InputError, match="one day"):
        plan("workspace.tidy", every=timedelta(hours=1), at=time(2))
