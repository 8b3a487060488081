"""What the commands of this app share: which workspace is meant, and how a recognised import is shown in text."""

from collections.abc import Iterator

from tandem.kernel.errors import Fault, InputError
from tandem_desk.records.models import ImportRun, ImportTable
from tandem_desk.workspace.models import Workspace

__all__ = ["find_workspace", "recognition_lines", "summary_lines"]


def find_workspace(given: str) -> Workspace:
    """Return the workspace of a name or number; the only one where nothing is given.

    Raises
    ------
    InputError
        There is none, or several answer.
    """
    found = Workspace.objects.order_by("pk")
    if given:
        found = found.filter(pk=int(given)) if given.isdigit() else found.filter(name__iexact=given)
    workspaces = list(found[:2])
    if len(workspaces) != 1:
        names = ", ".join(f"{one.pk} {one.name}" for one in Workspace.objects.order_by("pk")[:20]) or "none"
        must = "must name one workspace" if workspaces or given else "must exist"
        raise InputError(Fault("--workspace", must, repr(given), f"There are: {names}."))
    return workspaces[0]


def recognition_lines(run: ImportRun) -> Iterator[str]:
    """Yield what was recognised, as text."""
    for table in run.tables.all():
        yield f"[{table.position}] {table.name}: {_taken_for(table)}"
        if not table.table:
            continue
        key, related = table.state.get("key") or "the whole row", table.state.get("related")
        yield f"    recognised by: {key}; companies named in rows: {related}"
        width = max((len(entry["header"]) for entry in table.mapping), default=0)
        for entry in table.mapping:
            target = entry["column"] or "kept as a custom field" if entry["take"] else "left out"
            sample = ", ".join(entry["samples"][:2])
            yield f"    {entry['header']:<{min(width, 40)}}  {target:<24} {entry['probability']:>4.0%}  {sample[:50]}"
            if entry["question"] and entry["take"] and entry["column"]:
                yield f"    {'':<{min(width, 40)}}  ? {entry['question']['question']}"
    for one in run.recognition.get("left_out", ()):
        yield f"left out: {one}"


def _taken_for(table: ImportTable) -> str:
    of = f" of {table.system} ({table.state['object']})" if table.system and table.state.get("object") else ""
    history = f" history: {table.state['history']}" if table.state.get("history") else ""
    if not table.table:
        return f"left out. {table.state.get('why', '')}" if not history else history.strip()
    return f"{table.table}{of}, {table.state.get('probability', 0):.0%} sure.{history} {table.state.get('why', '')}"


def summary_lines(run: ImportRun) -> Iterator[str]:
    """Yield what an import did, as text."""
    for table in run.tables.all():
        if table.table or table.state.get("history"):
            n_bad = table.bad_rows.count()
            yield (
                f"{table.name}: {table.n_created:,} created, {table.n_updated:,} updated, "
                f"{table.n_unchanged:,} unchanged, {table.n_bad:,} not taken, {n_bad:,} remarks"
            )
