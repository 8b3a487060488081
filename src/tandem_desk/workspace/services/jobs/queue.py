"""The queue: every step of a job's life is one conditional update, so that two workers never hold the same job."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from tandem.kernel.errors import Fault, InputError
from tandem_desk.workspace.models import Job, JobState, Member, Workspace
from tandem_desk.workspace.permissions import Action, require
from tandem_desk.workspace.services.audit import actor_name, record_audit
from tandem_desk.workspace.sockets import find_handler

__all__ = [
    "MISSED_AFTER",
    "claim_job",
    "enqueue_job",
    "fail_job",
    "finish_job",
    "pause_after",
    "reap_dead_workers",
    "release_job",
    "retry_job",
    "stop_job",
]

MISSED_AFTER = timedelta(seconds=60)
_FIRST_PAUSE = timedelta(seconds=10)
_LONGEST_PAUSE = timedelta(hours=1)
_LIVE = (JobState.WAITING, JobState.RUNNING)


def enqueue_job(
    *,
    name: str,
    arguments: Mapping[str, Any],
    workspace: Workspace | None,
    member: Member | None = None,
    title: str = "",
    unique_key: str = "",
    run_after: datetime | None = None,
) -> Job:
    """Put work into the queue; it becomes visible to workers when the surrounding transaction commits.

    Where a job with the same `unique_key` waits or runs already, that one is returned and nothing is added.

    Raises
    ------
    InputError
        No handler of that name is plugged in.
    """
    handler = find_handler(name)
    while True:
        live = Job.objects.filter(unique_key=unique_key, state__in=_LIVE).first() if unique_key else None
        if live is not None:
            return live
        try:
            with transaction.atomic():
                return Job.objects.create(
                    name=name,
                    title=title or handler.title,
                    arguments=dict(arguments),
                    workspace=workspace,
                    member=member,
                    unique_key=unique_key,
                    max_tries=handler.max_tries,
                    run_after=run_after or timezone.now(),
                )
        except IntegrityError:
            # Another process queued it between our look and our write; take theirs, unless it has finished by now.
            if not unique_key:
                raise


def claim_job(*, worker: str, now: datetime, names: Collection[str] | None = None) -> Job | None:
    """Take the job that has been due longest, or `None` where nothing is due."""
    due = Job.objects.filter(state=JobState.WAITING, run_after__lte=now)
    if names is not None:
        due = due.filter(name__in=names)
    while (pk := due.order_by("run_after", "id").values_list("pk", flat=True).first()) is not None:
        taken = Job.objects.filter(pk=pk, state=JobState.WAITING).update(
            state=JobState.RUNNING, worker=worker, heartbeat_at=now, n_tries=F("n_tries") + 1, progress_words=""
        )
        if taken:  # nobody else was faster
            return Job.objects.select_related("workspace", "member").get(pk=pk)
    return None


def _held(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, worker=job.worker, n_tries=job.n_tries)


def finish_job(*, job: Job, result: Mapping[str, Any], now: datetime) -> bool:
    """Note that a job is done; false where it was taken away or stopped meanwhile."""
    values = {"state": JobState.DONE, "result": dict(result), "finished_at": now, "error": "", "worker": ""}
    return bool(_held(job).update(**values))


def fail_job(*, job: Job, error: str, permanent: bool, now: datetime) -> bool:
    """Note that a try failed: it waits for the next one, or goes to the dead-letter list after the last."""
    return bool(_held(job).update(**_after_failure(job, error, permanent=permanent, now=now)))


def release_job(*, job: Job, now: datetime) -> bool:
    """Put a job back untried, as a worker does that is told to end."""
    return bool(_held(job).update(state=JobState.WAITING, worker="", n_tries=F("n_tries") - 1, run_after=now))


def _after_failure(job: Job, error: str, *, permanent: bool, now: datetime) -> dict[str, Any]:
    if permanent or job.n_tries >= job.max_tries:
        return {"state": JobState.DEAD, "error": error, "finished_at": now, "worker": ""}
    return {"state": JobState.WAITING, "error": error, "run_after": now + pause_after(job.n_tries), "worker": ""}


def pause_after(n_tries: int) -> timedelta:
    """Return how long to wait after a number of failed tries: ten seconds, then four times longer each time."""
    factor: int = 4 ** min(max(n_tries - 1, 0), 10)
    return min(_FIRST_PAUSE * factor, _LONGEST_PAUSE)


def reap_dead_workers(*, now: datetime, missed_after: timedelta = MISSED_AFTER) -> int:
    """Take back the jobs of workers that gave no sign of life for too long; return how many."""
    silent = Job.objects.filter(state=JobState.RUNNING, heartbeat_at__lt=now - missed_after)
    n_reaped = 0
    for job in silent:
        words = f"The worker {job.worker} gave no sign of life since {job.heartbeat_at:%Y-%m-%d %H:%M:%S} UTC."
        # A heartbeat that arrives between look and write keeps the job.
        still_silent = _held(job).filter(heartbeat_at=job.heartbeat_at)
        n_reaped += still_silent.update(**_after_failure(job, words, permanent=False, now=now))
    return n_reaped


def retry_job(*, job: Job, by: Member, now: datetime) -> None:
    """Try a job of the dead-letter list, or a stopped one, again from the start; needs `manage_jobs`.

    Raises
    ------
    InputError
        The job is not one of the member's workspace that has ended without success, or the same work is queued already.
    """
    _require(job, by)
    try:
        with transaction.atomic():
            ended = Job.objects.filter(pk=job.pk, state__in=(JobState.DEAD, JobState.STOPPED))
            if not ended.update(state=JobState.WAITING, n_tries=0, run_after=now, finished_at=None, error=""):
                raise InputError(Fault("job", "must have failed for good or been stopped", str(job.state)))
            _log(by, job, "job tried again")
    except IntegrityError as error:
        raise InputError(
            Fault("job", "must not be waiting or running already under the same key", job.title)
        ) from error


def stop_job(*, job: Job, by: Member, now: datetime) -> bool:
    """Stop a job that waits or runs; a running handler notices and cleans up. False where it had ended already.

    Its own member may stop it; anybody else needs `manage_jobs`.
    """
    if job.member_id != by.pk or job.workspace_id != by.workspace_id:
        _require(job, by)
    with transaction.atomic():
        live = Job.objects.filter(pk=job.pk, state__in=_LIVE)
        stopped = bool(live.update(state=JobState.STOPPED, finished_at=now, error=f"Stopped by {actor_name(by)}."))
        if stopped:
            _log(by, job, "job stopped")
    return stopped


def _require(job: Job, by: Member) -> None:
    require(by, Action.MANAGE_JOBS)
    if job.workspace_id != by.workspace_id:
        raise InputError(Fault("job", "must be one of the member's workspace", str(job.pk)))


def _log(by: Member, job: Job, action: str) -> None:
    record_audit(
        workspace=by.workspace,
        member=by,
        actor=actor_name(by),
        action=action,
        subject=f"job {job.pk} {job.title}"[:200],
    )
