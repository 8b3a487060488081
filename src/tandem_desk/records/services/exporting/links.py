"""Campaign members and buying roles written out, with the records they tie together."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from tandem.tables.dialects import OBJECTS, Spelling, snake
from tandem.tables.schema import TABLES, ColumnType
from tandem.tables.values import Reading, render_column
from tandem_desk.records.services.exporting.dialects import AS_IMPORTED, BATCH_ROWS, MOMENTS, SPELLINGS
from tandem_desk.records.services.exporting.sheets import Sheet, external_text, names_of
from tandem_desk.records.services.importing.stream_models import model_of_stream
from tandem_desk.workspace.models import Member, Workspace
from tandem_desk.workspace.permissions import visible

__all__ = ["link_sheets"]


def link_sheets(*, table: str, workspace: Workspace, member: Member | None, dialect: str) -> tuple[list[Sheet], int]:
    """Return the file of a table of links, and how many go into none because the dialect has no such object.

    As imported, links are written as Salesforce has them where they came from there, else in the common schema.
    """
    model = model_of_stream(table)
    rows: Any = model._default_manager.filter(workspace=workspace)  # noqa: SLF001  (documented by Django)
    for column in TABLES[table].columns:
        if column.refers_to:
            rows = rows.filter(Q(**{f"{column.name}__isnull": True}) | Q(**{f"{column.name}__deleted_at": None}))
    if member is not None:
        rows = visible(rows, member)
    if dialect == AS_IMPORTED:
        dialect = "salesforce" if rows.filter(source_system="salesforce").exists() else "tandem"
    system, spelling = SPELLINGS[dialect]
    shape = next((one for one in OBJECTS if (one.system, one.table) == (system, table)), None)
    if shape is None:
        return [], rows.count()
    if not rows.exists():
        return [], 0
    names = [one for one in TABLES[table].column_names if one not in ("recorded_at", "source_system")]
    headers = tuple(shape.spell(one, spelling) or shape.added(one) for one in names)
    name = snake(shape.name) if spelling is Spelling.SNAKE else shape.name
    return [Sheet(name, headers, lambda: _batches(rows.order_by("pk"), table, names, system))], 0


def _batches(rows: Any, table: str, names: list[str], system: str) -> Iterator[list[list[str]]]:
    columns = {one.name: one for one in TABLES[table].columns}
    wanted = [f"{name}_id" if columns[name].refers_to else name for name in names]
    layout = MOMENTS.get(system, "")

    def texts(name: str, values: list[Any]) -> list[str]:
        column = columns[name]
        if column.refers_to:
            known = names_of(column.refers_to, {pk for pk in values if pk is not None})
            return [known.get(pk, "") for pk in values]
        if name == "external_id":
            return [external_text(one) for one in values]
        reading = Reading(layout=layout if column.type is ColumnType.MOMENT else "")
        return render_column([None if one == "" else one for one in values], column.type, reading)

    held: list[tuple[Any, ...]] = []
    for row in rows.values_list(*wanted).iterator(chunk_size=BATCH_ROWS):
        held.append(row)
        if len(held) == BATCH_ROWS:
            yield [texts(name, list(one)) for name, one in zip(names, zip(*held, strict=True), strict=True)]
            held = []
    if held:
        yield [texts(name, list(one)) for name, one in zip(names, zip(*held, strict=True), strict=True)]
