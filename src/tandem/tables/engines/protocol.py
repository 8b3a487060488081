"""What an engine must be able to do for the tables above it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

__all__ = ["Engine"]


@runtime_checkable
class Engine(Protocol):
    """Reads columnar files and runs portable ibis expressions.

    Attributes:
        name: as written in a configuration.
    """

    name: str

    def files(self, paths: Sequence[Path]) -> "ir.Table":
        """Return the rows of Parquet files of one shape, lazily."""
        ...

    def memory(self, rows: Any) -> "ir.Table":
        """Return an Arrow table or a pandas data frame as a table expression."""
        ...

    def texts(self, column: "ir.StringColumn") -> "ir.MapValue":
        """Return a column of JSON objects as a map from member name to text."""
        ...

    def to_arrow(self, expression: "ir.Table") -> "pa.Table":
        """Run an expression and return all its rows."""
        ...

    def batches(self, expression: "ir.Table", n_rows: int) -> Iterator["pa.RecordBatch"]:
        """Run an expression and yield its rows, at most `n_rows` at a time."""
        ...
