"""Histories written out: every change of the records that go out, in the files their system keeps changes in."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any

from tandem.tables.dialects.history import HistoryRow
from tandem.tables.dialects.history.writing import HistoryFile, history_files
from tandem.tables.schema import TABLES, Column, ColumnType
from tandem_desk.records.models import Change
from tandem_desk.records.selectors.kinds import kind_number, kind_of_table
from tandem_desk.records.services.exporting.dialects import AS_IMPORTED, BATCH_ROWS, SPELLINGS
from tandem_desk.records.services.exporting.sheets import Sheet, names_of
from tandem_desk.workspace.models import Member, Workspace

__all__ = ["history_sheets"]

_CHANGE = ("record_id", "field", "old", "new", "valid_from", "actor", "reconstructed")


def history_sheets(*, workspace: Workspace, member: Member | None, dialect: str) -> tuple[list[Sheet], int]:
    """Return the files of changes, and how many changes are of kinds that the dialect keeps no history of.

    Changes of a field that a system does not follow (a log of statuses holds nothing else) are left out as well, but
    not counted. As imported, histories are written in the common schema: it holds all of them.
    """
    system, spelling = SPELLINGS["tandem" if dialect == AS_IMPORTED else dialect]
    files = history_files(system, spelling)
    told = [kind_number(kind_of_table(table)) for one in files for table in one.tables]
    changes = Change.objects.filter(workspace=workspace)
    sheets = []
    for one in files:
        kinds = [kind_number(kind_of_table(table)) for table in one.tables]
        if changes.filter(record_kind__in=kinds).exists():
            sheets.append(Sheet(one.name, one.headers, _Changes(one, workspace, member).batches))
    return sheets, changes.exclude(record_kind__in=told).count()


class _Changes:
    """Reads the changes that go into one file, in order of record, field and time."""

    def __init__(self, file: HistoryFile, workspace: Workspace, member: Member | None) -> None:
        self._file, self._workspace, self._member = file, workspace, member

    def batches(self) -> Iterator[list[list[str]]]:
        rows = self._file.rows(chain.from_iterable(map(self._of_table, self._file.tables)))
        held: list[list[str]] = []
        for row in rows:
            held.append(row)
            if len(held) == BATCH_ROWS:
                yield [list(column) for column in zip(*held, strict=True)]
                held = []
        if held:
            yield [list(column) for column in zip(*held, strict=True)]

    def _of_table(self, table: str) -> Iterator[HistoryRow]:
        changes = Change.objects.filter(workspace=self._workspace, record_kind=kind_number(kind_of_table(table)))
        rows = changes.order_by("record_id", "field", "valid_from", "pk").values_list(*_CHANGE)
        held: list[tuple[Any, ...]] = []
        for row in rows.iterator(chunk_size=BATCH_ROWS):
            held.append(row)
            if len(held) == BATCH_ROWS:
                yield from self._told(table, held)
                held = []
        yield from self._told(table, held)

    def _told(self, table: str, held: Sequence[tuple[Any, ...]]) -> Iterator[HistoryRow]:
        names = names_of(table, {row[0] for row in held}, self._member)
        columns = {one.name: one for one in TABLES[table].columns if one.tracked}
        targets = self._targets(columns, held)
        for pk, field, old, new, at, actor, reconstructed in held:
            if not names.get(pk) or (field not in columns and not field.startswith("custom.")):
                continue
            before, after = (self._text(columns.get(field), value, targets) for value in (old, new))
            yield HistoryRow(table, names[pk], field, before, after, at, actor, reconstructed)

    def _targets(
        self, columns: dict[str, Column], held: Sequence[tuple[Any, ...]]
    ) -> dict[tuple[str, str | None], str]:
        known: dict[tuple[str, str | None], str] = {}
        for name, column in columns.items():
            if column.refers_to:
                ids = {int(value) for _, field, old, new, *_ in held if field == name for value in (old, new) if value}
                names = names_of(column.refers_to, ids, self._member)
                known |= {(column.refers_to, str(pk)): text for pk, text in names.items()}
        return known

    def _text(self, column: Column | None, value: str | None, targets: dict[tuple[str, str | None], str]) -> str | None:
        if column is None or value is None:
            return value
        if column.refers_to:
            return targets.get((column.refers_to, value))
        if column.type is ColumnType.SHARE and self._file.system == "salesforce":
            return f"{Decimal(value) * 100:f}"
        return value
