"""What is learned: outcomes, model versions, which version is in force, and how far a function may go by itself."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from tandem_desk.review.models.append_only import AppendOnly

__all__ = ["AutonomyEntry", "ModelSwitch", "ModelVersion", "OutcomeEntry", "OutdatedSubject", "WeeklyMinutes"]


class OutcomeEntry(AppendOnly):
    """What came of it: append-only facts that label training data and tell person and machine who was right."""

    workspace = models.ForeignKey("workspace.Workspace", on_delete=models.CASCADE)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    value = models.FloatField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    source = models.CharField(max_length=300, default="")

    class Meta:
        db_table = "outcome"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "subject_kind", "subject_id", "kind", "occurred_at"], name="one_outcome_once"
            )
        ]


class ModelVersion(AppendOnly):
    """One fitted model with its card; kept for ever, so that any earlier one can be put back in force."""

    workspace = models.ForeignKey("workspace.Workspace", on_delete=models.CASCADE)
    function = models.CharField(max_length=100)
    number = models.PositiveIntegerField()
    card = models.JSONField(default=dict)
    artefact = models.BinaryField()
    data_until = models.DateTimeField()
    seed = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    seconds_to_fit = models.FloatField(default=0.0)

    class Meta:
        db_table = "model_version"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "function", "number"], name="one_version_of_a_number")
        ]


class ModelSwitch(AppendOnly):
    """Which version came into force when, by whom and why; the newest row is the version in force."""

    workspace = models.ForeignKey("workspace.Workspace", on_delete=models.CASCADE)
    function = models.CharField(max_length=100)
    version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="switches")
    actor_kind = models.CharField(max_length=10)
    actor = models.CharField(max_length=200)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    because = models.TextField()
    reranked = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        db_table = "model_switch"
        indexes: ClassVar = [models.Index(fields=["workspace", "function", "-id"], name="switches_newest_first")]


class AutonomyEntry(AppendOnly):
    """How far a function may go, for all or for one account: append-only; the newest row holds."""

    workspace = models.ForeignKey("workspace.Workspace", on_delete=models.CASCADE)
    function = models.CharField(max_length=100)
    account_id = models.BigIntegerField(null=True)
    level = models.CharField(max_length=30)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    because = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        db_table = "autonomy"
        indexes: ClassVar = [
            models.Index(fields=["workspace", "function", "account_id", "-id"], name="autonomy_newest")
        ]


class OutdatedSubject(models.Model):
    """A record that changed since a function last looked at it: taken out as soon as the function looks again."""

    workspace = models.ForeignKey("workspace.Workspace", on_delete=models.CASCADE)
    function = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()

    class Meta:
        db_table = "outdated_subject"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "function", "subject_id"], name="one_outdated_once")
        ]


class WeeklyMinutes(models.Model):
    """How many minutes a week a member has for what a function suggests; without a row, the function's own usual."""

    workspace = models.ForeignKey("workspace.Workspace", on_delete=models.CASCADE)
    function = models.CharField(max_length=100)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    minutes = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "weekly_minutes"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "function", "member"], name="one_week_of_a_member")
        ]
