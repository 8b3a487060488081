"""Fills references whose target came later, and reports those that nothing answers to."""

from collections import defaultdict
from collections.abc import Iterator

from django.db import transaction

from tandem_desk.records.models import BadRow, Change, ImportRun, PendingReference
from tandem_desk.records.selectors.kinds import kind_number, model_of_table, table_of
from tandem_desk.records.services.importing.dating import link_moments
from tandem_desk.records.services.importing.references import Targets
from tandem_desk.records.services.importing.statements import update_rows
from tandem_desk.workspace.services.holding import hold_workspace

__all__ = ["settle_references"]

_BATCH = 2_000


def settle_references(run: ImportRun) -> None:
    """Fill what can be filled now, in this workspace, and report what this run leaves open.

    Run again it finds nothing more to do: a filled reference is no longer pending, a reported one not reported twice.
    """
    for batch in _batches(run):
        with transaction.atomic():
            hold_workspace(run.workspace_id)
            _settle(run, batch)
    with transaction.atomic():
        _report(run)


def _batches(run: ImportRun) -> Iterator[list[PendingReference]]:
    last = 0
    while batch := list(
        PendingReference.objects.filter(workspace_id=run.workspace_id, pk__gt=last).order_by("pk")[:_BATCH]
    ):
        last = batch[-1].pk
        yield batch


def _settle(run: ImportRun, batch: list[PendingReference]) -> None:
    wanted: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in batch:
        wanted[one.target_table, one.system].add(one.target)
    known = {
        key: Targets(run.workspace_id, key[1]).find(key[0], texts, by_name=lambda _: True)
        for key, texts in wanted.items()
    }
    filled: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    done = []
    for one in batch:
        target = known[one.target_table, one.system].get(one.target)
        if target is not None:
            filled[one.record_table, one.column].append((target, one.record_id))
            done.append(one.pk)
    for (table, column), rows in filled.items():
        _fill(run, table, column, rows)
    PendingReference.objects.filter(pk__in=done).delete()


def _fill(run: ImportRun, table: str, column: str, rows: list[tuple[int, int]]) -> None:
    model = model_of_table(table)
    own = set(
        model.objects.filter(
            pk__in=[pk for _, pk in rows], workspace_id=run.workspace_id, **{f"{column}__isnull": True}
        ).values_list("pk", "first_import_id", "updated_at")
    )
    empty = {pk for pk, *_ in own}
    update_rows(model, (f"{column}_id",), [row for row in rows if row[1] in empty])
    # A record that this very import brought had the reference from its beginning.
    older = {pk: updated for pk, first, updated in own if first != run.pk}
    kind = next(one for one in _kinds() if table_of(one).name == table)
    at = run.started_at or run.created_at
    moments = link_moments(kind=kind, field=column, updated=older, at=at)
    Change.objects.bulk_create(
        Change(
            workspace_id=run.workspace_id,
            record_kind=kind_number(kind),
            record_id=pk,
            field=column,
            old=None,
            new=str(target),
            valid_from=moments[pk],
            recorded_at=at,
            source=f"import {run.pk}: {run.name}"[:300],
            actor=run.member.email if run.member else "command line",
            member=run.member,
            import_run=run,
        )
        for target, pk in rows
        if pk in older
    )


def _kinds() -> tuple[str, ...]:
    from tandem.tables.schema import RECORD_TABLES

    return tuple(str(table.kind) for table in RECORD_TABLES)


def _report(run: ImportRun) -> None:
    table_ids = list(run.tables.values_list("pk", flat=True))
    reported = set(
        BadRow.objects.filter(table_id__in=table_ids, row_was_taken=True).values_list(
            "table_id", "row_number", "column"
        )
    )
    BadRow.objects.bulk_create(
        (
            BadRow(
                table_id=one.table_id,
                row_number=one.row_number,
                column=one.header,
                reason=f"it points at none of the {one.target_table} known so far; it is filled in once they come",
                raw=one.target,
                row_was_taken=True,
            )
            for one in PendingReference.objects.filter(table_id__in=table_ids).order_by("pk").iterator()
            if (one.table_id, one.row_number, one.header) not in reported
        ),
        batch_size=1_000,
    )
