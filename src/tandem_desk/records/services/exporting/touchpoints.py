"""Touchpoints written out: each kind in the object its system keeps it in, read and written batch by batch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from tandem.kernel.vocabulary import TouchpointKind
from tandem.tables.dialects import Spelling, fold, kind_word
from tandem.tables.dialects.activities import ActivityField, ActivityObject, activity_objects, direction_word
from tandem.tables.schema import TABLES, Column, ColumnType
from tandem.tables.values import Reading, render_column
from tandem_desk.records.models import ImportTable
from tandem_desk.records.services.exporting.dialects import AS_IMPORTED, BATCH_ROWS, MOMENTS, SPELLINGS
from tandem_desk.records.services.exporting.sheets import Sheet, external_text, names_of
from tandem_desk.records.sockets import find_table_loader
from tandem_desk.workspace.models import Member, Workspace
from tandem_desk.workspace.permissions import visible

__all__ = ["touchpoint_sheets"]

_COLUMNS: dict[str, Column] = {one.name: one for one in TABLES["touchpoints"].columns if one.name != "recorded_at"}
_REFERENCES = {name: one.refers_to for name, one in _COLUMNS.items() if one.refers_to}
_OWN = "generic"


@dataclass(frozen=True)
class _Part:
    """The touchpoints that go into one object."""

    activity: ActivityObject
    spelling: Spelling
    rows: Q


def touchpoint_sheets(*, workspace: Workspace, member: Member | None, dialect: str) -> tuple[list[Sheet], int]:
    """Return the files of touchpoints, and how many fit into none of them.

    Parameters
    ----------
    workspace, member
        Whose; only what the member may see, or all of it for the command line.
    dialect
        One of the exports' dialects; as imported, each touchpoint goes out in its own system's spelling, and in the
        common schema where that system has no object for it.
    """
    model = find_table_loader("touchpoints").model
    found: QuerySet[Any] = model._default_manager.filter(workspace=workspace)  # noqa: SLF001  (documented by Django)
    if member is not None:
        found = visible(found, member)
    parts, left = _parts(workspace, dialect)
    sheets = []
    for one in parts:
        rows = found.filter(one.rows)
        if rows.exists():
            sheets.append(_sheet(one, rows.order_by("pk"), workspace))
    return sheets, found.filter(left).count() if left is not None else 0


def _parts(workspace: Workspace, dialect: str) -> tuple[list[_Part], Q | None]:
    if dialect != AS_IMPORTED:
        system, spelling = SPELLINGS[dialect]
        parts = _parts_of(system, spelling, Q())
        return parts, _not_in(parts)
    parts = []
    for system in ("salesforce", "hubspot", "frappe"):
        tables = ImportTable.objects.filter(run__workspace=workspace, table="touchpoints", system=system)
        newest = tables.order_by("-pk").first()
        spelled = newest.state.get("spelling") if newest is not None else ""
        parts += _parts_of(system, Spelling(spelled or Spelling.API), Q(source_system=system))
    rest = _not_in(parts)
    own = activity_objects(_OWN)[0]
    return [*parts, _Part(own, Spelling.API, rest if rest is not None else Q())], None


def _parts_of(system: str, spelling: Spelling, among: Q) -> list[_Part]:
    """Return where a system's touchpoints go: by the object their ids say they are of, else by their kind."""
    objects = activity_objects(system)
    named = {kind for one in objects for kind in one.kinds}
    told = Q()
    for one in objects:
        if one.prefix:
            told |= Q(source_system=system, external_id__startswith=one.prefix)
    parts = []
    for one in objects:
        by_kind = Q(kind__in=one.kinds) if one.kinds else ~Q(kind__in=named)
        if one.prefix:
            by_kind = Q(source_system=system, external_id__startswith=one.prefix) | (by_kind & ~told)
        parts.append(_Part(one, spelling, among & by_kind))
    return parts


def _not_in(parts: Sequence[_Part]) -> Q | None:
    """Return what is in no part; `None` where the parts hold everything."""
    if any(not one.activity.kinds and not one.rows for one in parts) or not parts:
        return None if parts else Q()
    inside = Q()
    for one in parts:
        inside |= one.rows
    return ~inside


