"""The change history: one append-only table for all records."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from tandem_desk.records.models.imports import ImportRun

__all__ = ["Change", "RecordKind"]


class RecordKind(models.IntegerChoices):
    """Kinds of record as small numbers; names equal `tandem.kernel.vocabulary.SubjectKind`."""

    ACCOUNT = 1, "account"
    CONTACT = 2, "contact"
    LEAD = 3, "lead"
    OPPORTUNITY = 4, "opportunity"
    PRODUCT = 5, "product"
    QUOTE = 6, "quote"
    ORDER = 7, "order"
    CONTRACT = 8, "contract"
    CAMPAIGN = 9, "campaign"


class Change(models.Model):
    """One change of one field of one record; never edited, never deleted but with its workspace or by erasure.

    `old` and `new` are the values in the library's canonical text (see `tandem.tables.values.render`); null is empty.
    `valid_from` is when the new value began to hold: of an imported change the source's own moment of it where the file
    has one, else the run's; `recorded_at` is when it became known here.
    """

    workspace = models.ForeignKey("workspace.Workspace", on_delete=models.CASCADE)
    record_kind = models.PositiveSmallIntegerField(choices=RecordKind.choices)
    record_id = models.BigIntegerField()
    field = models.CharField(max_length=300)
    old = models.TextField(null=True)
    new = models.TextField(null=True)
    valid_from = models.DateTimeField()
    recorded_at = models.DateTimeField()
    source = models.CharField(max_length=300, default="")
    actor = models.CharField(max_length=200, default="")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    import_run = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, null=True, related_name="changes")
    reconstructed = models.BooleanField(default=False)

    class Meta:
        db_table = "change"
        indexes: ClassVar = [
            models.Index(fields=["record_kind", "record_id", "field", "valid_from"], name="changes_of_a_record"),
            models.Index(fields=["import_run"], name="changes_of_an_import"),
        ]
