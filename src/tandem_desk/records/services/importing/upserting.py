"""Writes one batch of prepared rows: creates, changes, their history, consent and open references; nothing else."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from tandem.tables.schema import ColumnType
from tandem_desk.records.models import Change
from tandem_desk.records.selectors.canonical import canonical
from tandem_desk.records.selectors.kinds import kind_number
from tandem_desk.records.services.importing.companies import link_companies
from tandem_desk.records.services.importing.consenting import respect_opt_outs, state_opt_outs
from tandem_desk.records.services.importing.context import Counts, TableContext
from tandem_desk.records.services.importing.dating import valid_moments
from tandem_desk.records.services.importing.matching import Standing, find_standing
from tandem_desk.records.services.importing.owners import Owner
from tandem_desk.records.services.importing.preparing import BadCell, Prepared
from tandem_desk.records.services.importing.references import resolve_references, save_pending
from tandem_desk.records.services.importing.statements import insert_rows, reserve_ids, update_rows

__all__ = ["add_change_rows", "history_text", "upsert"]

_ONLY_SET = ("email_opt_out", "do_not_call", "people_only")
_CHANGE_COLUMNS = (
    "record_kind", "record_id", "field", "old", "new", "valid_from", "recorded_at", "source", "reconstructed"
)  # fmt: skip


def upsert(part: Prepared, context: TableContext) -> Counts:
    """Write one batch; call it inside a transaction."""
    _own(part, context)
    found = resolve_references(part, context)
    link_companies(part, found, context)
    for column, targets in found.ids.items():
        part.values[f"{column}_id"] = list(targets)
    respect_opt_outs(part, context)
    standing = Standing(()) if context.fresh else find_standing(part, context)
    _refuse_repeated_ids(part, standing)
    new = [place for place in range(part.n_rows) if place not in standing.rows]
    ids = _insert(part, new, context)
    counts = Counts(created=len(new))
    changed = _changes(part, standing, context)
    counts.updated = len({place for place, *_ in changed.rows})
    counts.unchanged = part.n_rows - counts.created - counts.updated
    changed.write(part, standing, context)
    ids |= {place: row[0] for place, row in standing.rows.items()}
    save_pending(context, found.pending, part, ids)
    state_opt_outs(part, context)
    return counts


def _own(part: Prepared, context: TableContext) -> None:
    names = part.values.get("owner_name")
    if names is None:
        return
    known = {name: context.owners.find(name) for name in set(names) if name}
    nobody = Owner(None, None, "")
    owners = [known.get(name, nobody) for name in names]
    part.values["owner_id"] = [owner.member_id for owner in owners]
    part.values["team_id"] = [owner.team_id for owner in owners]
    part.values["owner_name"] = [owner.name for owner in owners]
    renamed = {name for name, owner in known.items() if owner.name != name}
    if renamed:
        for place, name in enumerate(names):
            if name in renamed:
                part.keep_raw(place, "owner_name", name)


def _refuse_repeated_ids(part: Prepared, standing: Standing) -> None:
    """Take the id from new rows where another new row of the batch has it: one id stands for one record."""
    if len(set(part.external)) == part.n_rows:
        return
    taken: set[tuple[str, str]] = set()
    said = part.values.get("source_system")
    for place, external in enumerate(part.external):
        key = (said[place] if said else "", external)
        if not external or place in standing.rows:
            continue
        if key in taken:
            part.external[place] = ""
            header = part.headers.get("external_id", "")
            must = "must be an id of its own: another row of the file, with another key, has it"
            part.bad.append(BadCell(part.row_numbers[place], header, must, external))
        taken.add(key)


def _insert(part: Prepared, places: Sequence[int], context: TableContext) -> dict[int, int]:
    if not places:
        return {}
    ids = reserve_ids(context.model, len(places))
    whole = len(places) == part.n_rows
    columns: dict[str, list[Any]] = {"external_id": part.external} | {
        name: values for name, values in part.values.items() if name not in ("external_id", "recorded_at")
    }
    if part.custom:
        columns["custom"] = part.custom_json()
    if part.raw:
        columns["raw"] = part.raw_json()
    constants = {
        "workspace_id": context.run.workspace_id,
        "source_system": context.plan.system,
        "recorded_at": context.stored_at,
        "first_import_id": context.run.pk,
    }
    constants = {name: value for name, value in constants.items() if name not in columns}
    lists = [values if whole else [values[place] for place in places] for values in columns.values()]
    insert_rows(context.model, ("id", *columns), constants, zip(ids, *lists, strict=True))
    return dict(zip(places, ids, strict=True))


class _Changed:
    """What a batch changes of records that stood already."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, int, str, Any, Any]] = []
        self.updates: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}

    def write(self, part: Prepared, standing: Standing, context: TableContext) -> None:
        """Write the new values and their history."""
        for columns, rows in self.updates.items():
            update_rows(context.model, columns, rows)
        kind, tracked = kind_number(context.plan.table.kind) if context.plan.table.kind else 0, _tracked(context)
        named = [
            (place, pk, *field, old, new)
            for place, pk, column, old, new in self.rows
            if (field := tracked.get(column) or _custom(column)) is not None
        ]
        moments = valid_moments([(place, pk, field) for place, pk, field, *_ in named], part, standing, context)
        at = context.stored_at
        add_change_rows(
            context,
            (
                (kind, pk, field, history_text(old, type_), history_text(new, type_), moment, at, context.source, False)
                for (_, pk, field, type_, old, new), moment in zip(named, moments, strict=True)
            ),
        )


