"""Takes single changes back: the earlier value stands again, and the history says why."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tandem.kernel.errors import Fault, InputError
from tandem.tables.schema import ColumnType
from tandem_desk.records.models import Change, RecordKind
from tandem_desk.records.models.base import Record
from tandem_desk.records.selectors.canonical import canonical, typed_value
from tandem_desk.records.selectors.kinds import get_record, model_of, table_of
from tandem_desk.records.services.changing import lock_record, write_changes
from tandem_desk.records.services.consent import CONSENT_FLAGS
from tandem_desk.records.services.values_given import GivenValues
from tandem_desk.workspace.models import Member, Workspace
from tandem_desk.workspace.permissions import Action, require_change

__all__ = ["restore_field", "undo_changes"]


@transaction.atomic
def undo_changes(
    *,
    change_ids: Sequence[int],
    workspace: Workspace,
    member: Member | None,
    source: str,
    actor: str,
    at: datetime,
) -> list[Change]:
    """Put the values back that some changes replaced, newest first, and return the rows this adds to the history.

    Raises
    ------
    InputError
        A change is not of this workspace, or its field has changed again since; nothing is then undone.
    NotPermitted
        The member may not change one of the records.
    """
    changes = list(Change.objects.filter(pk__in=set(change_ids), workspace=workspace).order_by("-id"))
    missing = set(change_ids) - {change.pk for change in changes}
    faults = [Fault("change", "must be one of this workspace", f"id {pk}") for pk in sorted(missing)]
    written: list[Change] = []
    records: dict[tuple[int, int], Record] = {}
    for change in changes:
        record = _record_of(change, records, member)
        if _present_text(record, change.field) != change.new:
            must = f"must not have changed again since change {change.pk}"
            faults.append(Fault(change.field, must, "another value", "Undo the later change first."))
            continue
        given = _old_value(record, change)
        written += write_changes(record=record, given=given, member=member, source=source, actor=actor, at=at)
    if faults:
        raise InputError(faults)
    return written


def restore_field(*, change: Change, source: str, actor: str, at: datetime) -> bool:
    """Put one field back to what it was before a change, unless it has changed since; return whether it was put back.

    Asks for no permission: whoever undoes a whole import has it. An opt-out is never lifted.
    """
    kind = RecordKind(change.record_kind).label
    model = model_of(kind)
    record = model.objects.select_for_update().filter(pk=change.record_id, workspace_id=change.workspace_id).first()
    if record is None or _present_text(record, change.field) != change.new:
        return False
    if any(change.field == flag and change.new == "true" for flag, _, _ in CONSENT_FLAGS):
        return False
    given = _old_value(record, change)
    return bool(write_changes(record=record, given=given, member=None, source=source, actor=actor, at=at))


def _record_of(change: Change, records: dict[tuple[int, int], Record], member: Member | None) -> Record:
    key = (change.record_kind, change.record_id)
    if key not in records:
        kind = RecordKind(change.record_kind).label
        record = get_record(kind=kind, record_id=change.record_id, workspace_id=change.workspace_id)
        if member is not None:
            require_change(member, record, Action.EDIT)
        lock_record(record)
        records[key] = record
    return records[key]


def _attribute(change_field: str, record: Record) -> tuple[str, ColumnType]:
    if change_field in ("owner", "team"):
        return f"{change_field}_id", ColumnType.REFERENCE
    if change_field == "deleted_at":
        return "deleted_at", ColumnType.MOMENT
    column = table_of(RecordKind[type(record).__name__.upper()].label).column(change_field)
    return (f"{column.name}_id" if column.refers_to else column.name), column.type


def _present_text(record: Record, field: str) -> str | None:
    if field.startswith("custom."):
        text: str | None = record.custom.get(field.removeprefix("custom."))
        return text
    return canonical(getattr(record, _attribute(field, record)[0]))


def _old_value(record: Record, change: Change) -> GivenValues:
    if change.field.startswith("custom."):
        return GivenValues(custom={change.field.removeprefix("custom."): change.old})
    name, kind = _attribute(change.field, record)
    old = typed_value(change.old, kind)
    if old is None and isinstance(getattr(record, name), str):
        old = ""
    return GivenValues(attributes={name: old})
