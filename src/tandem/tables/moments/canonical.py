"""The one rule by which canonical text, as it stands in the change history, becomes a typed value again."""

from typing import TYPE_CHECKING

from tandem.tables.schema import ColumnType
from tandem.tables.stored import ibis_type

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["typed"]


def typed(text: "ir.StringColumn", kind: ColumnType) -> "ir.Column":
    """Return canonical text as a column of the type `kind` has in every table.

    Whole and decimal numbers are written with a point and no grouping, flags `true` and `false`, dates and moments in
    ISO 8601, a moment without an offset being UTC; references are ids. Empty text is no value. Text that breaks the
    rule is a fault in what wrote it, so the engine raises.
    """
    value = text.nullif("")
    target = ibis_type(kind)
    return value if target == "string" else value.cast(target)
