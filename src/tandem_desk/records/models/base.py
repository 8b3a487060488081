"""What every record carries."""

from django.conf import settings
from django.db import models

from tandem_desk.records.models.imports import ImportRun

__all__ = [
    "Address",
    "Consent",
    "Firm",
    "Person",
    "Record",
    "Scored",
    "external_key",
    "live_index",
    "sparse_index",
    "text",
]


def text(max_length: int = 300) -> "models.CharField[str, str]":
    """Return a text column that is empty by default, never null."""
    return models.CharField(max_length=max_length, default="", blank=True)


class Record(models.Model):
    """One thing with a history.

    A row holds the present state; `Change` holds every change of a tracked field. A value that never changed came from
    `first_import` (or the page or key named in `first_source`). `custom` keeps columns we have no name for under their
    original header; `raw` keeps the text as written where our rendering of the value would differ from it.
    """

    # Every column indexed here costs each of a million imported rows; `live_index` and `sparse_index` serve instead.
    workspace = models.ForeignKey("workspace.Workspace", on_delete=models.CASCADE, db_index=False)
    external_id = text()
    source_system = text(40)
    created_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    team = models.ForeignKey(
        "workspace.Team", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    owner_name = text(200)
    first_import = models.ForeignKey(
        ImportRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    first_source = text(300)
    custom = models.JSONField(default=dict, blank=True)
    raw = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True


class Person(models.Model):
    """A person's name and addresses; `*_key` is the normal form for matching and for search."""

    salutation = text(40)
    first_name = text(200)
    last_name = text(200)
    name = text(400)
    title = text()
    email = text(320)
    email_key = text(320)
    phone = text(80)
    mobile_phone = text(80)
    name_key = text(400)

    class Meta:
        abstract = True


class Address(models.Model):
    """A postal address."""

    street = text()
    city = text(200)
    state = text(200)
    postal_code = text(40)
    country = text(100)

    class Meta:
        abstract = True


class Firm(models.Model):
    """What is known of the firm itself."""

    industry = text(200)
    annual_revenue = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    currency = text(3)
    n_employees = models.BigIntegerField(null=True, blank=True)

    class Meta:
        abstract = True


class Consent(models.Model):
    """What the record says of consent; what *holds* is decided by `workspace.ConsentEntry` together with these."""

    email_opt_out = models.BooleanField(default=False)
    do_not_call = models.BooleanField(default=False)
    people_only = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Scored(models.Model):
    """What the function about this kind of record last said of it, frozen until it is scored again."""

    score_probability = models.FloatField(null=True, blank=True)
    score_low = models.FloatField(null=True, blank=True)
    score_high = models.FloatField(null=True, blank=True)
    scored_at = models.DateTimeField(null=True, blank=True)
    score_version = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        abstract = True


def external_key(name: str) -> models.UniqueConstraint:
    """Return the constraint that one source's id stands for one record."""
    return models.UniqueConstraint(
        fields=["workspace", "source_system", "external_id"],
        condition=~models.Q(external_id=""),
        name=f"{name}_external_key",
    )


def live_index(name: str, *fields: str) -> models.Index:
    """Return an index for lists of one workspace."""
    return models.Index(fields=["workspace", *fields], name=name)


def sparse_index(name: str, field: str) -> models.Index:
    """Return an index for a reference that most rows leave empty; rows without one cost nothing."""
    return models.Index(fields=[field], condition=models.Q(**{f"{field}__isnull": False}), name=name)
