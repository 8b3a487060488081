"""The table of touchpoints."""

from typing import ClassVar

from django.db import models

__all__ = ["Touchpoint"]


def _timeline_of(field: str, name: str) -> models.Index:
    # Most touchpoints hang on one record: rows without one of a kind stay out of that kind's index.
    return models.Index(fields=[field, "-occurred_at"], condition=models.Q(**{f"{field}__isnull": False}), name=name)


class Touchpoint(models.Model):
    """One moment of contact: append-only. `human_probability`: that a person made it; null if not judged."""

    workspace = models.ForeignKey("workspace.Workspace", on_delete=models.CASCADE, db_index=False)
    external_id = models.CharField(max_length=300, default="", blank=True)
    source_system = models.CharField(max_length=40, default="", blank=True)
    kind = models.CharField(max_length=20)
    direction = models.CharField(max_length=10, default="", blank=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    zone = models.CharField(max_length=64, default="", blank=True)
    duration_seconds = models.FloatField(null=True, blank=True)
    account = models.ForeignKey(
        "records.Account", on_delete=models.SET_NULL, null=True, blank=True, related_name="touchpoints", db_index=False
    )
    contact = models.ForeignKey(
        "records.Contact", on_delete=models.SET_NULL, null=True, blank=True, related_name="touchpoints", db_index=False
    )
    lead = models.ForeignKey(
        "records.Lead", on_delete=models.SET_NULL, null=True, blank=True, related_name="touchpoints", db_index=False
    )
    opportunity = models.ForeignKey(
        "records.Opportunity",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="touchpoints",
        db_index=False,
    )
    campaign = models.ForeignKey(
        "records.Campaign", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    channel = models.CharField(max_length=100, default="", blank=True)
    subject = models.CharField(max_length=1000, default="", blank=True)
    body = models.TextField(default="", blank=True)
    url = models.CharField(max_length=2000, default="", blank=True)
    status = models.CharField(max_length=100, default="", blank=True)
    human_probability = models.FloatField(null=True, blank=True)
    owner_name = models.CharField(max_length=200, default="", blank=True)
    first_import = models.ForeignKey(
        "records.ImportRun", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    custom = models.JSONField(default=dict, blank=True)
    raw = models.JSONField(default=dict, blank=True)

    class Meta:
        db_table = "touchpoint"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "source_system", "external_id"],
                condition=~models.Q(external_id=""),
                name="touchpoint_external_key",
            )
        ]
        indexes: ClassVar = [
            _timeline_of("lead", "touchpoints_of_a_lead"),
            _timeline_of("account", "touchpoints_of_an_account"),
            _timeline_of("contact", "touchpoints_of_a_contact"),
            _timeline_of("opportunity", "touchpoints_of_a_deal"),
        ]
