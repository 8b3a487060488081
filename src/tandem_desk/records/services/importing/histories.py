"""Brings stage and field histories in: each change once, in canonical text, and in step with the present value."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeAlias
from zlib import crc32

from django.db import transaction

from tandem.tables.dialects import HistoryRow, HistoryShape, detect_history
from tandem.tables.dialects.history.hubspot import lead_field
from tandem.tables.dialects.meanings import HUBSPOT_STAGES
from tandem.tables.dialects.shapes import fold
from tandem.tables.files import RawBatch, SourceTable
from tandem.tables.schema import TABLES, Column, ColumnType
from tandem.tables.values import Ambiguous, Reading, decide_reading, parse_column
from tandem_desk.records.models import Change, ImportRun, ImportTable
from tandem_desk.records.selectors.canonical import canonical
from tandem_desk.records.selectors.kinds import kind_number, model_of_table
from tandem_desk.records.services.importing.owners import OwnerBook
from tandem_desk.records.services.importing.plans import reading_from
from tandem_desk.records.services.importing.preparing import BadCell
from tandem_desk.records.services.importing.references import Targets, may_be_a_name
from tandem_desk.records.services.importing.reporting import add_bad_rows
from tandem_desk.workspace.services.holding import hold_workspace

__all__ = ["import_histories"]

_BATCH_ROWS = 5_000
# Of a longer history this many rows, more or less, are held at once: those of some of its records.
ROWS_AT_ONCE = 200_000
_CATEGORIES = (ColumnType.CATEGORY,)
Show: TypeAlias = Callable[[int, str], None]
Keyed: TypeAlias = tuple[int, str, str | None, str | None, datetime, str]


def import_histories(
    run: ImportRun, sources: Mapping[tuple[str, str], SourceTable], owners: OwnerBook, show: Show
) -> None:
    """Import every history of a run; batches that are committed already are passed over."""
    for table in run.tables.all():
        source = sources.get((table.state.get("path", ""), table.state.get("sheet", "")))
        if source is None or not table.state.get("history") or table.state.get("history_done"):
            continue
        shape = detect_history(source.name, source.original_headers) or detect_history(source.name, source.headers)
        if shape is not None:
            _History(run, table, source, owners, show).bring(shape)


class _History:
    def __init__(self, run: ImportRun, table: ImportTable, source: SourceTable, owners: OwnerBook, show: Show) -> None:
        self.run, self.table, self.source, self.owners, self.show = run, table, source, owners, show
        self.system = table.state.get("history_system") or table.system or "file"
        assert run.started_at is not None
        self.at = run.started_at

    def bring(self, shape: HistoryShape) -> None:
        """Write the history part by part, each with whole records, and within a part in batches."""
        reading = reading_from(self.table.state.get("reading", {})).with_(zone=self.run.time_zone)
        bad: list[BadCell] = []
        n_rows = 0
        for batch in self.source.iter_batches():
            n_rows += batch.n_rows
            bad += [BadCell(one.row_number, one.column, one.reason, one.raw_text, False) for one in batch.bad_rows]
        n_parts = max(1, math.ceil(n_rows / ROWS_AT_ONCE))
        done = 0
        for part in range(n_parts):
            done = self._bring_part(shape, reading, self._rows(shape, part, n_parts), done, bad)
        with transaction.atomic():
            bad.sort(key=lambda one: one.row_number)
            add_bad_rows(self.table, bad)
            self.table.n_bad += len(bad)
            self.table.state["history_done"] = True
            self.table.n_rows = max(self.table.n_rows, n_rows)
            self.table.is_done = True
            self.table.save(update_fields=["state", "n_bad", "n_rows", "is_done"])

    def _rows(self, shape: HistoryShape, part: int, n_parts: int) -> dict[int, dict[str, str]]:
        """Return row number → cells of the records that fall into one part; the file is read anew for each."""
        rows: dict[int, dict[str, str]] = {}
        for batch in self.source.iter_batches():
            numbers = batch.row_numbers.tolist()
            if n_parts == 1:
                places: Iterable[int] = range(batch.n_rows)
            else:
                records = _records(batch, shape)
                places = (place for place, one in enumerate(records) if crc32(one.encode()) % n_parts == part)
            kept = list(places)
            picked = batch if len(kept) == batch.n_rows else batch.take(kept)
            for place, row in zip(kept, picked.rows(), strict=True):
                rows[numbers[place]] = dict(zip(batch.headers, row, strict=True))
        return rows

    def _bring_part(
        self, shape: HistoryShape, reading: Reading, rows: dict[int, dict[str, str]], done: int, bad: list[BadCell]
    ) -> int:
        numbers, cells = list(rows), list(rows.values())
        history = shape.read(cells, reading)
        bad += [
            BadCell(numbers[place], "", reason, " | ".join(cells[place].values())[:2_000], False)
            for place, reason in history.unread
        ]
        n_committed = int(self.table.state.get("history_committed", 0))
        for changes in _by_record(history.rows):
            done += len(changes)
            if done <= n_committed:
                continue
            with transaction.atomic():
                hold_workspace(self.run.workspace_id)
                n_new = self._write(changes, bad)
                self._commit(done, n_new)
            self.show(0, f"{self.table.name}: {done:,} changes")
        return done

    def _commit(self, done: int, n_new: int) -> None:
        self.table.state["history_committed"] = done
        self.table.n_created += n_new
        self.table.save(update_fields=["state", "n_created"])

    def _write(self, batch: Sequence[HistoryRow], bad: list[BadCell]) -> int:
        written = 0
        by_table: dict[str, list[HistoryRow]] = defaultdict(list)
        for row in batch:
            by_table[row.table].append(row)
        for table, rows in by_table.items():
            targets = Targets(self.run.workspace_id, self.system)
            ids = targets.find(table, {row.external_id for row in rows}, by_name=may_be_a_name)
            missing = {row.external_id for row in rows} - ids.keys()
            if table == "contacts" and self.system == "hubspot" and missing:
                leads = targets.find("leads", missing, by_name=may_be_a_name)
                theirs = [
                    replace(row, table="leads", field=lead_field(row.written))
                    for row in rows
                    if row.external_id in leads
                ]
                written += self._write_table("leads", theirs, leads)
                missing -= leads.keys()
            bad += [
                BadCell(0, "", f"its history is of none of the {table} known", one, False) for one in sorted(missing)
            ]
            known = [row for row in rows if row.external_id in ids]
            written += self._write_table(table, known, ids)
        return written

    def _write_table(self, table: str, rows: Sequence[HistoryRow], ids: Mapping[str, int]) -> int:
        columns = {column.name: column for column in TABLES[table].columns if column.tracked}
        by_field: dict[str, list[HistoryRow]] = defaultdict(list)
        for row in rows:
            if row.field in columns or row.field.startswith("custom."):
                by_field[row.field].append(row)
        keyed: list[Keyed] = []
        for field, those in by_field.items():
            texts = self._canonical(table, columns.get(field), those)
            keyed += [
                (ids[row.external_id], field[:300], old, new, row.valid_from, self._named(row.actor))
                for row, (old, new) in zip(those, texts, strict=True)
                if old != new
            ]
        kind = kind_number(str(TABLES[table].kind))
        model = model_of_table(table)
        return _Keeper(self, kind, model, columns).keep(keyed)

    def _named(self, actor: str) -> str:
        return self.owners.find(actor).name if actor else ""

    def _canonical(
        self, table: str, column: Column | None, rows: Sequence[HistoryRow]
    ) -> list[tuple[str | None, str | None]]:
        texts = [row.old or "" for row in rows] + [row.new or "" for row in rows]
        if column is None:
            values: list[Any] = [text or None for text in texts]
        elif column.refers_to:
            found = Targets(self.run.workspace_id, self.system).find(column.refers_to, texts, by_name=lambda _: True)
            values = [found.get(text) for text in texts]
        elif column.name == "owner_name":
            values = [self.owners.find(text).name if text else None for text in texts]
        elif column.type in _CATEGORIES:
            spelled = _present_spellings(table, column.name, self.run.workspace_id)
            values = [spelled.get(fold(HUBSPOT_STAGES.get(text, text)), text) or None for text in texts]
        else:
            values = self._parsed(column, texts)
        plain = [canonical(value) for value in values]
        return list(zip(plain[: len(rows)], plain[len(rows) :], strict=True))

    def _parsed(self, column: Column, texts: list[str]) -> list[Any]:
        hint = Reading(zone=self.run.time_zone, region=self.run.region, per_hundred=self.system == "salesforce")
        decided = decide_reading(texts, column.type, hint, asked=False)
        reading = hint if isinstance(decided, Ambiguous) else decided
        values: list[Any] = parse_column(texts, column.type, reading).values.to_pylist()
        return values


def _records(batch: RawBatch, shape: HistoryShape) -> list[str]:
    """Return which record each row is about, as written."""
    folded = {fold(header): header for header in batch.headers}
    wanted = [fold(spelling) for name in shape.records for spelling in (name, f"property_{name}")]
    columns = [batch.column(folded[one]).to_pylist() for one in wanted if one in folded]
    if not columns:
        return [""] * batch.n_rows
    return [next((cell.strip() for cell in cells if cell.strip()), "") for cells in zip(*columns, strict=True)]


def _by_record(rows: Sequence[HistoryRow]) -> Iterator[list[HistoryRow]]:
    """Yield whole records' histories, some 5,000 rows at a time."""
    ordered = sorted(rows, key=lambda row: (row.table, row.external_id, row.field, row.valid_from))
    held: list[HistoryRow] = []
    for row in ordered:
        if len(held) >= _BATCH_ROWS and row.external_id != held[-1].external_id:
            yield held
            held = []
        held.append(row)
    if held:
        yield held


