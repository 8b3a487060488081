"""Creates and changes records, so that every change of a tracked field leaves a row in the history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.timeline import as_utc
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.models import Change
from tandem_desk.records.models.base import Record
from tandem_desk.records.selectors.canonical import canonical
from tandem_desk.records.selectors.history import version_of
from tandem_desk.records.selectors.keys import derived_values
from tandem_desk.records.selectors.kinds import kind_number, kind_of, model_of, table_of
from tandem_desk.records.services.consent import apply_known_opt_outs, opt_out_by_flags, refuse_lifting
from tandem_desk.records.services.values_given import GivenValues, check_values
from tandem_desk.records.sockets import announce_change, announce_gone
from tandem_desk.workspace.models import Member, Workspace
from tandem_desk.workspace.permissions import Action, require, require_change
from tandem_desk.workspace.services.audit import record_audit

__all__ = ["create_record", "delete_record", "lock_record", "restore_record", "set_people_only", "update_record"]


@transaction.atomic
def create_record(
    *,
    kind: SubjectKind,
    values: Mapping[str, Any],
    workspace: Workspace,
    member: Member | None,
    source: str,
    actor: str,
    at: datetime,
) -> Record:
    """Create a record; its values have their source in `first_source` and need no rows in the history.

    Raises
    ------
    InputError
        Values cannot be used, or another record has the source's id already.
    NotPermitted
        The member may not edit such records.
    """
    if member is not None:
        require(member, Action.EDIT, kind)
    given = check_values(kind=kind, values=values, workspace=workspace, creating=True)
    model = model_of(kind)
    _refuse_known_id(model, workspace, given)
    attributes = dict(given.attributes)
    attributes |= derived_values(attributes, _field_names(model))
    custom = {header: text for header, text in given.custom.items() if text is not None}
    record: Record = model(
        workspace=workspace,
        recorded_at=as_utc(at),
        first_source=(f"{source}, {actor}" if actor else source)[:300],
        custom=custom,
        **({"created_at": as_utc(at)} | attributes),
    )
    apply_known_opt_outs(record)
    record.save()
    opt_out_by_flags(record=record, source=source, at=at)
    announce_change(workspace.pk, kind, (record.pk,))
    return record


def _refuse_known_id(model: Any, workspace: Workspace, given: GivenValues) -> None:
    key = {name: given.attributes.get(name) or "" for name in ("source_system", "external_id")}
    if key["external_id"] and model.objects.filter(workspace=workspace, **key).exists():
        raise InputError(
            Fault("external_id", "must not be taken", repr(key["external_id"]), "Change the record that has it.")
        )


def _field_names(model: Any) -> frozenset[str]:
    return frozenset(field.name for field in model._meta.get_fields())  # noqa: SLF001  (documented by Django)


@transaction.atomic
def update_record(
    *,
    record: Record,
    values: Mapping[str, Any],
    member: Member | None,
    source: str,
    actor: str,
    at: datetime,
    expected_version: int | None = None,
) -> list[Change]:
    """Change a record and return what changed: one row for each tracked field whose value is another one now.

    Parameters
    ----------
    record
        The record; its attributes are brought up to date.
    values
        See `check_values`. An opt-out can be set here, never lifted.
    member
        Who changes it; `None` for the system and for rules, which check their own permission.
    expected_version
        What `version_of` said when the record was shown; where it has changed since, nothing is written.

    Raises
    ------
    InputError
        Values cannot be used, an opt-out would be lifted, the record is deleted, or it has changed since it was shown.
    NotPermitted
        The member may not change this record.
    """
    kind = kind_of(record)
    if member is not None:
        require_change(member, record, Action.EDIT, kind)
    given = check_values(kind=kind, values=values, workspace=record.workspace)
    lock_record(record)
    _check_version(record, expected_version)
    refuse_lifting(record, given.attributes)
    return write_changes(record=record, given=given, member=member, source=source, actor=actor, at=at)


def lock_record(record: Record) -> None:
    """Hold the record's row to the end of the transaction and read it anew, so that nobody's change is lost."""
    fresh = type(record)._default_manager.select_for_update().get(pk=record.pk)  # noqa: SLF001  (documented by Django)
    record.__dict__.update(
        {key: value for key, value in fresh.__dict__.items() if key not in ("_state", "_prefetched_objects_cache")}
    )


def _check_version(record: Record, expected_version: int | None) -> None:
    if record.deleted_at is not None:
        raise InputError(Fault("record", "must not be deleted", f"deleted at {record.deleted_at}", "Restore it first."))
    if expected_version is not None and version_of(record=record) != expected_version:
        remedy = "Look at it again and repeat your change."
        raise InputError(Fault("record", "must not have changed since it was shown", "a newer version", remedy))


def write_changes(
    *, record: Record, given: GivenValues, member: Member | None, source: str, actor: str, at: datetime
) -> list[Change]:
    """Write checked values to a locked record, and their history."""
    model = type(record)
    attributes = dict(given.attributes)
    derived = derived_values(record.__dict__ | _renamed(record, attributes), _field_names(model))
    attributes |= derived
    changed = {name: value for name, value in attributes.items() if getattr(record, name) != value}
    changed = {name: value for name, value in changed.items() if canonical(getattr(record, name)) != canonical(value)}
    custom = {header: text for header, text in given.custom.items() if record.custom.get(header) != text}
    tracked = _tracked(kind_of(record))
    rows = [
        (tracked[name], canonical(getattr(record, name)), canonical(value))
        for name, value in changed.items()
        if name in tracked
    ]
    rows += [(f"custom.{header}", record.custom.get(header), text) for header, text in custom.items()]
    if not changed and not custom:
        return []
    for name, value in changed.items():
        setattr(record, name, value)
    kept = {header: text for header, text in (record.custom | custom).items() if text is not None}
    record.custom = kept
    gone = {_field_of(name) for name in changed}
    record.raw = {name: text for name, text in record.raw.items() if name not in gone}
    record.updated_at = as_utc(at)
    record.save(update_fields=[*(_field_of(name) for name in changed), "custom", "raw", "updated_at"])
    opt_out_by_flags(record=record, source=source, at=at)
    return add_changes(record=record, rows=rows, member=member, source=source, actor=actor, at=at)


def _renamed(record: Record, attributes: Mapping[str, Any]) -> dict[str, Any]:
    # A whole name that was put together from its parts follows them.
    parts = {"first_name", "last_name"}
    joined = " ".join(part for part in (getattr(record, "first_name", ""), getattr(record, "last_name", "")) if part)
    if parts & attributes.keys() and "name" not in attributes and getattr(record, "name", "") == joined:
        return dict(attributes) | {"name": ""}
    follows_website = "website" in attributes and "domain" not in attributes
    return dict(attributes) | ({"domain": ""} if follows_website else {})


def _field_of(attribute: str) -> str:
    return attribute.removesuffix("_id") if attribute not in ("external_id",) else attribute


def _tracked(kind: SubjectKind) -> dict[str, str]:
    columns = table_of(kind).columns
    named = {f"{one.name}_id" if one.refers_to else one.name: one.name for one in columns if one.tracked}
    return named | {"owner_id": "owner", "team_id": "team"}


def add_changes(
    *,
    record: Record,
    rows: list[tuple[str, str | None, str | None]],
    member: Member | None,
    source: str,
    actor: str,
    at: datetime,
) -> list[Change]:
    """Add rows (field, old, new) to a record's history."""
    moment = as_utc(at)
    announce_change(record.workspace_id, kind_of(record), (record.pk,))
    return Change.objects.bulk_create(
        Change(
            workspace_id=record.workspace_id,
            record_kind=kind_number(kind_of(record)),
            record_id=record.pk,
            field=field,
            old=old,
            new=new,
            valid_from=moment,
            recorded_at=moment,
            source=source[:300],
            actor=actor[:200],
            member=member,
        )
        for field, old, new in rows
    )


