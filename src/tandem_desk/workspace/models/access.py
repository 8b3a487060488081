"""API keys, answers kept for repeated requests, and the audit log."""

from typing import ClassVar

from django.db import models

from tandem_desk.workspace.models.members import Member, Workspace

__all__ = ["Allowance", "ApiKey", "AuditEntry", "IdempotentAnswer"]


class ApiKey(models.Model):
    """A key for a program. Only a hash is stored; the key itself is shown once."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="api_keys")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=200)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_key"

    def __str__(self) -> str:
        return self.name


class Allowance(models.Model):
    """How many requests a key may still make now: a bucket of tokens that fills with time, shared by all processes."""

    api_key = models.OneToOneField(ApiKey, on_delete=models.CASCADE, primary_key=True, related_name="allowance")
    n_tokens = models.FloatField()
    filled_at_seconds = models.FloatField()

    class Meta:
        db_table = "api_allowance"


class IdempotentAnswer(models.Model):
    """The answer given to a request with an `Idempotency-Key`: a repeat gets it again and nothing happens twice."""

    api_key = models.ForeignKey(ApiKey, on_delete=models.CASCADE)
    key = models.CharField(max_length=200)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(default="")
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "idempotent_answer"
        constraints: ClassVar = [models.UniqueConstraint(fields=["api_key", "key"], name="one_answer_for_a_key")]


class AuditEntry(models.Model):
    """Who did what, when: append-only."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True)
    actor = models.CharField(max_length=200)
    action = models.CharField(max_length=100)
    subject = models.CharField(max_length=200, default="")
    detail = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "audit_entry"
        indexes: ClassVar = [models.Index(fields=["workspace", "-id"], name="audit_newest_first")]
