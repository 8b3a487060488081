"""Takes an import back as a whole: what it created goes, what it changed is put back, what people did since stays."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeAlias

from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils import timezone

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.models import (
    BuyingRole,
    CampaignMember,
    Change,
    ImportRun,
    ImportState,
    PendingReference,
)
from tandem_desk.records.selectors.kinds import kind_number, model_of
from tandem_desk.records.services.undoing_changes import restore_field
from tandem_desk.records.sockets import announce_gone, find_table_loader, records_in_use, table_loader_names
from tandem_desk.workspace.models import Job, Member
from tandem_desk.workspace.permissions import Action, require
from tandem_desk.workspace.services.audit import actor_name, record_audit
from tandem_desk.workspace.services.jobs import enqueue_job

__all__ = ["begin_undo", "undo_import"]

_BATCH = 2_000
# Those that refer to others first, so that an account is not kept for the sake of a contact that goes as well.
_KINDS = (
    SubjectKind.CONTRACT, SubjectKind.ORDER, SubjectKind.QUOTE, SubjectKind.LEAD, SubjectKind.OPPORTUNITY,
    SubjectKind.CONTACT, SubjectKind.ACCOUNT, SubjectKind.PRODUCT, SubjectKind.CAMPAIGN,
)  # fmt: skip
Progress: TypeAlias = Callable[[int, int, str], bool]


def begin_undo(*, run: ImportRun, member: Member | None) -> Job:
    """Queue the undo of an import.

    Raises
    ------
    InputError
        The import is not one that was run.
    NotPermitted
        The member may not import.
    """
    if member is not None:
        require(member, Action.IMPORT)
        if member.workspace_id != run.workspace_id:
            raise InputError(Fault("import", "must be one of the member's workspace", str(run.pk)))
    with transaction.atomic():
        moved = ImportRun.objects.filter(
            pk=run.pk, state__in=(ImportState.DONE, ImportState.FAILED, ImportState.WAITING, ImportState.UNDOING)
        ).update(state=ImportState.UNDOING)
        if not moved:
            raise InputError(Fault("import", "must have been run", str(run.state)))
        record_audit(
            workspace=run.workspace, member=member, actor=actor_name(member), action="import undo begun",
            subject=f"import {run.pk} {run.name}"[:200],
        )  # fmt: skip
        return enqueue_job(
            name="records.undo_import", arguments={"run": run.pk}, workspace=run.workspace, member=member,
            title=f"Undo import {run.name}"[:300], unique_key=f"undo import {run.pk}",
        )  # fmt: skip


def undo_import(run_id: int, progress: Progress = lambda *_: True) -> dict[str, Any]:
    """Undo an import; run again after a stop it goes on, run again after its end it does nothing.

    Created records are removed unless something that stays refers to them or people changed them since; those are kept
    and counted. Changed fields are put back unless they have changed again. An opt-out the import stated stands: only
    the person themselves lifts it.

    Returns
    -------
    Counts: `removed`, `kept`, `put_back`, `left_changed`, `touchpoints`, `history`.
    """
    run = ImportRun.objects.select_related("workspace", "member").get(pk=run_id)
    counts: Counter[str] = Counter(run.recognition.get("undone", {}))
    if run.state == ImportState.UNDONE:
        return dict(counts)
    ImportRun.objects.filter(pk=run_id).update(state=ImportState.UNDOING)
    undo = _Undo(run, counts, progress)
    undo.whole()
    ImportRun.objects.filter(pk=run_id).update(state=ImportState.UNDONE, finished_at=timezone.now())
    return dict(counts)


class _Undo:
    def __init__(self, run: ImportRun, counts: Counter[str], progress: Progress) -> None:
        self.run, self.counts, self.progress = run, counts, progress

    def whole(self) -> None:
        for name in table_loader_names():
            while n := self._step("touchpoints", partial(find_table_loader(name).unload, self.run.pk, _BATCH)):
                self._show(f"{n} {name} removed")
        for model in (CampaignMember, BuyingRole):
            self._step("links", partial(self._remove_links, model))
        self._step("", lambda: PendingReference.objects.filter(table__run=self.run).delete()[0])
        while self._step("history", self._remove_history):
            self._show("history removed")
        self._put_back()
        # What one pass keeps may have been kept for a record that the same pass removed later.
        for kind in _KINDS * 2:
            self._remove(kind)

    def _remove_links(self, model: Any) -> int:
        return int(model.objects.filter(first_import=self.run).delete()[0])

    def _step(self, name: str, act: Callable[[], int]) -> int:
        with transaction.atomic():
            n = act()
            if name and n:
                self.counts[name] += n
                self._keep_counts()
        return n

    def _keep_counts(self) -> None:
        self.run.recognition["undone"] = dict(self.counts)
        ImportRun.objects.filter(pk=self.run.pk).update(recognition=self.run.recognition)

    def _show(self, words: str) -> None:
        self.progress(self.counts["removed"] + self.counts["put_back"], 0, words)

    def _remove_history(self) -> int:
        ids = list(Change.objects.filter(import_run=self.run, reconstructed=True).values_list("pk", flat=True)[:_BATCH])
        return Change.objects.filter(pk__in=ids).delete()[0]

    def _put_back(self) -> None:
        top = int(self.run.recognition.get("undone_from", 0)) or (
            (Change.objects.filter(import_run=self.run).aggregate(top=Max("pk"))["top"] or 0) + 1
        )
        while top:
            with transaction.atomic():
                changes = list(
                    Change.objects.filter(import_run=self.run, pk__lt=top, reconstructed=False).order_by("-pk")[:_BATCH]
                )
                for change in changes:
                    self.counts["put_back" if self._restore(change) else "left_changed"] += 1
                top = changes[-1].pk if changes else 0
                self.run.recognition["undone_from"] = top
                self._keep_counts()
            self._show("fields put back")

    def _restore(self, change: Change) -> bool:
        return restore_field(
            change=change, source=f"undo of import {self.run.pk}", actor=actor_name(self.run.member), at=timezone.now()
        )

    def _remove(self, kind: SubjectKind) -> None:
        model, last = model_of(kind), 0
        while True:
            with transaction.atomic():
                ids = list(
                    model.objects.filter(first_import=self.run, pk__gt=last)
                    .order_by("pk")
                    .values_list("pk", flat=True)[:_BATCH]
                )
                if not ids:
                    break
                last = ids[-1]
                kept = self._still_needed(kind, model, ids)
                going = [pk for pk in ids if pk not in kept]
                Change.objects.filter(record_kind=kind_number(kind), record_id__in=going).delete()
                PendingReference.objects.filter(record_table=_table_name(kind), record_id__in=going).delete()
                _delete_rows(model, going)
                announce_gone(self.run.workspace_id, kind, going, f"import {self.run.pk} was undone")
                self.counts["removed"] += len(going)
                self.run.recognition.setdefault("kept", {}).update({f"{kind} {pk}": why for pk, why in kept.items()})
                self.run.recognition["kept"] = {
                    name: why
                    for name, why in self.run.recognition["kept"].items()
                    if name not in {f"{kind} {pk}" for pk in going}
                }
                self.counts["kept"] = len(self.run.recognition["kept"])
                self._keep_counts()
            self._show(f"{kind} records removed")

    def _still_needed(self, kind: SubjectKind, model: Any, ids: Sequence[int]) -> dict[int, str]:
        kept: dict[int, str] = {}
        own = Q(import_run=self.run) | Q(source=f"undo of import {self.run.pk}")
        changed = Change.objects.filter(record_kind=kind_number(kind), record_id__in=ids).exclude(own)
        kept |= dict.fromkeys(changed.values_list("record_id", flat=True), "changed since")
        for relation in model._meta.related_objects:  # noqa: SLF001  (Django's documented introspection)
            column = relation.field.attname
            rows = relation.related_model._default_manager.filter(**{f"{column}__in": ids})  # noqa: SLF001
            if any(one.name == "first_import" for one in relation.related_model._meta.fields):  # noqa: SLF001
                # Of this import's own rows only those count that stay themselves.
                stay = self._kept_ids(relation.related_model)
                rows = rows.exclude(Q(first_import=self.run) & ~Q(pk__in=stay))
            for pk in rows.values_list(column, flat=True).distinct():
                kept.setdefault(pk, f"a {relation.related_model._meta.verbose_name} refers to it")  # noqa: SLF001
        for pk, why in records_in_use(kind, ids).items():
            kept.setdefault(pk, why)
        return kept

    def _kept_ids(self, model: Any) -> list[int]:
        name = model._meta.model_name  # noqa: SLF001
        kept = self.run.recognition.get("kept", {})
        return [int(one.split()[1]) for one in kept if one.split()[0] == name]


def _table_name(kind: SubjectKind) -> str:
    from tandem_desk.records.selectors.kinds import table_of

    return table_of(kind).name


def _delete_rows(model: Any, ids: Sequence[int]) -> None:
    """Delete rows nothing refers to any more, without Django's collector reading them first."""
    if ids:
        queryset = model.objects.filter(pk__in=ids)
        queryset._raw_delete(connection.alias)  # noqa: SLF001  (it fires no signals, and none are wanted)
