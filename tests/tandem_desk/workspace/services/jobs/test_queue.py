"""The queue: nobody holds a job twice, failures wait and return, the hopeless lie in view."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tandem.kernel.errors import InputError, NotPermitted
from tandem_desk.workspace import sockets
from tandem_desk.workspace.models import AuditEntry, Job, JobState
from tandem_desk.workspace.selectors.jobs import dead_jobs, job_counts, job_for, jobs_of
from tandem_desk.workspace.services.jobs import (
    claim_job,
    enqueue_job,
    reap_dead_workers,
    retry_job,
    run_due_jobs,
    stop_job,
)
from tandem_desk.workspace.services.jobs.queue import fail_job, finish_job, pause_after, release_job


@pytest.fixture
def calls(monkeypatch):
    """Plug in handlers for one test; returns what they were called with."""
    seen = []
    monkeypatch.setattr(sockets, "HANDLERS", dict(sockets.HANDLERS))

    @sockets.job("test.note", "Note", max_tries=3)
    def note(context):
        seen.append(dict(context.arguments))
        return {"n": len(seen)}

    @sockets.job("test.break", "Break", max_tries=3)
    def broken(context):
        seen.append("broken")
        raise ZeroDivisionError("no way")

    return seen


def _enqueue(name="test.note", **values):
    return enqueue_job(**({"name": name, "arguments": {}, "workspace": None} | values))


def test_a_job_runs_once_and_keeps_its_result(calls, workspace, owner):
    job = _enqueue(arguments={"a": 1}, workspace=workspace, member=owner, title="Note one")
    assert run_due_jobs(worker="w") == 1
    assert run_due_jobs(worker="w") == 0
    job.refresh_from_db()
    assert calls == [{"a": 1}]
    assert (job.state, job.result, job.n_tries, job.title) == (JobState.DONE, {"n": 1}, 1, "Note one")


def test_an_unknown_name_is_refused_with_the_known_ones(calls, db):
    with pytest.raises(InputError, match=r"test\.note"):
        _enqueue("test.unheard")


def test_jobs_run_in_the_order_they_fall_due_and_not_before(calls, db):
    now = timezone.now()
    _enqueue(arguments={"a": "late"}, run_after=now + timedelta(hours=1))
    _enqueue(arguments={"a": "second"}, run_after=now - timedelta(minutes=1))
    _enqueue(arguments={"a": "first"}, run_after=now - timedelta(minutes=2))
    run_due_jobs(worker="w", now=now)
    assert [call["a"] for call in calls] == ["first", "second"]


def test_the_same_work_is_queued_once_while_it_waits_or_runs(calls, db):
    first = _enqueue(unique_key="k")
    assert _enqueue(unique_key="k") == first
    job = claim_job(worker="w", now=timezone.now())
    assert _enqueue(unique_key="k") == first
    finish_job(job=job, result={}, now=timezone.now())
    assert _enqueue(unique_key="k") != first
    assert _enqueue() != _enqueue()


def test_a_claimed_job_is_not_claimed_again(calls, db):
    _enqueue()
    assert claim_job(worker="one", now=timezone.now()) is not None
    assert claim_job(worker="two", now=timezone.now()) is None


def test_a_worker_takes_only_the_names_it_is_told(calls, db):
    _enqueue()
    assert claim_job(worker="w", now=timezone.now(), names=["test.break"]) is None
    assert claim_job(worker="w", now=timezone.now(), names=["test.note"]) is not None


def test_a_failure_waits_longer_each_time_and_ends_in_the_dead_letters(calls, workspace, operator):
    now = timezone.now()
    job = _enqueue("test.break", workspace=workspace, run_after=now)
    waits = []
    for _ in range(2):
        run_due_jobs(worker="w", now=now)
        job.refresh_from_db()
        assert job.state == JobState.WAITING
        waits.append(job.run_after - now)
        now = job.run_after
    run_due_jobs(worker="w", now=now)
    job.refresh_from_db()
    assert timedelta(seconds=9) < waits[0] < waits[1]
    assert (job.state, job.n_tries, calls) == (JobState.DEAD, 3, ["broken"] * 3)
    assert "ZeroDivisionError: no way" in job.error
    assert list(dead_jobs(member=operator)) == [job]
    assert job_counts(workspace=workspace, since=now)["dead"] == 1


def test_pauses_grow_up_to_an_hour():
    pauses = [pause_after(n).total_seconds() for n in range(1, 9)]
    assert pauses == [10, 40, 160, 640, 2560, 3600, 3600, 3600]


def test_an_error_of_ours_is_not_tried_again(calls, monkeypatch, db):
    @sockets.job("test.refuse", "Refuse")
    def refuse(context):
        raise NotPermitted("The role does not allow it.")

    job = _enqueue("test.refuse")
    run_due_jobs(worker="w")
    job.refresh_from_db()
    assert (job.state, job.n_tries, job.error) == (JobState.DEAD, 1, "The role does not allow it.")


def test_a_silent_worker_loses_its_job_and_can_no_longer_finish_it(calls, db):
    now = timezone.now()
    _enqueue(run_after=now)
    held = claim_job(worker="one", now=now)
    assert reap_dead_workers(now=now + timedelta(seconds=59)) == 0
    assert reap_dead_workers(now=now + timedelta(seconds=61)) == 1
    again = claim_job(worker="two", now=now + timedelta(hours=1))
    assert again.pk == held.pk
    assert again.n_tries == 2
    assert not finish_job(job=held, result={"n": "from the dead"}, now=now)
    assert not fail_job(job=held, error="late", permanent=False, now=now)
    assert not release_job(job=held, now=now)
    assert finish_job(job=again, result={"n": 1}, now=now)


def test_a_job_that_kills_its_workers_ends_in_the_dead_letters(calls, db):
    now = timezone.now()
    job = _enqueue(run_after=now)
    for _ in range(3):
        assert claim_job(worker="w", now=now) is not None
        reap_dead_workers(now=now + timedelta(hours=1))
        now += timedelta(hours=2)
    job.refresh_from_db()
    assert job.state == JobState.DEAD
    assert "no sign of life" in job.error


def test_a_released_job_has_not_been_tried(calls, db):
    _enqueue()
    job = claim_job(worker="w", now=timezone.now())
    release_job(job=job, now=timezone.now())
    job.refresh_from_db()
    assert (job.state, job.n_tries) == (JobState.WAITING, 0)


def test_a_dead_job_can_be_tried_again_by_who_manages_jobs(calls, workspace, owner, manager, outsider):
    job = _enqueue("test.break", workspace=workspace)
    Job.objects.filter(pk=job.pk).update(state=JobState.DEAD, n_tries=3)
    now = timezone.now()
    with pytest.raises(NotPermitted):
        retry_job(job=job, by=owner, now=now)
    with pytest.raises(InputError, match="workspace"):
        retry_job(job=job, by=outsider, now=now)
    retry_job(job=job, by=manager, now=now)
    job.refresh_from_db()
    assert (job.state, job.n_tries) == (JobState.WAITING, 0)
    with pytest.raises(InputError, match="failed for good"):
        retry_job(job=job, by=manager, now=now)
    assert AuditEntry.objects.filter(action="job tried again").count() == 1


def test_work_that_is_queued_again_already_is_not_tried_twice(calls, workspace, manager):
    job = _enqueue(workspace=workspace, unique_key="k")
    Job.objects.filter(pk=job.pk).update(state=JobState.DEAD)
    _enqueue(workspace=workspace, unique_key="k")
    with pytest.raises(InputError, match="already under the same key"):
        retry_job(job=job, by=manager, now=timezone.now())


def test_a_member_stops_their_own_job_and_nobody_elses(calls, workspace, owner, team_mate, manager, outsider):
    mine = _enqueue(workspace=workspace, member=owner)
    for other in (team_mate,):
        with pytest.raises(NotPermitted):
            stop_job(job=mine, by=other, now=timezone.now())
    with pytest.raises(InputError):
        stop_job(job=mine, by=outsider, now=timezone.now())
    assert stop_job(job=mine, by=owner, now=timezone.now())
    assert not stop_job(job=mine, by=manager, now=timezone.now())
    assert run_due_jobs(worker="w") == 0


def test_a_running_handler_notices_that_it_was_stopped(calls, workspace, owner, monkeypatch):
    monkeypatch.setattr("tandem_desk.workspace.services.jobs.run._SHOWN_EVERY_SECONDS", 0.0)
    seen = []

    @sockets.job("test.long", "Long")
    def long(context):
        seen.append(context.stopped())
        stop_job(job=Job.objects.get(), by=owner, now=timezone.now())
        seen.append(context.stopped())
        return {"n": "unheard"}

    job = _enqueue("test.long", workspace=workspace, member=owner)
    run_due_jobs(worker="w")
    job.refresh_from_db()
    assert (seen, job.state, job.result) == ([False, True], JobState.STOPPED, {})


def test_progress_is_shown_and_ends_with_the_claim(calls, db, monkeypatch):
    monkeypatch.setattr("tandem_desk.workspace.services.jobs.run._SHOWN_EVERY_SECONDS", 0.0)
    seen = []

    @sockets.job("test.steps", "Steps")
    def steps(context):
        context.progress(3, 10, "rows read")
        job = Job.objects.get()
        seen.append((job.n_done, job.n_total, job.progress_words))
        Job.objects.update(worker="somebody else")
        context.progress(4, 10)
        seen.append("went on without a claim")

    _enqueue("test.steps")
    run_due_jobs(worker="w")
    assert seen == [(3, 10, "rows read")]
    assert Job.objects.get().state == JobState.RUNNING


def test_members_see_their_own_jobs_managers_all_and_outsiders_none(calls, workspace, owner, manager, outsider):
    mine, theirs = _enqueue(workspace=workspace, member=owner), _enqueue(workspace=workspace)
    assert set(jobs_of(member=owner)) == {mine}
    assert set(jobs_of(member=manager)) == {mine, theirs}
    assert job_for(member=outsider, job_id=mine.pk) is None
    assert job_for(member=owner, job_id=theirs.pk) is None


def test_two_handlers_of_one_name_and_handlers_without_tries_are_refused(calls):
    with pytest.raises(InputError, match="name of its own"):
        sockets.job("test.note", "Another")(lambda context: None)
    with pytest.raises(InputError, match="at least 1"):
        sockets.job("test.none", "None", max_tries=0)(lambda context: None)
