"""Writes the newest scores of many records at once; a score is an opinion, not a fact, so it leaves no change."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.timeline import as_utc
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.selectors.kinds import model_of
from tandem_desk.workspace.models import Workspace

__all__ = ["clear_older", "store_scores"]

_BATCH_ROWS = 5_000


class _Batch(NamedTuple):
    table: str
    ids: list[int]
    figures: dict[str, list[float | None]]


def store_scores(
    *,
    kind: SubjectKind,
    workspace: Workspace,
    ids: Sequence[int],
    figures: Mapping[str, Sequence[float | None]],
    scored_at: datetime,
    version: int,
) -> int:
    """Write scores in batches of 5,000 rows, one transaction each, and return how many records were met.

    Parameters
    ----------
    kind
        Of the records; one that carries scores.
    workspace
        Records of others are never touched.
    ids
        Record ids, shape (n,).
    figures
        By what each is, "probability", "low", "high" and whatever else the kind keeps; shape (n,) each. A probability
        is `None` where the model abstained, and its interval then is every record's.
    scored_at
        Aware instant.
    version
        Number of the model version.

    Raises
    ------
    InputError
        The sequences differ in length, or records of this kind keep no such figure.
    """
    table = model_of(kind)._meta  # noqa: SLF001  (documented by Django)
    kept = {field.column for field in table.concrete_fields}
    faults = [
        Fault(name, f"must be a figure that a {kind} keeps", name) for name in figures if f"score_{name}" not in kept
    ]
    lengths = {len(ids), *(len(one) for one in figures.values())}
    if len(lengths) > 1:
        faults.append(Fault("scores", "must have one of each figure for each id", str(sorted(lengths))))
    if faults:
        raise InputError(faults)
    moment = as_utc(scored_at)
    n_met = 0
    for start in range(0, len(ids), _BATCH_ROWS):
        part = slice(start, start + _BATCH_ROWS)
        given = {name: list(values[part]) for name, values in figures.items()}
        with transaction.atomic():
            n_met += _write(workspace, _Batch(table.db_table, list(ids[part]), given), moment, version)
    return n_met


def clear_older(*, kind: SubjectKind, workspace: Workspace, figure: str, than: datetime) -> int:
    """Take one figure off every record that was not scored at a moment or later; the rest of its score stays as it was.

    Returns
    -------
    How many records lost it.
    """
    rows = model_of(kind).objects.filter(workspace=workspace, scored_at__lt=as_utc(than))
    name = f"score_{figure}"
    n: int = rows.filter(**{f"{name}__isnull": False}).update(**{name: None})
    return n


def _write(workspace: Workspace, batch: _Batch, moment: datetime, version: int) -> int:
    # Every name stands in our own models; what comes from outside is passed as a parameter.
    table, ids, figures = batch
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sets = ", ".join(f"score_{name} = given.{name}" for name in figures)
            arrays = ", ".join("%s::float8[]" for _ in figures)
            cursor.execute(
                f"UPDATE {table} SET {sets}, scored_at = %s, score_version = %s "  # noqa: S608
                f"FROM unnest(%s::bigint[], {arrays}) AS given(id, {', '.join(figures)}) "
                f"WHERE {table}.id = given.id AND {table}.workspace_id = %s",
                [moment, version, ids, *figures.values(), workspace.pk],
            )
            return int(cursor.rowcount)
        stored = connection.ops.adapt_datetimefield_value(moment)
        rows = [
            (*(None if one is None else float(one) for one in given), stored, version, int(pk), workspace.pk)
            for pk, *given in zip(ids, *figures.values(), strict=True)
        ]
        sets = ", ".join(f"score_{name} = ?" for name in figures)
        statement = f"UPDATE {table} SET {sets}, scored_at = ?, score_version = ? WHERE id = ? AND workspace_id = ?"  # noqa: S608
        # Django's own cursor rewrites every placeholder; the driver's takes the rows as they are.
        return int(cursor.connection.executemany(statement, rows).rowcount)
