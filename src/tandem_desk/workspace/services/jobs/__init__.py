"""Background work on the database alone: queued, claimed, kept alive, retried, given up, planned."""

from tandem_desk.workspace.services.jobs.plans import enqueue_planned
from tandem_desk.workspace.services.jobs.queue import (
    MISSED_AFTER,
    claim_job,
    enqueue_job,
    reap_dead_workers,
    retry_job,
    stop_job,
)
from tandem_desk.workspace.services.jobs.run import WorkerStopping, run_due_jobs, run_job
from tandem_desk.workspace.services.jobs.worker import Worker

__all__ = [
    "MISSED_AFTER",
    "Worker",
    "WorkerStopping",
    "claim_job",
    "enqueue_job",
    "enqueue_planned",
    "reap_dead_workers",
    "retry_job",
    "run_due_jobs",
    "run_job",
    "stop_job",
]
