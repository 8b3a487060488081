"""Finds the records that stand already for the rows of a batch, with what they hold now."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from tandem_desk.records.services.importing.context import TableContext
from tandem_desk.records.services.importing.preparing import Prepared
from tandem_desk.records.services.importing.statements import fetch_by
from tandem_desk.records.services.importing.storage import selectable

__all__ = ["Standing", "find_standing", "key_column"]

_KEY_COLUMNS = {"email": "email_key", "name": "name_key"}


@dataclass
class Standing:
    """Records that stand already.

    Attributes:
        columns: database columns compared, in the order of each row's tail.
        rows: position in the batch → (id, custom, raw, *columns).
        adopted: positions whose account was made from a company's name before, and now gets the source's id.
    """

    columns: tuple[str, ...]
    rows: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    adopted: set[int] = field(default_factory=set)


def key_column(context: TableContext) -> str:
    """Return the database column of the chosen key."""
    key = context.plan.key
    column = _KEY_COLUMNS.get(key, key)
    has = {one.column for one in context.model._meta.local_concrete_fields}  # noqa: SLF001
    return column if column in has else key


def find_standing(part: Prepared, context: TableContext) -> Standing:
    """Return what stands already for each row, found by at most two indexed queries for each source system."""
    columns = tuple(name for name in part.values if name not in ("recorded_at", "source_system", "external_id"))
    standing = Standing(columns)
    wanted = ["id", selectable("custom"), selectable("raw"), *(selectable(name) for name in columns)]
    _by_other_key(part, context, standing, wanted)
    places: dict[str, list[int]] = defaultdict(list)
    systems = part.values.get("source_system")
    for place, external in enumerate(part.external):
        if external and place not in standing.rows:
            places[systems[place] if systems and systems[place] else context.plan.system].append(place)
    for system, those in places.items():
        rows = fetch_by(
            context.model, "external_id", [part.external[place] for place in those], [*wanted, '"external_id"'],
            workspace_id=context.run.workspace_id, source_system=system,
        )  # fmt: skip
        by_id = {row[-1]: row[:-1] for row in rows}
        standing.rows |= {place: by_id[part.external[place]] for place in those if part.external[place] in by_id}
    if context.plan.table.name == "accounts":
        _adopt(part, context, standing, wanted)
    return standing


def _adopt(part: Prepared, context: TableContext, standing: Standing, wanted: list[str]) -> None:
    names = part.values.get("name_key")
    if names is None:
        return
    keys = {key for place, key in enumerate(names) if key and place not in standing.rows}
    rows = fetch_by(
        context.model, "name_key", sorted(keys), [*wanted, '"name_key"'],
        workspace_id=context.run.workspace_id, external_id="", deleted_at=None,
    )  # fmt: skip
    free: dict[str, tuple[Any, ...]] = {}
    for row in rows:
        free.setdefault(row[-1], row[:-1])
    for place, key in enumerate(names):
        if place not in standing.rows and key in free:
            standing.rows[place] = free.pop(key)
            if part.external[place]:
                standing.adopted.add(place)


def _by_other_key(part: Prepared, context: TableContext, standing: Standing, wanted: list[str]) -> None:
    keys = sorted({key for key in part.other_keys if key})
    if not keys:
        return
    column = key_column(context)
    rows = fetch_by(
        context.model, column, keys, [*wanted, f'"{column}"'], workspace_id=context.run.workspace_id, deleted_at=None
    )
    oldest: dict[str, tuple[Any, ...]] = {}
    for row in rows:
        oldest.setdefault(row[-1], row[:-1])
    standing.rows |= {place: oldest[key] for place, key in enumerate(part.other_keys) if key in oldest}
