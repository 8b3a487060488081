"""Adds touchpoints: each one a moment of contact, or a task that is to become one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.timeline import as_utc
from tandem.kernel.vocabulary import SubjectKind, TouchpointKind
from tandem_desk.records.selectors.kinds import model_of
from tandem_desk.records.sockets import announce_change
from tandem_desk.touchpoints.models import Touchpoint
from tandem_desk.touchpoints.selectors import known_external_ids
from tandem_desk.workspace.models import Member, Workspace
from tandem_desk.workspace.permissions import Action, require, visible
from tandem_desk.workspace.services.holding import hold_workspace

__all__ = ["OPEN_TASK", "Recorded", "record_touchpoint", "record_touchpoints", "withdraw_task"]

OPEN_TASK = "Open"
_OURS = frozenset({"id", "workspace_id", "first_import_id"})
_LINKS = ("account_id", "contact_id", "lead_id", "opportunity_id", "campaign_id")


def record_touchpoint(
    *, workspace: Workspace, kind: TouchpointKind, occurred_at: datetime, recorded_at: datetime, **values: Any
) -> Touchpoint:
    """Add a touchpoint; for a task `occurred_at` is when it is due.

    Parameters
    ----------
    workspace
        Whose.
    kind, occurred_at, recorded_at
        What it was, when it happened, and when Tandem learned of it.
    values
        Any further columns: `lead_id`, `subject`, `body`, `status`, `owner_name`, ...

    Raises
    ------
    InputError
        A column is unknown, or it hangs on nothing.
    """
    known = {field.attname for field in Touchpoint._meta.concrete_fields} - _OURS  # noqa: SLF001  (documented by Django)
    faults = [Fault(name, "must be a column of touchpoints", repr(name)) for name in values if name not in known]
    if not any(values.get(link) for link in _LINKS):
        faults.append(Fault("touchpoint", "must hang on a record", "nothing"))
    if faults:
        raise InputError(faults)
    made = Touchpoint.objects.create(
        workspace=workspace, kind=kind.value, occurred_at=as_utc(occurred_at), recorded_at=as_utc(recorded_at), **values
    )
    for link in _LINKS:
        if values.get(link):
            announce_change(workspace.pk, SubjectKind(link.removesuffix("_id")), (values[link],))
    return made


@transaction.atomic
def withdraw_task(*, workspace: Workspace, touchpoint_id: int) -> None:
    """Take a task back that nobody has touched: it never happened, so nothing of it stays.

    Raises
    ------
    InputError
        It is no open task any more.
    """
    task = Touchpoint.objects.select_for_update().filter(pk=touchpoint_id, workspace=workspace).first()
    if task is None or task.kind != TouchpointKind.TASK or task.status != OPEN_TASK:
        got = "gone" if task is None else f"{task.kind} {task.status}"
        raise InputError(Fault("task", "must still be open to be taken back", got))
    task.delete()


@dataclass(frozen=True)
class Recorded:
    """What came of touchpoints handed over: their ids in order, and how many of them were known already."""

    ids: list[int]
    n_known: int


@transaction.atomic
def record_touchpoints(*, member: Member, given: Sequence[Mapping[str, Any]], recorded_at: datetime) -> Recorded:
    """Add many touchpoints, all or none; those known by system and id are left as they stand.

    Raises
    ------
    InputError
        One hangs on nothing, or on a record the member cannot see; all faults are named.
    NotPermitted
        The member may not edit.
    """
    require(member, Action.EDIT)
    faults = _link_faults(member, given)
    if faults:
        raise InputError(faults)
    if any(row.get("external_id") for row in given):
        # Of two callers with the same touchpoint at the same time the second finds what the first has added.
        hold_workspace(member.workspace_id)
    standing = _standing(member, given)
    n_known, ids = 0, []
    for row in given:
        key = (row.get("source_system", ""), row.get("external_id", ""))
        if key[1] and key in standing:
            n_known += 1
            ids.append(standing[key])
            continue
        made = record_touchpoint(workspace=member.workspace, recorded_at=recorded_at, **row)
        ids.append(made.pk)
        if key[1]:
            standing[key] = made.pk
    return Recorded(ids, n_known)


def _standing(member: Member, given: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], int]:
    by_system: dict[str, set[str]] = {}
    for row in given:
        if row.get("external_id"):
            by_system.setdefault(row.get("source_system", ""), set()).add(row["external_id"])
    return {
        (system, external): pk
        for system, wanted in by_system.items()
        for external, pk in known_external_ids(workspace=member.workspace, source_system=system, ids=wanted).items()
    }


def _link_faults(member: Member, given: Sequence[Mapping[str, Any]]) -> list[Fault]:
    wanted = {link: {row[link] for row in given if row.get(link)} for link in _LINKS}
    seen = {
        link: set(
            visible(
                model_of(SubjectKind(link.removesuffix("_id"))).objects.filter(pk__in=ids, deleted_at=None), member
            ).values_list("pk", flat=True)
        )
        for link, ids in wanted.items()
        if ids
    }
    faults = []
    for place, row in enumerate(given, start=1):
        links = {link: row[link] for link in _LINKS if row.get(link)}
        if not links:
            faults.append(Fault(f"item {place}", "must hang on a record", "nothing"))
        for link, pk in links.items():
            if pk not in seen[link]:
                what = link.removesuffix("_id")
                faults.append(Fault(f"item {place}, {what}", f"must be a {what} you can see", f"id {pk}"))
    return faults