def set_people_only(
    *, record: Record, people_only: bool, member: Member | None, source: str, actor: str, at: datetime
) -> list[Change]:
    """Keep machines' actions away from a record, or let them come near it again."""
    return update_record(
        record=record, values={"people_only": people_only}, member=member, source=source, actor=actor, at=at
    )


@transaction.atomic
def delete_record(*, record: Record, member: Member | None, source: str, actor: str, at: datetime) -> None:
    """Take a record out of every list; nothing of it is lost, and `restore_record` brings it back.

    Raises
    ------
    NotPermitted
        The member may not delete this record.
    """
    _set_deleted(record, as_utc(at), member=member, source=source, actor=actor, at=at)


@transaction.atomic
def restore_record(*, record: Record, member: Member | None, source: str, actor: str, at: datetime) -> None:
    """Bring a deleted record back; refuses as `delete_record` does."""
    _set_deleted(record, None, member=member, source=source, actor=actor, at=at)


def _set_deleted(
    record: Record, deleted_at: datetime | None, *, member: Member | None, source: str, actor: str, at: datetime
) -> None:
    kind = kind_of(record)
    if member is not None:
        require_change(member, record, Action.DELETE, kind)
    lock_record(record)
    if (record.deleted_at is None) == (deleted_at is None):
        return
    rows = [("deleted_at", canonical(record.deleted_at), canonical(deleted_at))]
    record.deleted_at = deleted_at
    record.save(update_fields=["deleted_at"])
    add_changes(record=record, rows=rows, member=member, source=source, actor=actor, at=at)
    if deleted_at is not None:
        announce_gone(record.workspace_id, kind, (record.pk,), "the record was deleted")
    record_audit(
        workspace=record.workspace,
        member=member,
        actor=actor,
        action="record deleted" if deleted_at else "record restored",
        subject=f"{kind} {record.pk} {record}"[:200],
    )
