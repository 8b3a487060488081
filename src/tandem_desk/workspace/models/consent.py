"""Consent by address, so that an opt-out holds whatever record the address stands on."""

from typing import ClassVar

from django.db import models

from tandem_desk.workspace.models.members import Workspace

__all__ = ["ConsentEntry"]


class ConsentEntry(models.Model):
    """One statement about one address: append-only; an opt-out stands until the person themselves opts in again.

    `address_key` is the normal form (e-mail without plus-part, or phone in E.164). Imports and merges may add an
    opt-out, never lift one.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    channel = models.CharField(max_length=20, choices=[("email", "E-mail"), ("phone", "Phone")])
    address_key = models.CharField(max_length=254)
    opted_out = models.BooleanField()
    by_the_person = models.BooleanField(default=False)
    source = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        db_table = "consent_entry"
        indexes: ClassVar = [
            models.Index(fields=["workspace", "channel", "address_key", "-id"], name="consent_by_address")
        ]
