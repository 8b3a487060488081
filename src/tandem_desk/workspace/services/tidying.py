"""Removes what has served its time; nothing people decided or stated is among it."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from tandem_desk.workspace.models import IdempotentAnswer, Job, JobState, Workspace

__all__ = ["tidy"]

_ANSWERS_KEPT = timedelta(days=1)
_DONE_JOBS_KEPT = timedelta(days=30)


def tidy(*, workspace: Workspace | None, now: datetime) -> dict[str, int]:
    """Remove expired sessions, answers older than a day and jobs done a month ago; return how many of each.

    Jobs that failed for good stay until somebody looks at them.
    """
    answers = IdempotentAnswer.objects.filter(created_at__lt=now - _ANSWERS_KEPT)
    jobs = Job.objects.filter(state=JobState.DONE, finished_at__lt=now - _DONE_JOBS_KEPT)
    if workspace is not None:
        answers, jobs = answers.filter(api_key__workspace=workspace), jobs.filter(workspace=workspace)
    return {
        "sessions": Session.objects.filter(expire_date__lt=now).delete()[0],
        "answers": answers.delete()[0],
        "jobs": jobs.delete()[0],
    }
