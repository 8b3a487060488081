"""The parties: accounts, contacts, leads."""

from typing import ClassVar

from django.db import models

from tandem_desk.records.models.base import (
    Address,
    Consent,
    Firm,
    Person,
    Record,
    Scored,
    external_key,
    live_index,
    sparse_index,
    text,
)

__all__ = ["Account", "Contact", "Lead"]


class Account(Record, Firm, Address):
    """A customer company, present or possible."""

    name = text(400)
    name_key = text(400)
    domain = text(253)
    website = text(1000)
    phone = text(80)
    type = text(100)
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="children")
    description = models.TextField(default="", blank=True)
    people_only = models.BooleanField(default=False)

    class Meta:
        db_table = "account"
        constraints: ClassVar = [external_key("account")]
        indexes: ClassVar = [
            live_index("account_by_name", "name_key", "id"),
            live_index("account_by_domain", "domain"),
            live_index("account_newest", "-created_at", "-id"),
            live_index("account_by_owner", "owner", "name_key"),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(Record, Person, Address, Consent):
    """A person at an account."""

    account = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="contacts")
    department = text()
    role = text(100)
    source = text(200)
    description = models.TextField(default="", blank=True)

    class Meta:
        db_table = "contact"
        constraints: ClassVar = [external_key("contact")]
        indexes: ClassVar = [
            live_index("contact_by_name", "name_key", "id"),
            live_index("contact_by_email", "email_key"),
            live_index("contact_newest", "-created_at", "-id"),
        ]

    def __str__(self) -> str:
        return self.name


class Lead(Record, Person, Firm, Address, Consent, Scored):
    """A person or firm found that may buy; the score columns cache the newest score so that lists can sort by it."""

    company = text(400)
    company_key = text(400)
    website = text(1000)
    source = text(200)
    status = text(100)
    lifecycle_stage = text(100)
    rating = text(100)
    description = models.TextField(default="", blank=True)
    is_converted = models.BooleanField(null=True, blank=True)
    converted_at = models.DateTimeField(null=True, blank=True)
    account = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="leads", db_index=False
    )
    converted_contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="converted_from", db_index=False
    )
    converted_opportunity = models.ForeignKey(
        "records.Opportunity",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="converted_from",
        db_index=False,
    )

    class Meta:
        db_table = "lead"
        constraints: ClassVar = [external_key("lead")]
        indexes: ClassVar = [
            live_index("lead_by_name", "name_key", "id"),
            live_index("lead_by_company", "company_key", "id"),
            live_index("lead_by_email", "email_key"),
            live_index("lead_newest", "-created_at", "-id"),
            live_index("lead_by_score", "-score_probability", "-id"),
            live_index("lead_by_status", "status", "-score_probability"),
            live_index("lead_by_owner", "owner", "-score_probability"),
            live_index("lead_by_source", "source", "-score_probability"),
            sparse_index("lead_of_an_account", "account"),
            sparse_index("lead_of_a_contact", "converted_contact"),
            sparse_index("lead_of_a_deal", "converted_opportunity"),
        ]

    def __str__(self) -> str:
        return self.name or self.company or self.email
