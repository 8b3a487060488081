"""One row of history in Tandem's words, whatever shape it came in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from tandem.tables.dialects.shapes import fold
from tandem.tables.schema import ColumnType
from tandem.tables.values import Ambiguous, Reading, decide_reading, parse_moment

__all__ = ["History", "HistoryRow", "RawRow", "cells", "changes_between", "moments"]

RawRow: TypeAlias = Mapping[str, str]


@dataclass(frozen=True)
class HistoryRow:
    """One change of one field, before ids are resolved: what :class:`tandem.kernel.timeline.Change` is made of.

    Attributes:
        table: Tandem's table the changed record is in.
        external_id: the record's id in its own system.
        field: Tandem's column; a field without one as `custom.<original name>`.
        old: value before, as written; `None` where there was none.
        new: value after, as written; `None` where it was emptied.
        valid_from: aware UTC instant at which the new value began to hold.
        actor: who did it, as written; empty if not said.
        reconstructed: whether the change was worked out from states rather than recorded as a change.
        written: the field as its system calls it, where the record may be of another table than `table` says.
    """

    table: str
    external_id: str
    field: str
    old: str | None
    new: str | None
    valid_from: datetime
    actor: str
    reconstructed: bool
    written: str = ""


@dataclass(frozen=True)
class History:
    """The changes a file holds.

    Attributes:
        rows: by record, field and time.
        unread: positions (from 0) and reasons of source rows that could not be used.
    """

    rows: tuple[HistoryRow, ...]
    unread: tuple[tuple[int, str], ...]


def cells(rows: Sequence[RawRow], *names: str) -> list[str]:
    """Return for each row the first of the named cells that is filled, stripped; empty where none is.

    The headers are looked up once, in the first row: all rows of a file have the same.

    Parameters
    ----------
    rows
        As in the file.
    names
        Headers in order of preference, in any spelling, with or without a warehouse's ``property_`` before them.

    Examples
    --------
    >>> cells([{"Deal ID": "7", "vid": ""}, {"Deal ID": " ", "vid": "9"}], "deal_id", "vid")
    ['7', '9']
    """
    folded = {fold(header): header for header in (rows[0] if rows else ())}
    wanted = [fold(spelling) for name in names for spelling in (name, f"property_{name}")]
    headers = [folded[one] for one in dict.fromkeys(wanted) if one in folded]
    if not headers:
        return [""] * len(rows)
    first, *others = headers
    found = [row.get(first, "").strip() for row in rows]
    for header in others:
        found = [value or row.get(header, "").strip() for value, row in zip(found, rows, strict=True)]
    return found


def moments(texts: Sequence[str], reading: Reading) -> list[datetime | None]:
    """Return the instants a column holds, its layout decided from all of it; an open question falls to `reading`."""
    decided = decide_reading(texts, ColumnType.MOMENT, reading, asked=False)
    settled = reading if isinstance(decided, Ambiguous) else decided
    parsed = (parse_moment(text, settled) if text else None for text in texts)
    return [one.at if one is not None else None for one in parsed]


def changes_between(
    states: Iterable[tuple[datetime, Mapping[str, str], str]], table: str, external_id: str
) -> Iterable[HistoryRow]:
    """Yield the changes that lead from each of a record's states to the next.

    Parameters
    ----------
    states
        In order of time: when the state began, its fields as written (empty text is no value), and who did it.
    table, external_id
        Of the record.
    """
    before: dict[str, str] = {}
    for began, state, actor in states:
        for name, value in state.items():
            if value != before.get(name, ""):
                yield HistoryRow(table, external_id, name, before.get(name) or None, value or None, began, actor, True)
            before[name] = value
