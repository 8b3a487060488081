"""Imports as their pages show them."""

from dataclasses import dataclass
from typing import Any

from tandem.tables.schema import TABLES
from tandem_desk.records.models import BadRow, ImportRun, ImportState, ImportTable
from tandem_desk.workspace.models import Job, Member

__all__ = [
    "Progress",
    "bad_rows",
    "field_choices",
    "find_import",
    "imports_of",
    "n_bad_rows",
    "progress_of",
    "tables_of",
    "totals",
]


@dataclass(frozen=True)
class Progress:
    """How far an import or its undo is: rows done, rows in all (0 where not known yet), and words."""

    n_done: int
    n_total: int
    words: str
    is_waiting: bool


def imports_of(*, member: Member) -> list[ImportRun]:
    """Return the newest imports of a member's workspace."""
    runs = ImportRun.objects.filter(workspace_id=member.workspace_id).select_related("member").order_by("-id")
    return list(runs.prefetch_related("tables")[:50])


def find_import(*, member: Member, run_id: int) -> ImportRun | None:
    """Return one import of a member's workspace, or `None`."""
    runs = ImportRun.objects.filter(workspace_id=member.workspace_id).select_related("workspace", "member")
    return runs.filter(pk=run_id).first()


def tables_of(*, run: ImportRun) -> list[ImportTable]:
    """Return an import's tables in order."""
    return list(run.tables.order_by("position"))


def field_choices(table: str) -> list[tuple[str, str]]:
    """Return the columns a file's column may become, as (name, words), in the schema's order."""
    return [(one.name, one.label) for one in TABLES[table].columns] if table in TABLES else []


def progress_of(*, run: ImportRun) -> Progress:
    """Return how far an import that waits or runs is, as its job last said."""
    name = "records.undo_import" if run.state == ImportState.UNDOING else "records.import"
    jobs = Job.objects.filter(workspace_id=run.workspace_id, name=name, arguments__run=run.pk).order_by("-id")
    job = jobs.first()
    if job is None:
        return Progress(0, 0, "", is_waiting=True)
    return Progress(job.n_done, job.n_total, job.progress_words, is_waiting=job.state == "waiting")


def bad_rows(*, run: ImportRun, limit: int = 50) -> list[BadRow]:
    """Return the first rows and cells that came back."""
    rows = BadRow.objects.filter(table__run=run).select_related("table")
    return list(rows.order_by("table__position", "row_number", "pk")[:limit])


def n_bad_rows(*, run: ImportRun) -> int:
    """Return how many rows and cells came back."""
    return BadRow.objects.filter(table__run=run).count()


def totals(*, tables: list[ImportTable]) -> dict[str, Any]:
    """Return the sums over an import's tables."""
    names = ("n_rows", "n_created", "n_updated", "n_unchanged", "n_bad")
    return {name: sum(getattr(one, name) for one in tables) for name in names}
