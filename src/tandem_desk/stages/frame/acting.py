"""What acting on a record needs whatever its kind: who may, what limits hold, a task, and the way back."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.vocabulary import SubjectKind, TouchpointKind
from tandem_desk.records.selectors.kinds import get_record
from tandem_desk.records.selectors.subjects import record_subjects
from tandem_desk.records.services.undoing_changes import undo_changes
from tandem_desk.review.sockets import Application, Effect, SubjectFacts
from tandem_desk.touchpoints.services import OPEN_TASK, record_touchpoint, withdraw_task
from tandem_desk.workspace.models import Member, Workspace
from tandem_desk.workspace.permissions import Action, require_change, visible

__all__ = ["add_task", "facts_of", "guard_of", "live_subject", "undo_effects", "workday_after"]

_SATURDAY = 5


def live_subject(application: Application) -> Any:
    """Return the record a proposal is about.

    Raises
    ------
    InputError
        The record is gone.
    """
    kind = application.subject.kind
    record: Any = get_record(kind=kind, record_id=application.subject.id, workspace_id=application.workspace.pk)
    if record.deleted_at is not None:
        raise InputError(Fault(str(kind), "must not be deleted", str(record)))
    return record


def workday_after(at: datetime, days: int) -> datetime:
    """Return the moment so many days later, moved on to Monday where that is a weekend."""
    due = at + timedelta(days=days)
    while due.weekday() >= _SATURDAY:
        due += timedelta(days=1)
    return due


def add_task(application: Application, record: Any, *, subject: str, due: datetime, **links: int | None) -> Effect:
    """Open a task for whoever looks after a record; return what taking it back needs."""
    member = application.member
    task = record_touchpoint(
        workspace=application.workspace,
        kind=TouchpointKind.TASK,
        occurred_at=due,
        recorded_at=application.at,
        subject=subject,
        body=f"From {application.source}.",
        status=OPEN_TASK,
        owner_name=record.owner.name if record.owner is not None else (member.name if member else ""),
        **links,
    )
    return {"task": task.pk}


def undo_effects(application: Application, effects: Sequence[Effect]) -> None:
    """Take back exactly what an acceptance did: tasks, and changes of fields.

    Raises
    ------
    InputError
        A field has changed again since, or a task is no longer open.
    """
    for effect in reversed(effects):
        if "task" in effect:
            withdraw_task(workspace=application.workspace, touchpoint_id=int(effect["task"]))
        else:
            undo_changes(
                change_ids=[int(one) for one in effect["changes"]],
                workspace=application.workspace,
                member=application.member,
                source=f"{application.source}, taken back",
                actor=application.actor,
                at=application.at,
            )


def facts_of(kind: SubjectKind) -> Callable[[Workspace, Sequence[int]], Mapping[int, SubjectFacts]]:
    """Return what tells `review` all it must know of records of a kind."""

    def facts(workspace: Workspace, ids: Sequence[int]) -> dict[int, SubjectFacts]:
        return {
            pk: SubjectFacts(
                words=one.words,
                account_id=one.account_id,
                people_only=one.people_only,
                opted_out=one.opted_out,
                segment=one.segment,
            )
            for pk, one in record_subjects(kind=kind, workspace=workspace, ids=ids).items()
        }

    return facts


def guard_of(kind: SubjectKind) -> Callable[[Member, int, Action], None]:
    """Return what refuses whatever a member may not do on a record of a kind.

    It raises `InputError` where the member sees no such record, `NotPermitted` where role or owner forbid it.
    """

    def guard(member: Member, record_id: int, action: Action) -> None:
        record: Any = get_record(kind=kind, record_id=record_id, workspace_id=member.workspace_id)
        if not visible(type(record)._default_manager.filter(pk=record_id), member).exists():  # noqa: SLF001  (documented by Django)
            raise InputError(Fault(str(kind), "must be one of this workspace", f"id {record_id}"))
        require_change(member, record, action, kind)

    return guard
