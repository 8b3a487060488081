"""Takes in what was handed over, says what it is, and lets a person correct it before anything is written."""

import hashlib
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from tandem.kernel.errors import Fault, InputError
from tandem.prospecting.column_recognition import (
    ColumnProposal,
    Recognition,
    TableProposal,
    TableSample,
    Use,
    recognise,
)
from tandem.prospecting.column_recognition import recognise_as as recognise_one_as
from tandem.tables.files import LIMITS, SourceTable, SourceTables, open_source
from tandem.tables.schema import TABLES
from tandem.tables.values import Reading
from tandem_desk.records.models import ImportRun, ImportState, ImportTable
from tandem_desk.records.services.importing.plans import reading_to, usable_keys, usual_key
from tandem_desk.records.services.importing.references import OWN_SYSTEM
from tandem_desk.workspace.models import Member, Workspace
from tandem_desk.workspace.permissions import Action, require

__all__ = ["start_import"]

_SAMPLE_ROWS = 1_000
_SHOWN_SAMPLES = 20


def start_import(
    *,
    workspace: Workspace,
    member: Member | None,
    path: Path,
    name: str,
    currency: str = "",
    time_zone: str = "",
    region: str = "",
    keep_copy: bool = True,
) -> ImportRun:
    """Take in a file, folder or zip and return the import, waiting for a person's look at what was recognised.

    Parameters
    ----------
    workspace, member
        Whose; without a member it is the server's command line.
    path
        What was handed over; it is copied into Tandem's own folder unless `keep_copy` is false.
    name
        What people call it.
    currency, time_zone, region
        How amounts, moments and phone numbers are read that do not say so themselves; the workspace's by default.

    Raises
    ------
    InputError
        It cannot be opened, or holds no table.
    NotPermitted
        The member may not import.
    """
    if member is not None:
        require(member, Action.IMPORT)
    tables = open_source(path)
    if not any(table.headers for table in tables):
        why = "; ".join(str(one) for one in tables.left_out) or ("nothing in it" if tables else "no file")
        raise InputError(Fault(name, "must hold at least one table", why))
    run = ImportRun(
        workspace=workspace,
        member=member,
        name=name[:300],
        path=str(path),
        currency=currency or workspace.currency,
        time_zone=time_zone or workspace.time_zone,
        region=region or settings.TANDEM_DEFAULT_REGION,
    )
    run.digest = _digest(path)
    if keep_copy:
        run.path = str(_kept(path, run.digest))
        tables = open_source(Path(run.path))
    with transaction.atomic():
        run.save()
        _recognise(run, tables)
    return run


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
    for file in files:
        digest.update(str(file.relative_to(path) if path.is_dir() else "").encode())
        with file.open("rb") as opened:
            while block := opened.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _kept(path: Path, digest: str) -> Path:
    """Copy what was handed over into Tandem's folder; the same content is kept once."""
    folder = Path(settings.TANDEM_HOME) / "imports" / digest[:32]
    target = folder / path.name
    if target.exists():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{path.name}.part"
    if path.is_dir():
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(path, part, symlinks=True)
    else:
        shutil.copyfile(path, part)
    part.rename(target)
    return target


def _recognise(run: ImportRun, tables: SourceTables) -> None:
    hint = Reading(zone=run.time_zone, currency=run.currency, region=run.region)
    samples = [_sample(table) for table in tables]
    found = _recognised(tables, samples, hint)
    for position, (source, sample, proposal) in enumerate(zip(tables, samples, found.tables, strict=True)):
        ImportTable.objects.create(run=run, position=position, **table_values(source, sample, proposal))
    run.recognition = {"left_out": [str(one) for one in tables.left_out]}
    run.state = ImportState.RECOGNISED
    run.save(update_fields=["recognition", "state"])