def _sheet(part: _Part, rows: "QuerySet[Any]", workspace: Workspace) -> Sheet:
    fields = part.activity.fields(part.spelling)
    taken = {fold(one.header) for one in fields}
    custom = [one for one in _custom_headers(part.activity, workspace) if fold(one) not in taken]
    writer = _Writer(part.activity, fields, custom)
    name = part.activity.file_name
    if part.spelling is Spelling.SNAKE:
        name = "".join(f"_{one.lower()}" if one.isupper() else one for one in name).lstrip("_")
    return Sheet(name, (*(one.header for one in fields), *custom), lambda: writer.batches(rows))


def _custom_headers(activity: ActivityObject, workspace: Workspace) -> list[str]:
    """Return the headers without a column of ours: those of this object, and of all other systems' files."""
    tables = ImportTable.objects.filter(run__workspace=workspace, table="touchpoints").order_by("pk")
    headers: dict[str, None] = {}
    for system, state, mapping in tables.values_list("system", "state", "mapping"):
        if system == activity.shape.system and state.get("object") != activity.shape.name:
            continue
        headers |= {entry["header"]: None for entry in mapping if entry["take"] and not entry["column"]}
    return list(headers)


class _Writer:
    """Turns rows of touchpoints into columns of text."""

    def __init__(self, activity: ActivityObject, fields: Sequence[ActivityField], custom: Sequence[str]) -> None:
        self._fields, self._custom = fields, custom
        self._system = activity.shape.system
        self._has_who = any(one.lookup == "who" for one in fields)
        self._kinds = {one.column: set[str]() for one in fields}
        for one in fields:
            self._kinds[one.column] |= set(one.kinds)

    def batches(self, rows: "QuerySet[Any]") -> Iterator[list[list[str]]]:
        names = [f"{name}_id" if name in _REFERENCES else name for name in _COLUMNS]
        held: list[tuple[Any, ...]] = []
        for row in rows.values_list(*names, "custom", "raw").iterator(chunk_size=BATCH_ROWS):
            held.append(row)
            if len(held) == BATCH_ROWS:
                yield self._columns(held)
                held = []
        if held:
            yield self._columns(held)

    def _columns(self, held: list[tuple[Any, ...]]) -> list[list[str]]:
        lists = dict(zip((*_COLUMNS, "custom", "raw"), map(list, zip(*held, strict=True)), strict=True))
        texts = {name: self._texts(name, lists[name]) for name in _COLUMNS}
        kinds, systems, raws = lists["kind"], lists["source_system"], lists["raw"]
        told = [
            raw.get("kind", "") if system == self._system else "" for raw, system in zip(raws, systems, strict=True)
        ]
        words = zip(told, kinds, lists["direction"], strict=True)
        texts["kind"] = [one or self._word(kind, way) for one, kind, way in words]
        if self._has_who:
            contacts, leads = texts["contact"], texts["lead"]
            texts["contact"] = [one or other for one, other in zip(contacts, leads, strict=True)]
            texts["lead"] = [other if one else "" for one, other in zip(contacts, leads, strict=True)]
        columns = [self._cells(one, texts[one.column], kinds) for one in self._fields]
        return columns + [[custom.get(header, "") or "" for custom in lists["custom"]] for header in self._custom]

    def _word(self, kind: str, direction: str) -> str:
        return kind_word(TouchpointKind(kind), self._system, direction)

    def _cells(self, field: ActivityField, texts: list[str], kinds: Sequence[str]) -> list[str]:
        if field.column == "direction":
            texts = [direction_word(text, field.api) for text in texts]
        others = self._kinds[field.column]
        if field.kinds:
            return [text if kind in field.kinds else "" for text, kind in zip(texts, kinds, strict=True)]
        return (
            [text if kind not in others else "" for text, kind in zip(texts, kinds, strict=True)] if others else texts
        )

    def _texts(self, name: str, values: list[Any]) -> list[str]:
        if name in _REFERENCES:
            known = names_of(_REFERENCES[name], {pk for pk in values if pk is not None})
            return [known.get(pk, "") for pk in values]
        if name == "external_id":
            return [external_text(one) for one in values]
        column = _COLUMNS[name]
        if column.type is ColumnType.MOMENT:
            layout = MOMENTS["generic" if self._system == _OWN else "salesforce"]
            return render_column(values, column.type, Reading(layout=layout))
        if column.type is ColumnType.NUMBER:
            return ["" if one is None else f"{one:.0f}" if one == int(one) else repr(one) for one in values]
        return render_column([None if one == "" else one for one in values], column.type, Reading())
