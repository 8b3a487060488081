"""Tables as of a moment: typed, lazy, with exactly the schema's columns, as they were known then."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem.kernel.errors import Fault, InputError
from tandem.tables import schema
from tandem.tables.engines import Engine, open_engine
from tandem.tables.moments.canonical import typed
from tandem.tables.moments.presence import present
from tandem.tables.moments.sources import MemorySource, SnapshotSource, Source
from tandem.tables.moments.unwinding import Moment, earlier_values
from tandem.tables.snapshot import Snapshot
from tandem.tables.stored import CUSTOM, DELETED_AT

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd
    import pyarrow as pa

__all__ = ["Tables"]

_CUSTOM_PREFIX = "custom."


class Tables:
    """Every table of the schema as it was known at one moment.

    Parameters
    ----------
    source
        The folder of a snapshot, an open snapshot, or a mapping from table name to Arrow table or pandas data frame
        with stored columns: `id`, the schema's names, and optionally `deleted_at` and `custom`. Columns left
        out are empty.
    as_of
        Aware instant asked about.
    known_by
        Aware instant; facts recorded later are left out. Default: `as_of`, which is what honest training needs. Pass a
        later instant to ask what *was true*, as far as known by then.
    engine
        What runs the expressions; a DuckDB of its own by default.

    Notes
    -----
    Rows are present rows unwound by their changes, with the rule of :func:`tandem.kernel.timeline.value_as_of`.
    `updated_at` has no history: where a record changed later, or it lies after the moment, it is empty.

    Examples
    --------
    >>> from datetime import UTC
    >>> import pandas as pd
    >>> monday, friday = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 6, tzinfo=UTC)
    >>> leads = pd.DataFrame({"id": [7], "status": ["Working"], "recorded_at": [monday]})
    >>> changes = pd.DataFrame({"id": [1], "subject_kind": ["lead"], "subject_id": [7], "field": ["status"],
    ...     "old": ["New"], "new": ["Working"], "valid_from": [friday], "recorded_at": [friday]})
    >>> tables = Tables({"leads": leads, "changes": changes}, as_of=monday)
    >>> tables.to_arrow(tables.leads.select("id", "status")).to_pylist()
    [{'id': 7, 'status': 'New'}]
    """

    def __init__(
        self,
        source: Path | Snapshot | Mapping[str, Any],
        *,
        as_of: datetime,
        known_by: datetime | None = None,
        engine: Engine | None = None,
    ) -> None:
        self.moment = Moment.of(as_of, known_by)
        self.engine: Engine = engine or open_engine()
        self._source: Source = (
            MemorySource(source, self.engine)
            if isinstance(source, Mapping)
            else SnapshotSource(source if isinstance(source, Snapshot) else Snapshot(source), self.engine)
        )
        self._changed_fields: dict[str, list[str]] | None = None

    @property
    def data_until(self) -> datetime:
        """Aware UTC instant: nothing known later is in these tables."""
        read_at = self._source.read_at
        return self.moment.known_by if read_at is None else min(self.moment.known_by, read_at)

    def __getattr__(self, name: str) -> "ir.Table":
        if name.startswith("_") or name not in schema.TABLES:
            raise AttributeError(name)
        return self.table(name)

    def columns(self, name: str) -> tuple[str, ...]:
        """Return the names of a table's columns."""
        return ("id", *schema.table(name).column_names)

    def custom_columns(self, name: str) -> tuple[str, ...]:
        """Return the headers of the custom fields any row of a table has or had, sorted."""
        definition = schema.table(name)
        rows = self._source.rows(name)
        if CUSTOM.name not in rows.columns:
            return ()
        filled = rows.filter(rows.custom.notnull())
        keys = filled.select(header=self.engine.texts(filled.custom).keys().unnest()).distinct()
        found = set(self.engine.to_arrow(keys).column("header").to_pylist())
        if definition.kind is not None:
            fields = self._fields_with_history().get(definition.kind, ())
            found |= {one.removeprefix(_CUSTOM_PREFIX) for one in fields if one.startswith(_CUSTOM_PREFIX)}
        return tuple(sorted(found))

    def table(self, name: str, *, custom: Sequence[str] = ()) -> "ir.Table":
        """Return one table as of the moment, lazily.

        Parameters
        ----------
        name
            A name of the schema.
        custom
            Headers of custom fields to add, as text columns named `custom.<header>`.

        Raises
        ------
        InputError
            There is no such table.
        """
        definition = schema.table(name)
        rows = self._with_custom(self._source.rows(name), custom)
        if definition.kind is not None:
            rows = self._unwound(rows, definition, custom)
        rows = present(rows, definition, self.moment)
        return rows.select(*self.columns(name), *[_CUSTOM_PREFIX + header for header in custom])

    def to_arrow(self, expression: "ir.Table") -> "pa.Table":
        """Run an expression over these tables and return all its rows."""
        return self.engine.to_arrow(expression)

    def to_pandas(self, expression: "ir.Table") -> "pd.DataFrame":
        """Run an expression over these tables and return a data frame."""
        frame: pd.DataFrame = self.engine.to_arrow(expression).to_pandas()
        return frame

    def batches(self, expression: "ir.Table", *, n_rows: int = 65_536) -> Iterator["pa.RecordBatch"]:
        """Run an expression over these tables and yield its rows in batches: memory does not grow with the table.

        Raises
        ------
        InputError
            `n_rows` is below 1.
        """
        if n_rows < 1:
            raise InputError(Fault("n_rows", "must be 1 or more", str(n_rows)))
        return self.engine.batches(expression, n_rows)

    def _with_custom(self, rows: "ir.Table", custom: Sequence[str]) -> "ir.Table":
        import ibis

        if not custom:
            return rows
        empty = ibis.literal(None).cast("string")
        if CUSTOM.name not in rows.columns:
            return rows.mutate(**{_CUSTOM_PREFIX + header: empty for header in custom})
        texts = self.engine.texts(rows.custom)
        return rows.mutate(**{_CUSTOM_PREFIX + header: texts.get(header, empty).nullif("") for header in custom})

    def _unwound(self, rows: "ir.Table", definition: schema.Table, custom: Sequence[str]) -> "ir.Table":
        import ibis

        tracked = {column.name: column for column in (*definition.columns, DELETED_AT) if column.tracked}
        wanted = [*tracked, *[_CUSTOM_PREFIX + header for header in custom]]
        with_history = self._fields_with_history().get(str(definition.kind), [])
        fields = [field for field in wanted if field in with_history]
        rows = rows.mutate(updated_at=_not_later(rows.updated_at, self.moment))
        if not with_history:
            return rows
        changes = self._source.rows("changes")
        earlier = earlier_values(changes.filter(changes.subject_kind == str(definition.kind)), self.moment)
        pivot = earlier.group_by("subject_id").agg(
            n_earlier=earlier.count(),
            **{f"n_{i}": (earlier.field == field).cast("int64").sum() for i, field in enumerate(fields)},
            **{f"was_{i}": earlier.value.max(where=earlier.field == field) for i, field in enumerate(fields)},
        )
        joined = rows.left_join(pivot, rows.id == pivot.subject_id)
        restored = {
            field: ibis.ifelse(
                joined[f"n_{i}"].fill_null(0) > 0,
                typed(joined[f"was_{i}"], tracked[field].type) if field in tracked else joined[f"was_{i}"].nullif(""),
                joined[field],
            )
            for i, field in enumerate(fields)
        }
        shown = ibis.ifelse(joined.n_earlier.fill_null(0) > 0, ibis.null(joined.updated_at.type()), joined.updated_at)
        return joined.mutate(**restored, updated_at=shown).select(*rows.columns)

    def _fields_with_history(self) -> dict[str, list[str]]:
        """Return, by kind of record, the fields that some change may have altered since the moment."""
        if self._changed_fields is None:
            changes = self._source.rows("changes")
            later = (changes.recorded_at > self.moment.known_by) | (changes.valid_from > self.moment.as_of)
            pairs = self.engine.to_arrow(changes.filter(later).select("subject_kind", "field").distinct())
            self._changed_fields = {}
            for pair in pairs.to_pylist():
                self._changed_fields.setdefault(pair["subject_kind"], []).append(pair["field"])
        return self._changed_fields


def _not_later(moments: "ir.TimestampColumn", moment: Moment) -> "ir.TimestampColumn":
    import ibis

    return ibis.ifelse(moments <= moment.as_of, moments, ibis.null(moments.type()))
