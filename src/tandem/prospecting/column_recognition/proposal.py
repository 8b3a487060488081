"""What recognition proposes for a set of files, what it asks, and how a person corrects it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.suggestion import Estimate, Reason
from tandem.tables.schema import TABLES, ColumnType
from tandem.tables.values import Ambiguous, Reading

__all__ = ["ColumnProposal", "Question", "Recognition", "TableProposal", "Use"]


class Use(StrEnum):
    """What becomes of a column."""

    FIELD = "field"
    CUSTOM = "custom"
    IGNORE = "ignore"


@dataclass(frozen=True)
class ColumnProposal:
    """What one column is taken for.

    Attributes:
        header: the file's distinct header.
        use: a field of ours, a custom field kept under its header, or nothing.
        field: Tandem's column; empty unless `use` is FIELD.
        type: what the values are read as.
        reading: how they are written; while `question` is open, only the part of it that is certain.
        estimate: how sure it is that the use and field are right.
        reasons: strongest first.
        alternatives: (field, probability) of the next best fields, best first.
        question: what a person must say before the column can be read; `None` if nothing.
        lookup: the object whose id the cells hold ("users", "who", "what"); empty for plain values.
        many: whether a cell may hold several values divided by ``;``.
        chosen: whether a person set this.
    """

    header: str
    use: Use
    field: str
    type: ColumnType
    reading: Reading
    estimate: Estimate
    reasons: tuple[Reason, ...]
    alternatives: tuple[tuple[str, float], ...] = ()
    question: Ambiguous | None = None
    lookup: str = ""
    many: bool = False
    chosen: bool = False


@dataclass(frozen=True)
class Question:
    """An open question: which file, which column, and what is asked."""

    source: str
    header: str
    asked: Ambiguous


@dataclass(frozen=True)
class TableProposal:
    """What one file or sheet is taken for.

    Attributes:
        source: its name.
        table: Tandem's table; empty if it is left out, or holds history only.
        system: "salesforce", "hubspot", ..., or "unknown".
        object: what its system calls it; empty if not known.
        spelling: which of the system's spellings the headers have; empty if not known.
        history: which kind of history it holds; empty if none.
        estimate: how sure it is that the table is right.
        why: one plain sentence.
        columns: one for each header, in file order.
        alternatives: (table, probability) of the next best tables.
    """

    source: str
    table: str
    system: str
    object: str
    spelling: str
    history: str
    estimate: Estimate
    why: str
    columns: tuple[ColumnProposal, ...]
    alternatives: tuple[tuple[str, float], ...] = ()

    def column(self, header: str) -> ColumnProposal:
        """Return one column by header; `KeyError` if there is none."""
        for one in self.columns:
            if one.header == header:
                return one
        raise KeyError(header)

    def header_of(self, field: str) -> str:
        """Return the header of the column taken for a field; empty if none is."""
        return next((one.header for one in self.columns if one.use is Use.FIELD and one.field == field), "")


@dataclass(frozen=True)
class Recognition:
    """The proposal for all files of one import; corrected by copies, never in place."""

    tables: tuple[TableProposal, ...]

    def table(self, source: str) -> TableProposal:
        """Return one file's proposal.

        Raises
        ------
        InputError
            There is no such file.
        """
        for one in self.tables:
            if one.source == source:
                return one
        raise InputError(
            Fault("source", f"must be one of {', '.join(one.source for one in self.tables)}", repr(source))
        )

    @property
    def questions(self) -> tuple[Question, ...]:
        """What must be answered before the import can start."""
        return tuple(
            Question(table.source, column.header, column.question)
            for table in self.tables
            if table.table or table.history
            for column in table.columns
            if column.question is not None and column.use is not Use.IGNORE
        )

    def with_choice(
        self,
        source: str,
        header: str,
        *,
        field: str | None = None,
        use: Use | None = None,
        reading: Reading | None = None,
    ) -> "Recognition":
        """Return a copy with one column set by a person.

        Parameters
        ----------
        source, header
            The column.
        field
            Tandem's column it is; another column that had it becomes a custom field.
        use
            CUSTOM or IGNORE; FIELD goes without saying where `field` is given.
        reading
            How it is written; answers its question.

        Raises
        ------
        InputError
            There is no such file, column or field.
        """
        table = self.table(source)
        if header not in [one.header for one in table.columns]:
            raise InputError(Fault("header", f"must be a column of {source}", repr(header)))
        if field is not None and (not table.table or field not in TABLES[table.table].column_names):
            raise InputError(
                Fault("field", f"must be a column of {table.table or 'a table; none is chosen'}", repr(field))
            )
        columns = [
            _released(one, field) if one.header != header else _set(one, table.table, field, use, reading)
            for one in table.columns
        ]
        return self._with(replace(table, columns=tuple(columns)))

    def _with(self, changed: TableProposal) -> "Recognition":
        return Recognition(tuple(changed if one.source == changed.source else one for one in self.tables))

    def replaced(self, changed: TableProposal) -> "Recognition":
        """Return a copy with one file's proposal replaced, for instance by how it reads as another table."""
        self.table(changed.source)
        return self._with(changed)


_CERTAIN = Estimate(1.0, 1.0, 1.0, 0.8, 0)


def _released(column: ColumnProposal, field: str | None) -> ColumnProposal:
    if field is None or column.field != field:
        return column
    return replace(column, use=Use.CUSTOM, field="", lookup="", many=False)


def _set(
    column: ColumnProposal, table: str, field: str | None, use: Use | None, reading: Reading | None
) -> ColumnProposal:
    changed = column
    if field is not None:
        kind = TABLES[table].column(field).type
        # A question about how dates or numbers are written stays open unless the new type no longer raises it.
        question = column.question if kind is column.type else None
        changed = replace(changed, use=Use.FIELD, field=field, type=kind, question=question)
    elif use is not None:
        changed = replace(changed, use=use, field=changed.field if use is Use.FIELD else "")
    if reading is not None:
        changed = replace(changed, reading=reading, question=None)
    return replace(changed, estimate=_CERTAIN, chosen=True)


def shown(values: Sequence[str]) -> str:
    """Return a few values as they are shown in a reason."""
    return ", ".join(values[:3])
