"""Loads tables that are no records of their own: campaign members, buying roles, and what other apps plug in."""

import json
from collections.abc import Sequence
from typing import Any

from tandem_desk.records.services.importing.context import Counts, TableContext
from tandem_desk.records.services.importing.preparing import BadCell, Prepared
from tandem_desk.records.services.importing.references import resolve_references
from tandem_desk.records.services.importing.statements import fetch_by, insert_rows, update_rows
from tandem_desk.records.services.importing.storage import selectable
from tandem_desk.records.services.importing.stream_models import is_link
from tandem_desk.records.sockets import find_table_loader

__all__ = ["load_links"]

_NEEDED = {"campaign_members": ("campaign",), "buying_roles": ("opportunity", "contact")}
_ONE_OF = {"campaign_members": ("lead", "contact")}
_SAME = {"campaign_members": ("campaign_id", "lead_id", "contact_id"), "buying_roles": ("opportunity_id", "contact_id")}


def load_links(part: Prepared, context: TableContext) -> Counts:
    """Write one batch of links; call it in a transaction. A link is the same if it ties the same records."""
    name = context.plan.table.name
    if not is_link(name):
        loaded: Counts = find_table_loader(name).load(part, context)
        return loaded
    found = resolve_references(part, context)
    for column, ids in found.ids.items():
        part.values[f"{column}_id"] = ids
    whole = _complete(part, context)
    present = _standing(part, whole, context)
    counts = Counts(bad=part.n_rows - len(whole))
    new, rows = [], []
    for place in whole:
        same = tuple(_value(part, column, place) for column in _SAME[name])
        standing = present.get(same)
        if standing is None:
            present[same] = (None,)
            new.append(place)
        elif standing[0] is not None and (changed := _differs(part, place, standing)):
            rows.append((*changed, standing[0]))
    _insert(part, new, context)
    if rows:
        update_rows(context.model, _compared(part), rows)
    counts.created, counts.updated = len(new), len(rows)
    counts.unchanged = len(whole) - len(new) - len(rows)
    return counts


def _value(part: Prepared, column: str, place: int) -> Any:
    values = part.values.get(column)
    return values[place] if values is not None else None


def _complete(part: Prepared, context: TableContext) -> list[int]:
    name = context.plan.table.name
    whole = []
    for place in range(part.n_rows):
        missing = [column for column in _NEEDED[name] if _value(part, f"{column}_id", place) is None]
        one_of = _ONE_OF.get(name, ())
        if one_of and all(_value(part, f"{column}_id", place) is None for column in one_of):
            missing.append(" or ".join(one_of))
        if not missing:
            whole.append(place)
            continue
        texts = {column: values[place] for column, values in part.texts.items() if values[place]}
        reason = f"it ties nothing together: no {', no '.join(missing)} is known by what it says"
        part.bad.append(BadCell(part.row_numbers[place], "", reason, json.dumps(texts, ensure_ascii=False), False))
    return whole


def _compared(part: Prepared) -> tuple[str, ...]:
    return tuple(name for name in part.values if not name.endswith("_id") and name != "recorded_at")


def _standing(part: Prepared, whole: Sequence[int], context: TableContext) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    same = _SAME[context.plan.table.name]
    keys = sorted({_value(part, same[0], place) for place in whole})
    wanted = [*same, "id", *(selectable(name) for name in _compared(part))]
    rows = fetch_by(context.model, same[0], keys, wanted, workspace_id=context.run.workspace_id)
    return {row[: len(same)]: row[len(same) :] for row in rows}


def _differs(part: Prepared, place: int, standing: tuple[Any, ...]) -> tuple[Any, ...] | None:
    given = tuple(part.values[name][place] for name in _compared(part))
    merged = tuple(old if new in (None, "") else new for new, old in zip(given, standing[1:], strict=True))
    return merged if merged != standing[1:] else None


def _insert(part: Prepared, places: Sequence[int], context: TableContext) -> None:
    if not places:
        return
    names = [name for name in part.values if name not in ("external_id", "recorded_at", "source_system")]
    custom, raw = part.custom_json(), part.raw_json()
    rows = (
        (*(part.values[name][place] for name in names), custom[place], raw[place], external)
        for place in places
        for external in (part.external[place],)
    )
    constants = {
        "workspace_id": context.run.workspace_id,
        "source_system": context.plan.system,
        "recorded_at": context.stored_at,
        "first_import_id": context.run.pk,
    }
    insert_rows(context.model, (*names, "custom", "raw", "external_id"), constants, rows)
