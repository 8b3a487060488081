"""Background work as pages show it: what runs, what waits, what failed for good."""

from datetime import datetime

from django.db.models import Count, QuerySet

from tandem_desk.workspace.models import Job, JobState, Member, Workspace
from tandem_desk.workspace.permissions import Action, may

__all__ = ["dead_jobs", "job_counts", "job_for", "jobs_of"]


def jobs_of(*, member: Member) -> QuerySet[Job]:
    """Return the jobs a member may see, newest first: their own, or all of the workspace for who manages jobs."""
    jobs = Job.objects.filter(workspace_id=member.workspace_id).select_related("member").order_by("-id")
    sees_all = may(member, Action.MANAGE_JOBS) or may(member, Action.VIEW_AUDIT)
    return jobs if sees_all else jobs.filter(member=member)


def job_for(*, member: Member, job_id: int) -> Job | None:
    """Return one job the member may see, or `None`."""
    return jobs_of(member=member).filter(pk=job_id).first()


def dead_jobs(*, member: Member) -> QuerySet[Job]:
    """Return the dead-letter list: jobs whose every try failed, newest first."""
    return jobs_of(member=member).filter(state=JobState.DEAD)


def job_counts(*, workspace: Workspace, since: datetime) -> dict[str, int]:
    """Return how many jobs wait, run and stand in the dead-letter list, and how many were done since a moment."""
    counts = dict.fromkeys(JobState.values, 0)
    rows = Job.objects.filter(workspace=workspace).exclude(state=JobState.DONE, finished_at__lt=since)
    counts |= dict(rows.order_by().values_list("state").annotate(n=Count("id")))
    return counts
