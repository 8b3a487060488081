"""Writes the newest scores of many leads at once; a score is an opinion, not a fact, so it leaves no change."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.timeline import as_utc
from tandem_desk.workspace.models import Workspace

__all__ = ["store_lead_scores"]

_BATCH_ROWS = 5_000
_POSTGRES = """
UPDATE lead SET score_probability = given.probability, score_low = given.low, score_high = given.high,
       scored_at = %s, score_version = %s
  FROM unnest(%s::bigint[], %s::float8[], %s::float8[], %s::float8[]) AS given(id, probability, low, high)
 WHERE lead.id = given.id AND lead.workspace_id = %s
"""
_SQLITE = """
UPDATE lead SET score_probability = ?, score_low = ?, score_high = ?, scored_at = ?, score_version = ?
 WHERE id = ? AND workspace_id = ?
"""


def store_lead_scores(
    *,
    workspace: Workspace,
    ids: Sequence[int],
    probability: Sequence[float | None],
    low: Sequence[float | None],
    high: Sequence[float | None],
    scored_at: datetime,
    version: int,
) -> int:
    """Write scores in batches of 5,000 rows, one transaction each, and return how many leads were met.

    Parameters
    ----------
    workspace
        Leads of others are never touched.
    ids
        Lead ids, shape (n,).
    probability, low, high
        Shape (n,), in [0, 1]; a probability is `None` where the model abstained, and its interval then is every lead's.
    scored_at
        Aware instant.
    version
        Number of the model version.

    Raises
    ------
    InputError
        The sequences differ in length.
    """
    lengths = {len(ids), len(probability), len(low), len(high)}
    if len(lengths) > 1:
        raise InputError(Fault("scores", "must have one probability, low and high for each id", str(sorted(lengths))))
    moment = as_utc(scored_at)
    n_met = 0
    for start in range(0, len(ids), _BATCH_ROWS):
        part = slice(start, start + _BATCH_ROWS)
        with transaction.atomic():
            n_met += _write(
                workspace, list(ids[part]), [list(one[part]) for one in (probability, low, high)], moment, version
            )
    return n_met


def _write(
    workspace: Workspace, ids: list[int], numbers: list[list[float | None]], moment: datetime, version: int
) -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES, [moment, version, ids, *numbers, workspace.pk])
            return int(cursor.rowcount)
        stored = connection.ops.adapt_datetimefield_value(moment)
        rows = [
            (*(None if one is None else float(one) for one in given), stored, version, int(pk), workspace.pk)
            for pk, *given in zip(ids, *numbers, strict=True)
        ]
        # Django's own cursor rewrites every placeholder; the driver's takes the rows as they are.
        raw = cursor.connection.executemany(_SQLITE, rows)
        return int(raw.rowcount)
