"""Finds rows of one file that stand for the same record, and reads them as one: later cells win over earlier ones."""

from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.tables.files import RawBatch
from tandem_desk.records.services.importing.identity import RowKeys
from tandem_desk.records.services.importing.plans import TablePlan
from tandem_desk.records.services.importing.preparing import BadCell

__all__ = ["Merged", "RepeatedKeys", "merged_batches"]


class RepeatedKeys:
    """The keys that occur more than once in a file, and how often: found in one pass before anything is written."""

    def __init__(self, batches: Iterator[RawBatch], plan: TablePlan) -> None:
        keys = RowKeys(plan)
        seen: list[pa.Array] = []
        self.n_rows = 0
        for batch in batches:
            seen.append(pa.array(keys.by(batch, *keys.of(batch)), pa.large_string()))
            self.n_rows += batch.n_rows
        self.counts: dict[str, int] = {}
        if seen:
            counted = pc.value_counts(pa.chunked_array(seen))
            often = counted.filter(pc.greater(counted.field("counts"), 1))
            self.counts = dict(zip(often.field("values").to_pylist(), often.field("counts").to_pylist(), strict=True))


class Merged:
    """One batch after repeated rows were put together: rows, keys, and a report of those that went into others."""

    def __init__(self, batch: RawBatch, external: list[str], other: list[str], report: list[BadCell]) -> None:
        self.batch, self.external, self.other, self.report = batch, external, other, report


def merged_batches(batches: Iterator[RawBatch], plan: TablePlan, repeated: RepeatedKeys) -> Iterator[Merged]:
    """Yield a file's batches with every repeated record standing once, at its last row.

    Cells of later rows win over those of earlier ones; an empty later cell takes nothing away.
    """
    keys = RowKeys(plan)
    left = Counter(repeated.counts)
    held: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
    for batch in batches:
        external, other = keys.of(batch)
        if not repeated.counts:
            yield Merged(batch, external, other, [])
            continue
        by = keys.by(batch, external, other)
        places = [place for place, key in enumerate(by) if key in left]
        yield _merge(Merged(batch, external, other, []), by, places, left=left, held=held)


def _merge(
    read: Merged,
    by: list[str],
    places: list[int],
    *,
    left: Counter[str],
    held: dict[str, list[tuple[int, tuple[str, ...]]]],
) -> Merged:
    if not places:
        return read
    batch, external, other = read.batch, read.external, read.other
    wanted = pa.array(np.array(places, dtype=np.int64))
    rows = list(zip(*(column.take(wanted).to_pylist() for column in batch.columns), strict=True))
    dropped: list[int] = []
    replaced: dict[int, tuple[str, ...]] = {}
    report: list[BadCell] = []
    for place, row in zip(places, rows, strict=True):
        key, number = by[place], int(batch.row_numbers[place])
        left[key] -= 1
        if left[key] > 0:
            held[key].append((number, row))
            dropped.append(place)
            continue
        earlier = held.pop(key)
        replaced[place] = _overlaid([cells for _, cells in earlier] + [row])
        reason = f"it stands for the same record as row {number} and was read as one with it; later cells win"
        report += [BadCell(one, "", reason, " | ".join(cells)[:2_000], row_was_taken=True) for one, cells in earlier]
    keep = np.ones(batch.n_rows, dtype=bool)
    keep[dropped] = False
    columns = tuple(_with(column, replaced, index).filter(pa.array(keep)) for index, column in enumerate(batch.columns))
    kept = np.flatnonzero(keep).tolist()
    slim = RawBatch(batch.headers, batch.row_numbers[keep], columns, batch.bad_rows)
    return Merged(slim, [external[place] for place in kept], [other[place] for place in kept], report)


def _overlaid(rows: list[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(next((cell for cell in reversed(cells) if cell.strip()), "") for cells in zip(*rows, strict=True))


def _with(column: pa.Array, replaced: dict[int, tuple[str, ...]], index: int) -> pa.Array:
    if not replaced:
        return column
    cells = column.to_pylist()
    for place, row in replaced.items():
        cells[place] = row[index]
    return pa.array(cells, pa.string())
