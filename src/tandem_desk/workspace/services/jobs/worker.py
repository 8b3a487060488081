"""The worker process: takes jobs one at a time, gives signs of life, ends cleanly when told to."""

import logging
import math
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from types import FrameType

from django.db import close_old_connections, connection
from django.utils import timezone
from django.utils.crypto import get_random_string

from tandem_desk.workspace.models import Job, JobState
from tandem_desk.workspace.services.jobs.plans import enqueue_planned
from tandem_desk.workspace.services.jobs.queue import MISSED_AFTER, claim_job, reap_dead_workers
from tandem_desk.workspace.services.jobs.run import WorkerStopping, run_job
from tandem_desk.workspace.sockets import mend_at_start, warm_up

__all__ = ["Pace", "Worker"]

_LOG = logging.getLogger(__name__)
_EXIT_CLAIM_LOST = 70
_GRACE_SECONDS = 1.0


@dataclass(frozen=True)
class Pace:
    """How often a worker does what.

    Attributes:
        poll_seconds: between two looks at an empty queue, > 0; what people wait for begins so late at the most.
        beat_seconds: between two signs of life, > 0.
        missed_after: silence after which a worker counts as dead; several beats.
        round_seconds: between two looks for dead workers and planned work, > 0.
    """

    poll_seconds: float = 0.2
    beat_seconds: float = 5.0
    missed_after: timedelta = MISSED_AFTER
    round_seconds: float = 1.0


class Worker:
    """Runs jobs until told to end. `parent` is a process without which it has nothing to live for."""

    def __init__(self, *, name: str = "", pace: Pace | None = None, parent: int | None = None) -> None:
        self.name = name or f"{os.uname().nodename[:40]} {os.getpid()} {get_random_string(6)}"
        self._pace = pace or Pace()
        self._parent = parent
        self._ending = threading.Event()
        self._in_handler = False
        self._round_at = -math.inf

    def run(self, *, until_empty: bool = False) -> int:
        """Work until SIGTERM or SIGINT, or until the queue is empty; return how many jobs were taken up."""
        before = {number: signal.signal(number, self._on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
        n_run = 0
        try:
            mend_at_start()
            threading.Thread(target=_warm_up, daemon=True).start()
            while not self._ending.is_set():
                close_old_connections()
                worked = self._work_once()
                n_run += worked
                if not worked and until_empty:
                    break
                if not worked:
                    self._ending.wait(self._pace.poll_seconds)
                if self._parent is not None and os.getppid() != self._parent:
                    break
        except WorkerStopping:
            n_run += 1
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        return n_run

    def _work_once(self) -> int:
        now = timezone.now()
        if time.monotonic() - self._round_at >= self._pace.round_seconds:
            self._round_at = time.monotonic()
            reap_dead_workers(now=now, missed_after=self._pace.missed_after)
            enqueue_planned(now=now)
        job = claim_job(worker=self.name, now=timezone.now())
        if job is None:
            return 0
        done = threading.Event()
        beating = threading.Thread(target=self._beat, args=(job, done), daemon=True)
        beating.start()
        try:
            run_job(job, interruptible=self._interruptible())
        finally:
            done.set()
            beating.join()
        return 1

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        self._in_handler = True
        try:
            if self._ending.is_set():
                raise WorkerStopping
            yield
        finally:
            self._in_handler = False

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._ending.set()
        if self._in_handler:
            self._in_handler = False
            raise WorkerStopping

    def _beat(self, job: Job, done: threading.Event) -> None:
        try:
            while not done.wait(self._pace.beat_seconds):
                # The claim also ends when the job does; then `done` follows at once.
                if not _still_held(job) and not done.wait(_GRACE_SECONDS):
                    # Somebody else does this work now, and a handler deep in a computation cannot be called back.
                    os._exit(_EXIT_CLAIM_LOST)
        finally:
            connection.close()


def _warm_up() -> None:
    """Load what the first job would otherwise wait for; work does not wait for it, and its failure is only logged."""
    try:
        warm_up()
    except Exception:  # noqa: BLE001  (a cold worker works as well)
        _LOG.exception("a worker could not be warmed up")
    finally:
        connection.close()


def _still_held(job: Job) -> bool:
    claim = Job.objects.filter(pk=job.pk, worker=job.worker, n_tries=job.n_tries)
    if claim.filter(state=JobState.RUNNING).update(heartbeat_at=timezone.now()):
        return True
    return claim.filter(state=JobState.STOPPED).exists()
