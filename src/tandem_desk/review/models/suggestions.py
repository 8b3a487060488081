"""Suggestions and the decisions on them: two tables, the second append-only."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from tandem_desk.review.models.append_only import AppendOnly

__all__ = ["DecisionEntry", "Override", "Snooze", "Stop", "SuggestionEntry"]


class SuggestionEntry(models.Model):
    """One suggestion as made. The row never changes but for `state` and `closed_at`; a newer one supersedes it."""

    workspace = models.ForeignKey("workspace.Workspace", on_delete=models.CASCADE)
    function = models.CharField(max_length=100)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    team = models.ForeignKey("workspace.Team", on_delete=models.SET_NULL, null=True, related_name="+")
    proposal_type = models.CharField(max_length=200)
    proposal = models.JSONField()
    probability = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    level = models.FloatField(null=True)
    n_similar = models.BigIntegerField(default=0)
    reasons = models.JSONField(default=list)
    provenance = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)
    priority = models.FloatField(default=0.0)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="open")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "suggestion"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "function", "subject_kind", "subject_id"],
                condition=models.Q(closed_at__isnull=True),
                name="one_open_suggestion",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["workspace", "assigned_to", "-priority", "id"],
                name="queue_of_a_member",
                condition=models.Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["workspace", "team", "-priority", "id"],
                name="queue_of_a_team",
                condition=models.Q(closed_at__isnull=True),
            ),
            models.Index(fields=["subject_kind", "subject_id", "-id"], name="suggestions_of_a_record"),
            models.Index(fields=["workspace", "function", "-id"], name="suggestions_of_a_function"),
        ]


class DecisionEntry(AppendOnly):
    """One decision: append-only; undone by a further row that names it in `undoes`."""

    suggestion = models.ForeignKey(SuggestionEntry, on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=10)
    actor_kind = models.CharField(max_length=10)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=200)
    reason_code = models.CharField(max_length=100, default="")
    comment = models.TextField(default="")
    amended_proposal = models.JSONField(null=True)
    fingerprint_seen = models.CharField(max_length=64)
    decided_at = models.DateTimeField()
    effects = models.JSONField(default=list)
    undoes = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="undone_by")

    class Meta:
        db_table = "decision"
        indexes: ClassVar = [models.Index(fields=["suggestion", "-id"], name="decisions_newest_first")]


class Snooze(models.Model):
    """A member put a suggestion off until later; it stays open."""

    suggestion = models.ForeignKey(SuggestionEntry, on_delete=models.CASCADE, related_name="snoozes")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "snooze"
        indexes: ClassVar = [models.Index(fields=["member", "until"], name="snoozes_of_a_member")]


class Stop(AppendOnly):
    """Somebody stopped the machine for one suggestion: it stays open for people, and no machine acts on it again."""

    suggestion = models.ForeignKey(SuggestionEntry, on_delete=models.CASCADE, related_name="stops")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    because = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        db_table = "suggestion_stop"


class Override(models.Model):
    """A person's own figure in place of the machine's: an event with reason and expiry, measured like any forecast."""

    workspace = models.ForeignKey("workspace.Workspace", on_delete=models.CASCADE)
    function = models.CharField(max_length=100)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    probability = models.FloatField()
    machine_probability = models.FloatField(null=True)
    reason = models.TextField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "override"
        indexes: ClassVar = [
            models.Index(fields=["workspace", "function", "subject_kind", "subject_id"], name="overrides_of_a_record")
        ]