def _recognised(tables: SourceTables, samples: list[TableSample], hint: Reading) -> Recognition:
    proposals = []
    decimals = {table.dialect.decimal for table in tables}
    for decimal in sorted(decimals):
        # Files are recognised together, because ids of one explain references of another; only numbers differ.
        part = recognise(samples, hint.with_(decimal=decimal), [table.original_headers for table in tables])
        proposals.append((decimal, part))
    by_decimal = dict(proposals)
    return Recognition(tuple(by_decimal[table.dialect.decimal].tables[place] for place, table in enumerate(tables)))


def _sample(source: SourceTable) -> TableSample:
    batch = source.sample(_SAMPLE_ROWS)
    return TableSample(source.name, source.headers, tuple(tuple(column.to_pylist()) for column in batch.columns))


def table_values(source: SourceTable, sample: TableSample, proposal: TableProposal) -> dict[str, Any]:
    """Return what an ImportTable keeps of one recognised table."""
    mapped = {column.field for column in proposal.columns if column.use is Use.FIELD}
    keys = usable_keys(proposal.table, mapped) if proposal.table else ()
    state = {
        "path": source.path,
        "sheet": source.sheet,
        "object": proposal.object,
        "spelling": proposal.spelling,
        "history": proposal.history,
        "history_system": _history_system(proposal),
        "why": proposal.why,
        "probability": proposal.estimate.probability,
        "alternatives": [list(one) for one in proposal.alternatives],
        "notes": list(source.notes),
        "keys": list(keys),
        "key": usual_key(proposal.table, keys),
        "related": "link" if proposal.table == "leads" else "create",
        # PostgreSQL keeps no NUL, not even inside JSON.
        "original_headers": [header.replace("\0", "") for header in source.original_headers],
    }
    return {
        "name": source.path if not source.sheet else f"{source.path} {source.sheet}",
        "table": proposal.table,
        "system": "" if proposal.system in ("unknown", "known") else proposal.system,
        "mapping": [column_values(column, sample.columns[place]) for place, column in enumerate(proposal.columns)],
        "file_dialect": _dialect(source),
        "state": state,
    }


def _history_system(proposal: TableProposal) -> str:
    words = proposal.history.casefold()
    for system, said in (("salesforce",) * 2, ("hubspot",) * 2, ("frappe",) * 2, (OWN_SYSTEM, "tandem")):
        if said in words:
            return system
    return proposal.system if proposal.system not in ("unknown", "known") else ("salesforce" if words else "")


def _dialect(source: SourceTable) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(source.dialect)


def column_values(column: ColumnProposal, cells: tuple[str, ...]) -> dict[str, Any]:
    """Return what an ImportTable keeps of one column; pages show it, plans are made from it."""
    distinct = list(dict.fromkeys(cell for cell in cells if cell.strip()))[:_SHOWN_SAMPLES]
    question = None
    if column.question is not None:
        question = {
            "question": column.question.question,
            "choices": [
                {"words": one.words, "example": one.example, "reading": reading_to(one.reading)}
                for one in column.question.choices
            ],
        }
    return {
        "header": column.header,
        "take": column.use is not Use.IGNORE,
        "column": column.field if column.use is Use.FIELD else "",
        "reading": reading_to(column.reading),
        "lookup": column.lookup,
        "many": column.many,
        "probability": column.estimate.probability,
        "low": column.estimate.low,
        "high": column.estimate.high,
        "reasons": [reason.claim for reason in column.reasons],
        "alternatives": [list(one) for one in column.alternatives],
        "question": question,
        "chosen": column.chosen,
        "samples": [cell[:80] for cell in distinct],
    }


def recognise_again(table: ImportTable, run: ImportRun, target: str) -> dict[str, Any]:
    """Return a table's values if a person says what it is."""
    if target not in TABLES or target == "changes":
        raise InputError(Fault("table", "must be one that can be imported", repr(target)))
    source = next(
        one for one in open_source(Path(run.path), LIMITS)
        if (one.path, one.sheet) == (table.state["path"], table.state["sheet"])
    )  # fmt: skip
    hint = Reading(zone=run.time_zone, currency=run.currency, region=run.region, decimal=source.dialect.decimal)
    sample = _sample(source)
    return table_values(source, sample, recognise_one_as(sample, target, hint))
