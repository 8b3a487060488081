"""Runs one claimed job: gives its handler a context, keeps the claim, notes how it ended."""

import time
import traceback
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any

from django.db import close_old_connections, connection
from django.utils import timezone

from tandem.kernel.errors import TandemError
from tandem_desk.workspace.models import Job, JobState, Member, Workspace
from tandem_desk.workspace.services.jobs.queue import (
    claim_job,
    fail_job,
    finish_job,
    reap_dead_workers,
    release_job,
)
from tandem_desk.workspace.sockets import find_handler

__all__ = ["ClaimLost", "RunningJob", "WorkerStopping", "run_due_jobs", "run_job"]

_SHOWN_EVERY_SECONDS = 0.5
_LONGEST_ERROR = 20_000


class ClaimLost(Exception):
    """Another worker has taken the job over: whatever this one would still do, it must not."""


class WorkerStopping(BaseException):
    """The worker was told to end. Not an `Exception`: no handler may mistake it for a failure of its work."""


class RunningJob:
    """The context a handler works in; see :class:`tandem_desk.workspace.sockets.JobContext`."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._shown_at = 0.0
        self._asked_at = 0.0
        self._stopped = False

    @property
    def arguments(self) -> Mapping[str, Any]:
        """What was given to `enqueue_job`."""
        arguments: Mapping[str, Any] = self._job.arguments
        return arguments

    @property
    def workspace(self) -> Workspace | None:
        """The workspace the work is for."""
        return self._job.workspace

    @property
    def member(self) -> Member | None:
        """Who asked for it, if anybody did."""
        return self._job.member

    def progress(self, n_done: int, n_total: int = 0, words: str = "") -> None:
        """Show how far the work is.

        Raises
        ------
        ClaimLost
            The job was taken away from this worker.
        """
        if n_done != n_total and time.monotonic() - self._shown_at < _SHOWN_EVERY_SECONDS:
            return
        self._shown_at = time.monotonic()
        self._beat(n_done=n_done, n_total=n_total, progress_words=words[:300])

    def let_next_queue(self) -> None:
        """Give the job's unique key up: the same work may be queued again beside it.

        Raises
        ------
        ClaimLost
            The job was taken away from this worker.
        """
        self._beat(unique_key="")

    def stopped(self) -> bool:
        """Return whether somebody stopped the job.

        Raises
        ------
        ClaimLost
            The job was taken away from this worker.
        """
        if not self._stopped and time.monotonic() - self._asked_at >= _SHOWN_EVERY_SECONDS:
            self._asked_at = time.monotonic()
            self._beat()
        return self._stopped

    def _beat(self, **values: object) -> None:
        job = self._job
        claim = Job.objects.filter(pk=job.pk, worker=job.worker, n_tries=job.n_tries)
        if claim.filter(state=JobState.RUNNING).update(heartbeat_at=timezone.now(), **values):
            return
        self._stopped = claim.filter(state=JobState.STOPPED).exists()
        if not self._stopped:
            raise ClaimLost(f"job {job.pk} is no longer held by {job.worker}")


def run_job(job: Job, *, interruptible: AbstractContextManager[None] | None = None) -> bool:
    """Run one claimed job to its end; return whether it succeeded.

    A failure is kept on the job and never raised. An error of ours (unusable input, no permission, a missing extra)
    would fail again however often it were tried: it goes to the dead-letter list at once. `interruptible` surrounds the
    handler alone: the one stretch in which a worker may be told to end.

    Raises
    ------
    WorkerStopping
        The worker was told to end; the job was put back untried.
    """
    try:
        with interruptible or nullcontext():
            result = find_handler(job.name).run(RunningJob(job))
    except WorkerStopping:
        # The signal may have come in the middle of a statement; that connection is not to be trusted.
        connection.close()
        release_job(job=job, now=timezone.now())
        raise
    except ClaimLost:
        return False
    except TandemError as error:
        fail_job(job=job, error=str(error)[:_LONGEST_ERROR], permanent=True, now=timezone.now())
        return False
    except Exception:  # noqa: BLE001  (whatever a handler raises is kept on the job, for people to read)
        if not connection.in_atomic_block:
            close_old_connections()
        fail_job(job=job, error=traceback.format_exc()[-_LONGEST_ERROR:], permanent=False, now=timezone.now())
        return False
    return finish_job(job=job, result=result or {}, now=timezone.now())


def run_due_jobs(*, worker: str, limit: int | None = None, now: datetime | None = None) -> int:
    """Run what is due, one after the other, in this process; return how many jobs were taken up.

    Jobs that the run itself queues are run as well, unless `now` is given and they are due after it.
    """
    n_run = 0
    reap_dead_workers(now=now or timezone.now())
    while limit is None or n_run < limit:
        job = claim_job(worker=worker, now=now or timezone.now())
        if job is None:
            break
        run_job(job)
        n_run += 1
    return n_run
