"""The past of a record: its changes, its state at any moment, and where each present value came from."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tandem.kernel import timeline
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.models import Change, ImportRun
from tandem_desk.records.models.base import Record
from tandem_desk.records.selectors.canonical import canonical, typed_value
from tandem_desk.records.selectors.kinds import kind_number, kind_of, table_of

__all__ = ["ValueSource", "changes_of", "present_values", "record_as_of", "value_source", "value_sources", "version_of"]


@dataclass(frozen=True)
class ValueSource:
    """Where a present value came from.

    Attributes:
        field: the field's name in Tandem's spelling.
        source: "import 12: leads.csv row 7", "page", "api key crm-sync", ...
        actor: who, in words; empty where it came with the record itself.
        at: when Tandem learned of it.
        reconstructed: whether it was rebuilt from an export's history.
    """

    field: str
    source: str
    actor: str
    at: datetime
    reconstructed: bool = False


def changes_of(*, record: Record, fields: Iterable[str] = (), limit: int | None = None) -> list[Change]:
    """Return a record's changes, newest first; of some fields only where `fields` names any."""
    found = Change.objects.filter(record_kind=kind_number(kind_of(record)), record_id=record.pk)
    if named := tuple(fields):
        found = found.filter(field__in=named)
    return list(found.order_by("-valid_from", "-recorded_at", "-id")[:limit])


def version_of(*, record: Record) -> int:
    """Return a number that grows with each change of the record: give it back as `expected_version`."""
    newest = (
        Change.objects.filter(record_kind=kind_number(kind_of(record)), record_id=record.pk)
        .order_by("-id")
        .values_list("id", flat=True)
        .first()
    )
    return newest or 0


def present_values(record: Record) -> dict[str, Any]:
    """Return a record's present values by schema name, references as ids, custom fields as `custom.<header>`."""
    values = {
        column.name: getattr(record, f"{column.name}_id" if column.refers_to else column.name)
        for column in table_of(kind_of(record)).columns
    }
    return values | {f"custom.{header}": value for header, value in record.custom.items()}


def record_as_of(*, record: Record, as_of: datetime, known_by: datetime | None = None) -> dict[str, Any]:
    """Return a record's values at a moment, as they were known at `known_by` (default: at that moment itself).

    Parameters
    ----------
    record
        The record; its present state and its changes are read.
    as_of, known_by
        Aware instants; see `tandem.kernel.timeline.value_as_of`.

    Returns
    -------
    Typed values by schema name; custom fields as text under `custom.<header>`.
    """
    kind = kind_of(record)
    values = present_values(record)
    by_field: dict[str, list[timeline.Change]] = defaultdict(list)
    rows = Change.objects.filter(record_kind=kind_number(kind), record_id=record.pk).order_by("id")
    for row in rows:
        by_field[row.field].append(_as_kernel(kind, row))
    types = {column.name: column.type for column in table_of(kind).columns}
    for field, changes in by_field.items():
        current = canonical(values.get(field))
        text = timeline.value_as_of(current, changes, as_of=as_of, known_by=known_by)
        if field in types:
            values[field] = typed_value(text, types[field]) if text is not None else _empty(values.get(field))  # type: ignore[arg-type]  # changes hold text only
        elif field.startswith("custom."):
            values[field] = text
    return values


def _empty(present: Any) -> Any:
    return "" if isinstance(present, str) else None


def _as_kernel(kind: SubjectKind, row: Change) -> timeline.Change:
    return timeline.Change(
        subject_kind=kind,
        subject_id=row.record_id,
        field=row.field,
        old=row.old,
        new=row.new,
        valid_from=row.valid_from,
        recorded_at=row.recorded_at,
        source=row.source,
        actor=row.actor,
        reconstructed=row.reconstructed,
    )


def value_source(*, record: Record, field: str) -> ValueSource:
    """Return where one present value came from: its last change, or else the record's own beginning."""
    return value_sources(record=record, fields=(field,))[field]


def value_sources(*, record: Record, fields: Sequence[str] = ()) -> dict[str, ValueSource]:
    """Return where each present value came from, in one query; of all schema fields where none are named."""
    wanted = tuple(fields) or tuple(present_values(record))
    beginning = _beginning(record)
    sources = {
        field: ValueSource(field, beginning.source, beginning.actor, beginning.at, beginning.reconstructed)
        for field in wanted
    }
    for change in reversed(changes_of(record=record, fields=wanted)):
        sources[change.field] = ValueSource(
            change.field, change.source, change.actor, change.recorded_at, change.reconstructed
        )
    return sources


def _beginning(record: Record) -> ValueSource:
    source = record.first_source
    if not source and record.first_import_id is not None:
        run = ImportRun.objects.filter(pk=record.first_import_id).first()
        source = f"import {record.first_import_id}: {run.name}" if run else ""
    return ValueSource("", source, "", record.recorded_at)
