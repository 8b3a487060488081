"""Records as programs list them: any kind, by id, name or score, page after page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from tandem.kernel.vocabulary import SubjectKind
from tandem.tables.schema import Column, ColumnType
from tandem_desk.records.models import Change
from tandem_desk.records.models.base import Record
from tandem_desk.records.selectors.kinds import kind_number, kind_of, model_of, table_of
from tandem_desk.workspace.models import Member
from tandem_desk.workspace.permissions import visible

__all__ = ["Asked", "changes_page", "filter_columns", "find_visible", "records_page", "sorts_of"]

_FILTERED = (ColumnType.CATEGORY, ColumnType.REFERENCE, ColumnType.EMAIL, ColumnType.FLAG, ColumnType.COUNTRY)
_FILTERED_NAMES = ("external_id", "domain", "code")


@dataclass(frozen=True)
class Asked:
    """What a list is asked for.

    Attributes:
        sort: one of `sorts_of`.
        limit: rows wanted; one more is returned where there are more.
        equal: schema column → value; `owner` → member's id.
        after: place of the last row seen, [sort value, id].
        as_of: only records that were there, and known, at this aware instant.
    """

    sort: str
    limit: int
    equal: Mapping[str, Any]
    after: Sequence[Any] | None = None
    as_of: datetime | None = None


def filter_columns(kind: SubjectKind) -> tuple[Column, ...]:
    """Return the columns a list of a kind can be filtered by."""
    return tuple(
        column for column in table_of(kind).columns if column.type in _FILTERED or column.name in _FILTERED_NAMES
    )


def sorts_of(kind: SubjectKind) -> dict[str, tuple[str, bool]]:
    """Return the orders of a kind: key → (field, whether it descends)."""
    fields = {field.name for field in model_of(kind)._meta.get_fields()}  # noqa: SLF001  (documented by Django)
    sorts = {"id": ("id", False), "-id": ("id", True)}
    if "name_key" in fields:
        sorts["name"] = ("name_key", False)
    if "score_probability" in fields:
        sorts["-score"] = ("score_probability", True)
    return sorts


def records_page(*, member: Member, kind: SubjectKind, asked: Asked) -> list[Record]:
    """Return the records a member may see, in order, one more than asked for where there are more."""
    rows = visible(model_of(kind).objects.all(), member)
    if asked.as_of is None:
        rows = rows.filter(deleted_at=None)
    else:
        rows = rows.filter(Q(deleted_at=None) | Q(deleted_at__gt=asked.as_of), recorded_at__lte=asked.as_of)
    rows = rows.filter(**{_lookup(kind, name): value for name, value in asked.equal.items()})
    field, descends = sorts_of(kind)[asked.sort]
    if asked.after is not None:
        rows = rows.filter(_beyond(field, asked.after, descends=descends))
    return list(_ordered(rows, field, descends=descends)[: asked.limit + 1])


def _lookup(kind: SubjectKind, name: str) -> str:
    references = {column.name for column in table_of(kind).columns if column.refers_to}
    return f"{name}_id" if name in references or name == "owner" else name


def _ordered(rows: "QuerySet[Any]", field: str, *, descends: bool) -> "QuerySet[Any]":
    if field == "id":
        return rows.order_by("-id" if descends else "id")
    if descends:
        return rows.order_by(F(field).desc(nulls_last=True), "-id")
    return rows.order_by(field, "id")


def _beyond(field: str, after: Sequence[Any], *, descends: bool) -> Q:
    value, record_id = after
    onward = "lt" if descends else "gt"
    later_id = Q(**{f"id__{onward}": record_id})
    if field == "id":
        return later_id
    if value is None:
        return Q(**{f"{field}__isnull": True}) & later_id
    further = Q(**{f"{field}__{onward}": value}) | (Q(**{field: value}) & later_id)
    return further | Q(**{f"{field}__isnull": True}) if descends else further


def find_visible(*, member: Member, kind: SubjectKind, record_id: int, deleted: bool = False) -> Record | None:
    """Return one record a member may see, or `None`; deleted ones only where asked for."""
    rows = visible(model_of(kind).objects.filter(pk=record_id), member)
    found: Record | None = (rows if deleted else rows.filter(deleted_at=None)).first()
    return found


def changes_page(*, record: Record, before_id: int | None, limit: int) -> list[Change]:
    """Return a record's changes as they were recorded, newest first, one more than asked for where there are more."""
    rows = Change.objects.filter(record_kind=kind_number(kind_of(record)), record_id=record.pk)
    if before_id is not None:
        rows = rows.filter(id__lt=before_id)
    return list(rows.order_by("-id")[: limit + 1])
