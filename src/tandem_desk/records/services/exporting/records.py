"""Writes records out, in the dialect they came in or another: the rows and columns asked for, in bounded memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.db.models import QuerySet

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.vocabulary import SubjectKind
from tandem.tables.dialects import OBJECTS, ObjectShape, Spelling, fold, snake
from tandem.tables.files import FileDialect, write_rows
from tandem.tables.schema import ColumnType
from tandem.tables.values import Reading, render_column
from tandem_desk.records.models import ImportState, ImportTable
from tandem_desk.records.models.base import Record
from tandem_desk.records.selectors.kinds import model_of, model_of_table, table_of
from tandem_desk.records.services.exporting.dialects import AS_IMPORTED, BATCH_ROWS, DIALECTS, MOMENTS, SPELLINGS
from tandem_desk.records.services.exporting.sheets import Sheet, external_text
from tandem_desk.records.services.importing.plans import reading_from
from tandem_desk.workspace.models import Member, Workspace
from tandem_desk.workspace.permissions import Action, require, visible
from tandem_desk.workspace.services.audit import actor_name, record_audit

__all__ = [
    "AS_IMPORTED",
    "DIALECTS",
    "ExportColumn",
    "export_columns",
    "export_records",
    "find_shape",
    "record_sheet",
]

# When Tandem learned of a record is its own affair, and in whose words a file is, it says itself.
_NOT_ADDED = ("recorded_at", "source_system")
# Where an object's files are not called after it.
_STEMS = {
    ("hubspot", "contact as lead"): "leads",
    ("hubspot", "contact"): "contacts",
    ("hubspot", "company"): "companies",
    ("hubspot", "deal"): "deals",
    ("hubspot", "product"): "products",
    ("hubspot", "line item"): "line_items",
    ("hubspot", "campaign"): "campaigns",
    ("odoo", "crm.lead (lead)"): "leads",
    ("odoo", "crm.lead (opportunity)"): "opportunities",
    ("twenty", "person"): "people",
    ("twenty", "company"): "companies",
}


@dataclass(frozen=True)
class ExportColumn:
    """One column of an export: its header, what it holds (a schema column or `custom.<header>`), how it is written."""

    header: str
    column: str
    type: ColumnType
    reading: Reading
    refers_to: str = ""
    per_hundred: bool = False


def export_records(
    *,
    kind: SubjectKind,
    target: Path | BinaryIO,
    member: Member | None,
    workspace: Workspace,
    dialect: str = AS_IMPORTED,
    rows: "QuerySet[Any] | None" = None,
    columns: Sequence[str] = (),
    file: FileDialect | None = None,
) -> int:
    """Write records and return how many.

    Parameters
    ----------
    kind
        Of record.
    target
        Path or binary stream; the path's suffix says csv, xlsx or parquet unless `file` does.
    member, workspace
        Who; only what they may see is written. `None` is the server's command line and sees the workspace whole.
    dialect
        One of `DIALECTS`: as the newest import of the kind had it, or another system's headers.
    rows
        The rows of a list, in its order; all live records by default. What the member may not see is left out of them.
    columns
        Schema columns or `custom.<header>` to write, in this order; all by default.
    file
        How to spell the file; by default as the newest import spelled it where the dialect is that one.

    Raises
    ------
    InputError
        The dialect or a column is unknown.
    NotPermitted
        The member may not export.
    """
    if member is not None:
        require(member, Action.EXPORT)
    model = model_of(kind)
    found = (rows if rows is not None else model.objects.order_by("pk")).filter(workspace=workspace, deleted_at=None)
    if member is not None:
        found = visible(found, member)
    source = _newest_import(kind, workspace)
    planned = export_columns(kind=kind, workspace=workspace, dialect=dialect, columns=columns)
    spelled = file or _file(target, source if dialect == AS_IMPORTED else None)
    keep_text = _keeps_text(dialect, source)
    n_rows = write_rows(target, [one.header for one in planned], _batches(found, planned, keep_text), spelled)
    record_audit(
        workspace=workspace, member=member, actor=actor_name(member), action="records exported",
        subject=f"{n_rows} {table_of(kind).name}",
        detail={"dialect": dialect, "columns": [one.column for one in planned]},
    )  # fmt: skip
    return n_rows


def find_shape(kind: SubjectKind, dialect: str) -> ObjectShape | None:
    """Return the object a named dialect keeps records of a kind in; `None` if it has none."""
    system, table = SPELLINGS[dialect][0], table_of(kind).name
    return next((one for one in OBJECTS if one.system == system and one.table == table), None)


def record_sheet(*, kind: SubjectKind, workspace: Workspace, member: Member | None, dialect: str) -> Sheet | None:
    """Return the file of all live records of a kind that a member may see; `None` if the dialect has no such object."""
    source = _newest_import(kind, workspace)
    as_it_came = dialect == AS_IMPORTED and source is not None
    named = "tandem" if dialect == AS_IMPORTED else dialect
    shape = None if as_it_came else find_shape(kind, named)
    if not as_it_came and shape is None:
        return None
    found = model_of(kind).objects.order_by("pk").filter(workspace=workspace, deleted_at=None)
    if member is not None:
        found = visible(found, member)
    planned = (
        _as_imported(kind, source)
        if as_it_came and source is not None
        else _spelled(kind, workspace, named, whole=True)
    )
    keep_text = _keeps_text(dialect, source)
    stem = _stem(shape, SPELLINGS[named][1]) if shape is not None else _stem_of(source, table_of(kind).name)
    return Sheet(stem, tuple(one.header for one in planned), lambda: _batches(found, planned, keep_text))


def _stem(shape: ObjectShape, spelling: Spelling) -> str:
    if spelling is Spelling.SNAKE:
        return snake(shape.name)
    return _STEMS.get((shape.system, shape.name), shape.name)


def _stem_of(source: ImportTable | None, table: str) -> str:
    named = source.state.get("sheet") or Path(source.state.get("path", "")).stem if source is not None else ""
    return named or table


def _newest_import(kind: SubjectKind, workspace: Workspace) -> ImportTable | None:
    return (
        ImportTable.objects.filter(run__workspace=workspace, run__state=ImportState.DONE, table=table_of(kind).name)
        .order_by("-run_id", "-position")
        .first()
    )


def _keeps_text(dialect: str, source: ImportTable | None) -> bool:
    """Whether cells go out as they were written: only where the dialect is the one they came in."""
    if dialect == AS_IMPORTED:
        return True
    return source is not None and source.system == SPELLINGS[dialect][0]


def _file(target: Path | BinaryIO, source: ImportTable | None) -> FileDialect:
    suffix = target.suffix.lower() if isinstance(target, Path) else ".csv"
    kind = {".xlsx": "xlsx", ".parquet": "parquet", ".pq": "parquet"}.get(suffix, "csv")
    kept = FileDialect(**source.file_dialect) if source is not None and source.file_dialect else FileDialect()
    if kind != "csv" or kept.kind != "csv":
        return FileDialect(kind=kind)
    return kept.with_(
        delimiter="\t" if suffix in (".tsv", ".tab") else kept.delimiter, guarded=True, encoding=_wide(kept.encoding)
    )


def _wide(encoding: str) -> str:
    # What was added since may not fit an old single-byte encoding.
    return encoding if encoding.startswith("utf") else "utf-8-sig"


def export_columns(
    *, kind: SubjectKind, workspace: Workspace, dialect: str, columns: Sequence[str] = ()
) -> tuple[ExportColumn, ...]:
    """Return the columns of an export.

    Raises
    ------
    InputError
        The dialect or a column is unknown.
    """
    if dialect not in DIALECTS:
        raise InputError(Fault("dialect", f"must be one of {', '.join(DIALECTS)}", repr(dialect)))
    source = _newest_import(kind, workspace)
    if dialect == AS_IMPORTED and source is not None:
        planned = _as_imported(kind, source)
    else:
        planned = _spelled(kind, workspace, "tandem" if dialect == AS_IMPORTED else dialect)
    if not columns:
        return planned
    by_column = {one.column: one for one in (*_spelled(kind, workspace, "tandem"), *planned)}
    faults = [
        Fault("column", f"must be one of {', '.join(by_column)}", repr(one)) for one in columns if one not in by_column
    ]
    if faults:
        raise InputError(faults)
    return tuple(by_column[one] for one in columns)


def _as_imported(kind: SubjectKind, source: ImportTable) -> tuple[ExportColumn, ...]:
    schema = {column.name: column for column in table_of(kind).columns}
    originals = source.state.get("original_headers") or [entry["header"] for entry in source.mapping]
    planned = []
    for entry, original in zip(source.mapping, originals, strict=True):
        if not entry["take"]:
            continue
        column = schema.get(entry["column"])
        reading = reading_from(entry["reading"])
        if column is None:
            planned.append(ExportColumn(original, f"custom.{entry['header']}", ColumnType.TEXT, reading))
        else:
            planned.append(ExportColumn(original, column.name, column.type, reading, column.refers_to))
    return tuple(planned)


def _spelled(kind: SubjectKind, workspace: Workspace, dialect: str, *, whole: bool = False) -> tuple[ExportColumn, ...]:
    """Return the columns a dialect has; `whole` adds those it has no field for, under headers of ours."""
    system, spelling = SPELLINGS[dialect]
    table = table_of(kind)
    shape = find_shape(kind, dialect)
    if shape is None:
        raise InputError(Fault("dialect", f"must be one that knows {table.name}", repr(dialect)))
    # A moment without a zone is read in the workspace's own when it comes back.
    zone = "UTC" if "z" in _moment_layout(system, whole=whole) else workspace.time_zone
    planned = []
    for column in table.columns:
        if whole and column.name == "recorded_at":
            continue
        header = shape.spell(column.name, spelling)
        if not header and whole and column.name not in _NOT_ADDED:
            header = shape.added(column.name)
        if header:
            per_hundred = any(one.per_hundred for one in shape.fields if one.column == column.name)
            layout = _moment_layout(system, whole=whole) if column.type is ColumnType.MOMENT else ""
            reading = Reading(layout=layout, per_hundred=per_hundred, zone=zone)
            planned.append(ExportColumn(header, column.name, column.type, reading, column.refers_to))
    taken = {one.header for one in planned}
    custom = [header for header in _custom_headers(kind, workspace) if header not in taken]
    return (*planned, *(ExportColumn(one, f"custom.{one}", ColumnType.TEXT, Reading()) for one in custom))


def _moment_layout(system: str, *, whole: bool) -> str:
    # HubSpot's own exports stop at the minute, its imports take more: what is to come back equal needs the rest.
    return MOMENTS["salesforce" if whole and system == "hubspot" else system] if system in MOMENTS else ""


def _custom_headers(kind: SubjectKind, workspace: Workspace) -> list[str]:
    """Return the custom headers of a kind, in the order imports brought them, then those people added."""
    headers: dict[str, None] = {}
    tables = ImportTable.objects.filter(run__workspace=workspace, table=table_of(kind).name).order_by("pk")
    for mapping in tables.values_list("mapping", flat=True):
        headers |= {entry["header"]: None for entry in mapping if entry["take"] and not entry["column"]}
    added = model_of(kind).objects.filter(workspace=workspace).exclude(custom={})
    if headers:
        added = added.filter(first_import=None)
    for custom in added.values_list("custom", flat=True).iterator(chunk_size=BATCH_ROWS):
        headers |= dict.fromkeys(custom)
    return list(headers)


def _batches(rows: "QuerySet[Any]", planned: Sequence[ExportColumn], keep_text: bool) -> Iterator[list[list[str]]]:
    names = ["pk", "custom", "raw"]
    names += [
        f"{one.column}_id" if one.refers_to else one.column for one in planned if not one.column.startswith("custom.")
    ]
    held: list[tuple[Any, ...]] = []
    for row in rows.values_list(*names).iterator(chunk_size=BATCH_ROWS):
        held.append(row)
        if len(held) == BATCH_ROWS:
            yield _columns(held, planned, keep_text)
            held = []
    if held:
        yield _columns(held, planned, keep_text)


def _columns(held: list[tuple[Any, ...]], planned: Sequence[ExportColumn], keep_text: bool) -> list[list[str]]:
    lists = list(zip(*held, strict=True))
    customs, raws = lists[1], lists[2]
    place = 3
    columns = []
    for one in planned:
        if one.column.startswith("custom."):
            header = one.column.removeprefix("custom.")
            columns.append([custom.get(header, "") or "" for custom in customs])
            continue
        texts = _texts(one, list(lists[place]))
        place += 1
        if keep_text:
            texts = [raw.get(one.column, text) if raw else text for raw, text in zip(raws, texts, strict=True)]
        columns.append(texts)
    return columns


def _texts(one: ExportColumn, values: list[Any]) -> list[str]:
    if one.refers_to:
        return _reference_texts(one, values)
    if one.column == "external_id":
        return [external_text(value) for value in values]
    return render_column([None if value == "" else value for value in values], one.type, one.reading)


def _reference_texts(one: ExportColumn, ids: list[Any]) -> list[str]:
    model: type[Record] = model_of_table(one.refers_to)
    wanted = {pk for pk in ids if pk is not None}
    known = {}
    for target in model._default_manager.filter(pk__in=wanted):  # noqa: SLF001  (documented by Django)
        external = external_text(target.external_id)
        by_id = fold(one.header).endswith(("id", "ids")) or not str(target)
        known[target.pk] = (external or str(target)) if by_id or external else str(target)
    return [known.get(pk, "") for pk in ids]
