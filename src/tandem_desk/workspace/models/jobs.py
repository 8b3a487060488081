"""Background work as people see it: what runs, how far it is, what failed for good."""

from typing import ClassVar

from django.db import models

from tandem_desk.workspace.models.members import Member, Workspace

__all__ = ["Job", "JobState"]


class JobState(models.TextChoices):
    """Where a job stands. `dead` is the dead-letter list: every try failed."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    DEAD = "dead", "Failed for good"
    STOPPED = "stopped", "Stopped"


class Job(models.Model):
    """One piece of background work: it survives its worker's death and is tried again with growing pauses."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, null=True)
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True)
    name = models.CharField(max_length=100)
    title = models.CharField(max_length=300)
    arguments = models.JSONField(default=dict)
    unique_key = models.CharField(max_length=200, default="", blank=True)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    n_tries = models.PositiveSmallIntegerField(default=0)
    max_tries = models.PositiveSmallIntegerField(default=5)
    run_after = models.DateTimeField()
    heartbeat_at = models.DateTimeField(null=True)
    worker = models.CharField(max_length=100, default="")
    n_done = models.BigIntegerField(default=0)
    n_total = models.BigIntegerField(default=0)
    progress_words = models.CharField(max_length=300, default="")
    error = models.TextField(default="")
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "job"
        indexes: ClassVar = [models.Index(fields=["state", "run_after"], name="jobs_next")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unique_key"],
                condition=models.Q(state__in=["waiting", "running"]) & ~models.Q(unique_key=""),
                name="one_live_job_of_a_key",
            )
        ]
