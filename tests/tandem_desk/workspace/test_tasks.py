"""The nightly tidying."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from tandem_desk.workspace.models import IdempotentAnswer, Job
from tandem_desk.workspace.services.jobs import enqueue_job, run_due_jobs
from tandem_desk.workspace.services.keys import issue_key


def test_tidying_removes_what_has_served_its_time_and_keeps_the_dead_letters(workspace, owner):
    now = timezone.now()
    key, _ = issue_key(member=owner, name="K", scopes=["leads:read"])
    for name, age in (("old", 2), ("new", 0)):
        answer = IdempotentAnswer.objects.create(api_key=key, key=name, request_digest="")
        IdempotentAnswer.objects.filter(pk=answer.pk).update(created_at=now - timedelta(days=age))
        Session.objects.create(session_key=name, session_data="", expire_date=now + timedelta(days=1 - age))
    for state in ("done", "dead"):
        Job.objects.create(
            workspace=workspace, name="workspace.tidy", title=state, state=state, run_after=now,
            finished_at=now - timedelta(days=40),
        )  # fmt: skip
    job = enqueue_job(name="workspace.tidy", arguments={}, workspace=workspace)
    run_due_jobs(worker="test")
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"sessions": 1, "answers": 1, "jobs": 1})
    assert set(Job.objects.values_list("title", flat=True)) == {"dead", job.title}
