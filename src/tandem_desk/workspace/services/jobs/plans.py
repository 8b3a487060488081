"""Work that comes round by itself: each slot of each plan is queued exactly once in each workspace."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from tandem_desk.workspace.models import Job, Workspace
from tandem_desk.workspace.services.jobs.queue import enqueue_job
from tandem_desk.workspace.sockets import PLANS, Plan

__all__ = ["enqueue_planned", "latest_slot"]


def latest_slot(plan: Plan, *, now: datetime, zone: str) -> datetime:
    """Return the newest moment, not after `now`, at which a plan comes round."""
    if plan.at is None:
        midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + plan.every * ((now - midnight) // plan.every)
    local = now.astimezone(ZoneInfo(zone))
    slot = datetime.combine(local.date(), plan.at, tzinfo=ZoneInfo(zone))
    if slot > local:
        slot = datetime.combine(local.date() - timedelta(days=1), plan.at, tzinfo=ZoneInfo(zone))
    return slot.astimezone(UTC)


def enqueue_planned(*, now: datetime) -> int:
    """Queue every plan whose slot has come and was not queued before; return how many jobs were added.

    A worker that was off for days makes up for the newest slot only.
    """
    n_added = 0
    for workspace in Workspace.objects.order_by("id"):
        for plan in PLANS.values():
            slot = latest_slot(plan, now=now, zone=workspace.time_zone)
            key = f"plan {plan.job} {workspace.pk} {slot:%Y-%m-%dT%H:%MZ}"
            if slot > workspace.created_at and not Job.objects.filter(unique_key=key).exists():
                n_added += _enqueue_once(plan, workspace, key, now)
    return n_added


def _enqueue_once(plan: Plan, workspace: Workspace, key: str, now: datetime) -> int:
    with transaction.atomic():
        # Two workers may have seen the slot open; the second waits here and then sees the first one's job.
        Workspace.objects.select_for_update().get(pk=workspace.pk)
        if Job.objects.filter(unique_key=key).exists():
            return 0
        enqueue_job(name=plan.job, arguments={}, workspace=workspace, unique_key=key, run_after=now)
        return 1
