"""What a column and a table are."""

from dataclasses import dataclass
from enum import StrEnum

from tandem.kernel.vocabulary import SubjectKind

__all__ = ["Column", "ColumnType", "Table"]


class ColumnType(StrEnum):
    """The types a column may have; all may be empty."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    COUNTRY = "country"
    INTEGER = "integer"
    NUMBER = "number"
    AMOUNT = "amount"
    CURRENCY = "currency"
    SHARE = "share"
    FLAG = "flag"
    DATE = "date"
    MOMENT = "moment"
    REFERENCE = "reference"
    CATEGORY = "category"


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        name: Tandem's spelling; units and senses are in it.
        type: what it holds. An AMOUNT's currency stands in the table's `currency` column.
        label: as people read it.
        refers_to: for a REFERENCE, the table it points into.
        tracked: whether a change of it leaves a row in the change history.
    """

    name: str
    type: ColumnType
    label: str
    refers_to: str = ""
    tracked: bool = True


@dataclass(frozen=True)
class Table:
    """One table.

    Attributes:
        name: plural noun, e.g. "leads".
        kind: the kind of record a row is; `None` for streams and links.
        label: as people read it.
        columns: in reading order; every table also has `id` (Tandem's own, whole number).
        keys: columns by which an import may recognise an existing record, best first.
    """

    name: str
    kind: SubjectKind | None
    label: str
    columns: tuple[Column, ...]
    keys: tuple[str, ...]

    def column(self, name: str) -> Column:
        """Return the named column; `KeyError` where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns, in reading order."""
        return tuple(column.name for column in self.columns)