def _present_spellings(table: str, column: str, workspace_id: int) -> dict[str, str]:
    """Return folded value → how present records spell it: histories often hold ids where exports hold labels."""
    values = model_of_table(table).objects.filter(workspace_id=workspace_id).values_list(column, flat=True).distinct()
    return {fold(value): value for value in values[:2_000] if value}


class _Keeper:
    """Adds the changes that do not stand yet, and one more where the last of them is not what the record holds now."""

    def __init__(self, history: _History, kind: int, model: Any, columns: Mapping[str, Column]) -> None:
        self._history, self._kind, self._model, self._columns = history, kind, model, columns

    def keep(self, keyed: Sequence[Keyed]) -> int:
        ids = sorted({one[0] for one in keyed})
        standing = list(
            Change.objects.filter(record_kind=self._kind, record_id__in=ids).values_list(
                "record_id", "field", "valid_from", "new", "recorded_at"
            )
        )
        have = {(pk, field, at, new) for pk, field, at, new, _ in standing}
        fresh = [one for one in keyed if (one[0], one[1], one[4], one[3]) not in have]
        rows = [self._row(one) for one in fresh]
        rows += self._closing(ids, fresh, standing)
        Change.objects.bulk_create(rows, batch_size=1_000)
        return len(rows)

    def _row(self, one: Keyed, source: str = "") -> Change:
        pk, field, old, new, at, actor = one
        run = self._history.run
        return Change(
            workspace_id=run.workspace_id,
            record_kind=self._kind,
            record_id=pk,
            field=field,
            old=old,
            new=new,
            valid_from=at.astimezone(UTC),
            recorded_at=self._history.at,
            source=(source or f"import {run.pk}: {self._history.table.name}")[:300],
            actor=actor[:200],
            import_run=run,
            reconstructed=True,
        )

    def _closing(self, ids: Sequence[int], fresh: Sequence[Keyed], standing: Sequence[tuple[Any, ...]]) -> list[Change]:
        last: dict[tuple[int, str], tuple[datetime, datetime, str | None]] = {}
        entries = [(pk, field, at, new, recorded) for pk, field, at, new, recorded in standing]
        entries += [(pk, field, at, new, self._history.at) for pk, field, _, new, at, _ in fresh]
        for pk, field, at, new, recorded in entries:
            key = (pk, field)
            if key not in last or (at, recorded) >= last[key][:2]:
                last[key] = (at, recorded, new)
        closing = []
        touched = {(one[0], one[1]) for one in fresh}
        for record in self._model.objects.filter(pk__in=ids):
            for key in [one for one in touched if one[0] == record.pk]:
                at, _, new = last[key]
                present = self._present(record, key[1])
                if new != present:
                    moment = max(at, self._history.at)
                    closing.append(self._row((record.pk, key[1], new, present, moment, ""), ""))
        return closing

    def _present(self, record: Any, field: str) -> str | None:
        if field.startswith("custom."):
            text: str | None = record.custom.get(field.removeprefix("custom."))
            return text
        column = self._columns[field]
        return canonical(getattr(record, f"{field}_id" if column.refers_to else field))
