"""Imports: what was dropped, how it was understood, how far it got, which rows came back."""

from typing import ClassVar

from django.conf import settings
from django.db import models

__all__ = ["BadRow", "ImportRun", "ImportState", "ImportTable", "PendingReference"]


class ImportState(models.TextChoices):
    """Where an import stands."""

    UPLOADED = "uploaded", "Uploaded"
    RECOGNISED = "recognised", "Waiting for your look"
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"


class ImportRun(models.Model):
    """One import: a file, a folder or a zip, brought in and undone as a whole."""

    workspace = models.ForeignKey("workspace.Workspace", on_delete=models.CASCADE, related_name="imports")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    name = models.CharField(max_length=300)
    path = models.CharField(max_length=1000)
    digest = models.CharField(max_length=64, default="")
    state = models.CharField(max_length=12, choices=ImportState.choices, default=ImportState.UPLOADED)
    recognition = models.JSONField(default=dict)
    region = models.CharField(max_length=2, default="US")
    currency = models.CharField(max_length=3, default="USD")
    time_zone = models.CharField(max_length=64, default="UTC")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(default="")

    class Meta:
        db_table = "import_run"
        indexes: ClassVar = [models.Index(fields=["workspace", "-id"], name="imports_newest_first")]

    def __str__(self) -> str:
        return self.name


class ImportTable(models.Model):
    """One table of an import: its mapping, and the row up to which it is committed, where a resume starts."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="tables")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=300)
    table = models.CharField(max_length=40, default="")
    system = models.CharField(max_length=40, default="")
    mapping = models.JSONField(default=list)
    file_dialect = models.JSONField(default=dict)
    n_rows = models.BigIntegerField(default=0)
    n_committed = models.BigIntegerField(default=0)
    n_created = models.BigIntegerField(default=0)
    n_updated = models.BigIntegerField(default=0)
    n_unchanged = models.BigIntegerField(default=0)
    n_bad = models.BigIntegerField(default=0)
    state = models.JSONField(default=dict)
    is_done = models.BooleanField(default=False)

    class Meta:
        db_table = "import_table"
        ordering: ClassVar = ["position"]


class BadRow(models.Model):
    """A row, or one cell of it, that could not be taken in: nothing of it is lost."""

    table = models.ForeignKey(ImportTable, on_delete=models.CASCADE, related_name="bad_rows")
    row_number = models.BigIntegerField()
    column = models.CharField(max_length=300, default="")
    reason = models.TextField()
    raw = models.TextField()
    row_was_taken = models.BooleanField(default=False)

    class Meta:
        db_table = "import_bad_row"
        indexes: ClassVar = [models.Index(fields=["table", "row_number"], name="bad_rows_in_order")]


class PendingReference(models.Model):
    """A reference whose target has not been seen yet; it is filled in by the import that brings the target."""

    workspace = models.ForeignKey("workspace.Workspace", on_delete=models.CASCADE, db_index=False)
    table = models.ForeignKey(ImportTable, on_delete=models.CASCADE, related_name="pending_references")
    row_number = models.BigIntegerField()
    header = models.CharField(max_length=300, default="")
    record_table = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    column = models.CharField(max_length=100)
    target_table = models.CharField(max_length=40)
    target = models.CharField(max_length=400)
    system = models.CharField(max_length=40, default="")

    class Meta:
        db_table = "pending_reference"
        indexes: ClassVar = [
            models.Index(fields=["workspace", "target_table", "target"], name="pending_by_target"),
            models.Index(fields=["record_table", "record_id"], name="pending_of_a_record"),
        ]