def _custom(column: str) -> tuple[str, ColumnType] | None:
    return (column, ColumnType.TEXT) if column.startswith("custom.") else None


def _tracked(context: TableContext) -> dict[str, tuple[str, ColumnType]]:
    named = {
        f"{one.name}_id" if one.refers_to else one.name: (one.name, one.type)
        for one in context.plan.table.columns
        if one.tracked
    }
    return named | {
        "owner_id": ("owner", ColumnType.REFERENCE),
        "team_id": ("team", ColumnType.REFERENCE),
        "deleted_at": ("deleted_at", ColumnType.MOMENT),
    }


def _changes(part: Prepared, standing: Standing, context: TableContext) -> _Changed:
    changed = _Changed()
    if not standing.rows:
        return changed
    names = standing.columns
    given = list(zip(*(part.values[name] for name in names), strict=True)) or [()] * part.n_rows
    customs, raws = part.custom_json(), part.raw_json()
    for place, row in standing.rows.items():
        news = given[place]
        same = row[3:] == news
        # Nearly every row of a file that came before: seen at a glance to be as it was.
        if same and row[1] == customs[place] and row[2] == raws[place] and place not in standing.adopted:
            continue
        pk, custom_text, raw_text, *present = row
        differing: dict[str, Any] = {}
        for name, old, new in () if same else zip(names, present, news, strict=True):
            if new != old and _counts(name, new):
                differing[name] = new
                changed.rows.append((place, pk, name, old, new))
        differing |= _json_changes(part, place, (pk, custom_text, raw_text), changed)
        if place in standing.adopted:
            said = part.values.get("source_system")
            system = said[place] if said else context.plan.system
            differing |= {"external_id": part.external[place], "source_system": system}
        if differing:
            if differing.keys() - {"raw"}:
                differing.setdefault("updated_at", _touched(part, place, context))
            columns = tuple(differing)
            changed.updates.setdefault(columns, []).append((*differing.values(), pk))
    return changed


def _touched(part: Prepared, place: int, context: TableContext) -> Any:
    given = part.values.get("updated_at")
    return given[place] if given is not None and given[place] is not None else context.stored_at


def _counts(name: str, new: Any) -> bool:
    """Whether a differing value is a change: an empty cell takes nothing away, an opt-out is never lifted."""
    return not (new is None or new == "" or (name in _ONLY_SET and not new))


def _json_changes(part: Prepared, place: int, standing: tuple[int, Any, Any], changed: _Changed) -> dict[str, Any]:
    pk, custom_text, raw_text = standing
    differing: dict[str, Any] = {}
    given = part.custom_of(place)
    if given:
        before = json.loads(custom_text or "{}")
        news = {header: text for header, text in given.items() if before.get(header) != text}
        if news:
            changed.rows += [(place, pk, f"custom.{header}", before.get(header), text) for header, text in news.items()]
            differing["custom"] = json.dumps(before | news, ensure_ascii=False)
    before = json.loads(raw_text or "{}")
    raw = part.raw_of(place)
    filled = {name for name, values in part.values.items() if values[place] not in (None, "")}
    after = {name: text for name, text in before.items() if name not in filled or name in raw} | raw
    if after != before:
        differing["raw"] = json.dumps(after, ensure_ascii=False)
    return differing


def history_text(value: Any, kind: ColumnType) -> str | None:
    """Return a stored value as the history writes it."""
    if value is None or value == "":
        return None
    if kind is ColumnType.FLAG:
        return "true" if value else "false"
    if kind is ColumnType.MOMENT and isinstance(value, str):
        return f"{value.replace(' ', 'T')}+00:00"
    if kind is ColumnType.AMOUNT and isinstance(value, int):
        value = float(value)
    return canonical(value)


def add_change_rows(context: TableContext, rows: Iterable[tuple[Any, ...]]) -> None:
    """Append rows of the history, given in the order of its columns."""
    constants = {
        "workspace_id": context.run.workspace_id,
        "import_run_id": context.run.pk,
        "actor": (context.run.member.email if context.run.member else "command line")[:200],
        "member_id": context.run.member_id,
    }
    insert_rows(Change, _CHANGE_COLUMNS, constants, rows)
