"""The change history: every change of a tracked field as one row, from which any past day can be rebuilt."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.datasets.sample_company.columns import moments, table_of, take, text_of
from tandem.datasets.sample_company.randomness import Ints
from tandem.kernel.vocabulary import SubjectKind

__all__ = ["CategoryTrack", "Changed", "Rendered", "change_table", "filled_in", "last_change", "switched_on"]


@dataclass(frozen=True)
class Changed:
    """Changes of one field; arrays of shape (n_changes,).

    Attributes:
        kind: of the records.
        field: its name in the common schema.
        rows: the records' rows in their table, from 0.
        moments: microseconds.
        old, new: values as text; empty where there was or is none.
        actor: who did it; one for all, or one for each.
    """

    kind: SubjectKind
    field: str
    rows: Ints
    moments: Ints
    old: pa.Array
    new: pa.Array
    actor: pa.Array | str


@dataclass(frozen=True)
class Rendered:
    """A noun's table and the changes that led to it."""

    table: pa.Table
    changed: tuple[Changed, ...] = ()


@dataclass
class CategoryTrack:
    """A category field followed through time: it knows its present code and keeps each change.

    Changes of one row must be made in their order in time.

    Attributes:
        kind, field: as in :class:`Changed`.
        levels: names of the codes.
        codes: present code of each row, -1 for empty, shape (n_rows,).
    """

    kind: SubjectKind
    field: str
    levels: Sequence[str]
    codes: Ints
    changed: list[Changed] = dataclasses.field(default_factory=list)

    def move(self, rows: Ints, at: Ints, to: Ints | int, actor: pa.Array | str) -> None:
        """Set the field of the given rows at the given moments; rows that have the value already leave no trace."""
        target = np.broadcast_to(np.asarray(to, dtype=np.int64), rows.shape)
        moves = self.codes[rows] != target
        rows, at, target = rows[moves], at[moves], target[moves]
        by = actor if isinstance(actor, str) else actor.filter(pa.array(moves))
        old, new = take(self.levels, self.codes[rows]), take(self.levels, target)
        self.changed.append(Changed(self.kind, self.field, rows, at, old, new, by))
        self.codes[rows] = target

    @property
    def present(self) -> pa.Array:
        """The present values."""
        return take(self.levels, self.codes)


def filled_in(
    kind: SubjectKind, name: str, rows: Ints, *, at: Ints, present: pa.Array, actor: pa.Array | str
) -> Changed:
    """Return the changes of a field that was empty and was filled in once, with what it holds now (shape (n_rows,))."""
    return Changed(kind, name, rows, at, pa.nulls(len(rows), pa.string()), text_of(present.take(pa.array(rows))), actor)


def switched_on(kind: SubjectKind, name: str, rows: Ints, at: Ints, actor: pa.Array | str) -> Changed:
    """Return the changes of a flag that was false and became true once."""
    old, new = (pa.repeat(pa.scalar(value), len(rows)) for value in ("false", "true"))
    return Changed(kind, name, rows, at, old, new, actor)


def last_change(created: Ints, changed: Sequence[Changed]) -> Ints:
    """Return when each record was last changed, its creation where it never was; shape (n_rows,)."""
    last = created.copy()
    for one in changed:
        np.maximum.at(last, one.rows, one.moments)
    return last


def change_table(changed: Sequence[Changed]) -> pa.Table:
    """Return all changes as one table in order of time.

    `subject_id` is the record's position in its table, counted from 1; `valid_from` and `recorded_at` are equal, since
    every change was seen as it happened. Values are text: true and false, ISO days, ISO instants with offset, amounts
    with two decimals, external ids for references.
    """
    if not changed:
        return table_of("changes", {}, 0)
    order = np.argsort(np.concatenate([one.moments for one in changed]), kind="stable")
    sorted_rows = pa.array(order)

    def column(arrays: list[pa.Array]) -> pa.Array:
        return pa.chunked_array(arrays).combine_chunks().take(sorted_rows)

    at = moments(np.concatenate([one.moments for one in changed])[order])
    columns = {
        "subject_kind": column([pa.repeat(pa.scalar(str(one.kind)), len(one.rows)) for one in changed]),
        "subject_id": pa.array(np.concatenate([one.rows for one in changed])[order] + 1),
        "field": column([pa.repeat(pa.scalar(one.field), len(one.rows)) for one in changed]),
        "old": column([one.old for one in changed]),
        "new": column([one.new for one in changed]),
        "valid_from": at,
        "recorded_at": at,
        "source": "sample company",
        "actor": column([_actors(one) for one in changed]),
        "reconstructed": False,
    }
    return table_of("changes", columns, len(order))


def _actors(one: Changed) -> pa.Array:
    if isinstance(one.actor, str):
        return pa.repeat(pa.scalar(one.actor), len(one.rows))
    return pc.fill_null(one.actor, "system")
