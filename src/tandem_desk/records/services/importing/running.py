"""Runs an import, batch by batch, each with its position in one transaction: it can stop anywhere and go on there."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from django.db import transaction
from django.utils import timezone

from tandem.kernel.errors import Fault, InputError
from tandem.tables.files import SourceTable, open_source
from tandem_desk.records.models import ImportRun, ImportState, ImportTable
from tandem_desk.records.selectors.kinds import model_of
from tandem_desk.records.services.importing.apart import READ_ROWS, Reader, reader_of
from tandem_desk.records.services.importing.context import Counts, TableContext
from tandem_desk.records.services.importing.duplicates import RepeatedKeys
from tandem_desk.records.services.importing.finishing import settle_references
from tandem_desk.records.services.importing.gone import merged_aliases
from tandem_desk.records.services.importing.histories import import_histories
from tandem_desk.records.services.importing.indexes import bulk_loading, patient_log, restore_indexes
from tandem_desk.records.services.importing.matching import key_column
from tandem_desk.records.services.importing.owners import OwnerBook
from tandem_desk.records.services.importing.parts import Part
from tandem_desk.records.services.importing.plans import plan_of
from tandem_desk.records.services.importing.preparing import BadCell
from tandem_desk.records.services.importing.reporting import add_bad_rows
from tandem_desk.records.services.importing.stream_models import model_of_stream
from tandem_desk.records.services.importing.streams import load_links
from tandem_desk.records.services.importing.upserting import upsert
from tandem_desk.records.services.importing.users import users_of
from tandem_desk.workspace.services.audit import record_audit
from tandem_desk.workspace.services.holding import hold_workspace

__all__ = ["BATCH_ROWS", "ImportStopped", "Progress", "run_import"]

BATCH_ROWS = 5_000
# Each table after those it refers to; what is left forward is settled at the end.
_ORDER = (
    "campaigns", "products", "accounts", "contacts", "opportunities", "leads", "quotes", "orders", "contracts",
    "campaign_members", "buying_roles", "touchpoints",
)  # fmt: skip
Progress: TypeAlias = Callable[[int, int, str], bool]


class ImportStopped(Exception):
    """The import was stopped; what is committed stays, and running it again goes on from there."""


def _silent(*_: object) -> bool:
    return True


def run_import(run_id: int, progress: Progress = _silent) -> ImportRun:
    """Run an import from wherever it stands to its end.

    Parameters
    ----------
    run_id
        The import.
    progress
        Called outside transactions with rows done, rows in all and words; a false answer stops the run.

    Raises
    ------
    InputError
        The file cannot be opened any more, or questions are open; the import then stands as failed.
    ImportStopped
        `progress` answered false.
    """
    run = ImportRun.objects.select_related("workspace", "member").get(pk=run_id)
    if run.state in (ImportState.DONE, ImportState.UNDOING, ImportState.UNDONE):
        return run
    started = run.started_at or timezone.now()
    ImportRun.objects.filter(pk=run_id).update(state=ImportState.RUNNING, started_at=started, error="")
    run.started_at, run.state = started, ImportState.RUNNING
    try:
        restore_indexes()
        with patient_log():
            _run_tables(run, progress)
    except ImportStopped:
        ImportRun.objects.filter(pk=run_id).update(state=ImportState.WAITING)
        raise
    except Exception as error:
        ImportRun.objects.filter(pk=run_id).update(state=ImportState.FAILED, error=str(error)[:20_000])
        raise
    _finish(run)
    return run


def _finish(run: ImportRun) -> None:
    with transaction.atomic():
        run.state, run.finished_at = ImportState.DONE, timezone.now()
        ImportRun.objects.filter(pk=run.pk).update(state=run.state, finished_at=run.finished_at)
        record_audit(
            workspace=run.workspace,
            member=run.member,
            actor=run.member.email if run.member else "command line",
            action="import finished",
            subject=f"import {run.pk} {run.name}"[:200],
        )


def _run_tables(run: ImportRun, progress: Progress) -> None:
    sources = {(one.path, one.sheet): one for one in open_source(Path(run.path))}
    tables = [table for table in run.tables.all() if table.table in _ORDER]
    tables.sort(key=lambda table: (_ORDER.index(table.table), table.position))
    owners = OwnerBook(run.workspace, users_of(run, sources))
    pairs = [(table, _source_of(table, sources)) for table in tables]
    aliases = merged_aliases(run, [(table, source) for table, source in pairs if not run_is_done(table)] or pairs)
    shown = _Shown(run, progress)
    with reader_of(Path(run.path)) as reader:
        for table, source in pairs:
            if not table.is_done:
                _run_table(_context(run, table, owners, aliases), source, reader, shown)
    settle_references(run)
    import_histories(run, sources, owners, shown.show)


def run_is_done(table: ImportTable) -> bool:
    """Whether nothing of a table is left to do."""
    return bool(table.is_done)


def _source_of(table: ImportTable, sources: dict[tuple[str, str], SourceTable]) -> SourceTable:
    key = (table.state.get("path", ""), table.state.get("sheet", ""))
    if key not in sources:
        raise InputError(Fault(table.name, "must still be in what was handed in", "nothing under that name"))
    return sources[key]


def _context(run: ImportRun, table: ImportTable, owners: OwnerBook, aliases: dict[str, str]) -> TableContext:
    plan = plan_of(table, run)
    model = model_of(plan.table.kind) if plan.table.kind else model_of_stream(plan.table.name)
    assert run.started_at is not None
    return TableContext(run=run, table=table, plan=plan, model=model, owners=owners, at=run.started_at, aliases=aliases)


class _Shown:
    """Adds the rows of all tables up for one progress line."""

    def __init__(self, run: ImportRun, progress: Progress) -> None:
        self._progress = progress
        self._rows = {table.pk: table.n_rows for table in run.tables.all()}
        self._done = sum(table.n_committed for table in run.tables.all() if table.is_done)

    def expect(self, table: ImportTable) -> None:
        """Take in how many rows a table has, once they are counted."""
        self._rows[table.pk] = table.n_rows

    def show(self, n: int, words: str, *, keep: bool = False) -> None:
        """Show how far it is; raise where somebody asked to stop."""
        self._done += n if keep else 0
        # A position is a row number, and those count the header.
        total = sum(self._rows.values())
        if not self._progress(min(self._done + (0 if keep else n), total), total, words):
            raise ImportStopped


def _run_table(context: TableContext, source: SourceTable, reader: Reader, shown: _Shown) -> None:
    table, plan = context.table, context.plan
    repeated = RepeatedKeys(source.iter_batches(READ_ROWS), plan)
    ImportTable.objects.filter(pk=table.pk).update(n_rows=repeated.n_rows)
    table.n_rows = repeated.n_rows
    shown.expect(table)
    with transaction.atomic():
        hold_workspace(context.run.workspace_id)
        context.last_id = _last_id(context)
        context.fresh = table.n_committed == 0 and _nothing_stands(context)
    with bulk_loading(context.model, table.n_rows, key_column(context)):
        with reader.parts(source, plan, repeated, table.n_committed) as parts:
            for one in parts:
                _write_part(context, one, shown)
        shown.show(table.n_committed, f"{table.name}: building indexes")
    with transaction.atomic():
        _lock(table)
        ImportTable.objects.filter(pk=table.pk).update(is_done=True)
    table.is_done = True
    shown.show(table.n_rows, f"{table.name}: done", keep=True)


def _nothing_stands(context: TableContext) -> bool:
    # Repeated rows were put together before, so no row can meet one of its own file either.
    standing = context.model.objects.filter(workspace_id=context.run.workspace_id)
    only_by_id = context.plan.key in ("", "external_id") and context.plan.table.name != "accounts"
    mapped = {one.column for one in context.plan.columns}
    if only_by_id and "source_system" not in mapped:
        standing = standing.filter(source_system=context.plan.system)
    return context.plan.table.kind is not None and not standing.exists()


def _write_part(context: TableContext, ready: Part, shown: _Shown) -> None:
    gone, outside, last = ready.gone, ready.outside, ready.last
    write = upsert if context.plan.table.kind else load_links
    slices = list(ready.part.slices(BATCH_ROWS))
    for place, one in enumerate(slices):
        end = last if place == len(slices) - 1 else one.row_numbers[-1]
        if end <= context.table.n_committed:
            continue
        with transaction.atomic():
            hold_workspace(context.run.workspace_id)
            _lock(context.table)
            _check_fresh(context)
            start = context.table.n_committed
            if place == 0:
                gone.apply(context)
            counts = write(one, context) if one.n_rows else Counts()
            context.last_id = _last_id(context) if context.fresh else 0
            reported = [bad for bad in outside if start < bad.row_number <= end] + one.bad
            _commit(context.table, counts, reported, end)
        shown.show(context.table.n_committed, f"{context.table.name}: row {end:,}")


def _check_fresh(context: TableContext) -> None:
    """Look rows up from now on where another import has brought some since."""
    if context.fresh and _last_id(context) > context.last_id:
        context.fresh = False


def _last_id(context: TableContext) -> int:
    return int(context.model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)


def _lock(table: ImportTable) -> None:
    """Hold the table's position; refuse where another process has moved it on."""
    standing = ImportTable.objects.select_for_update().values_list("n_committed", flat=True).get(pk=table.pk)
    if standing != table.n_committed:
        must = "must be run by one process at a time"
        raise InputError(Fault(table.name, must, "another one", "Wait for it, or stop it."))


def _commit(table: ImportTable, counts: Counts, reported: list[BadCell], end: int) -> None:
    add_bad_rows(table, reported)
    table.n_created += counts.created
    table.n_updated += counts.updated
    table.n_unchanged += counts.unchanged
    table.n_bad += len({bad.row_number for bad in reported if not bad.row_was_taken})
    table.n_committed = end
    table.save(update_fields=["n_created", "n_updated", "n_unchanged", "n_bad", "n_committed"])
