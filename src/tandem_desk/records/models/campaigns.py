"""Campaigns and their members, and who plays which part in a deal."""

from typing import ClassVar

from django.db import models

from tandem_desk.records.models.base import Record, external_key, live_index, text
from tandem_desk.records.models.deals import Opportunity
from tandem_desk.records.models.imports import ImportRun
from tandem_desk.records.models.parties import Contact, Lead

__all__ = ["BuyingRole", "Campaign", "CampaignMember"]


class Campaign(Record):
    """A marketing effort with members."""

    name = text(400)
    type = text(100)
    status = text(100)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    budget = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    currency = text(3)

    class Meta:
        db_table = "campaign"
        constraints: ClassVar = [external_key("campaign")]
        indexes: ClassVar = [live_index("campaign_by_name", "name", "id")]

    def __str__(self) -> str:
        return self.name


class Link(models.Model):
    """What a row that ties two records together carries."""

    workspace = models.ForeignKey("workspace.Workspace", on_delete=models.CASCADE)
    external_id = text()
    source_system = text(40)
    recorded_at = models.DateTimeField()
    first_import = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    custom = models.JSONField(default=dict, blank=True)
    raw = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True


class CampaignMember(Link):
    """A lead or contact in a campaign."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="members")
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, null=True, blank=True, related_name="campaigns")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="campaigns")
    status = text(100)
    has_responded = models.BooleanField(null=True, blank=True)
    first_responded_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "campaign_member"
        constraints: ClassVar = [external_key("campaign_member")]


class BuyingRole(Link):
    """The part a contact plays in a deal."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="buying_group")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="buying_roles")
    role = text(200)
    is_primary = models.BooleanField(null=True, blank=True)

    class Meta:
        db_table = "buying_role"
        constraints: ClassVar = [external_key("buying_role")]
