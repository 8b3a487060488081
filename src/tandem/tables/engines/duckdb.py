"""DuckDB: the default engine, in this process, with no service and no network."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

__all__ = ["DuckDBEngine"]


class DuckDBEngine:
    """Tables in an in-memory DuckDB that reads Parquet files where they lie.

    Examples
    --------
    >>> import pandas as pd
    >>> engine = DuckDBEngine()
    >>> leads = engine.memory(pd.DataFrame({"id": [1, 2], "status": ["New", None]}))
    >>> engine.to_arrow(leads.filter(leads.status.isnull())).to_pylist()
    [{'id': 2, 'status': None}]
    """

    name = "duckdb"

    def __init__(self) -> None:
        import ibis

        self._ibis = ibis.duckdb.connect()
        self._connection = self._ibis.con
        self._n_named = 0
        # Times compare as instants only when the session's zone is fixed; nothing may be fetched behind our back.
        self._connection.execute("SET TimeZone = 'UTC'")
        self._connection.execute("SET autoinstall_known_extensions = false")

    def files(self, paths: Sequence[Path]) -> "ir.Table":
        """Return the rows of Parquet files of one shape, lazily."""
        listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
        return self._named("VIEW", f"SELECT * FROM read_parquet([{listed}])")  # noqa: S608  (our own file names, quoted)

    def memory(self, rows: Any) -> "ir.Table":
        """Return a copy of an Arrow table or a pandas data frame as a table expression."""
        self._connection.register("given", rows)
        try:
            return self._named("TABLE", "SELECT * FROM given")
        finally:
            self._connection.unregister("given")

    def texts(self, column: "ir.StringColumn") -> "ir.MapValue":
        """Return a column of JSON objects as a map from member to text: strings without quotes, the rest as JSON."""
        return column.cast("json").cast("map<string, string>")

    def to_arrow(self, expression: "ir.Table") -> "pa.Table":
        """Run an expression and return all its rows."""
        return self._ibis.to_pyarrow(expression)

    def batches(self, expression: "ir.Table", n_rows: int) -> Iterator["pa.RecordBatch"]:
        """Run an expression and yield its rows, at most `n_rows` at a time."""
        # A connection holds one open result; a cursor of its own lets other queries run while batches are being read.
        cursor = self._connection.cursor()
        try:
            cursor.execute("SET TimeZone = 'UTC'")
            yield from cursor.sql(self._ibis.compile(expression)).to_arrow_reader(n_rows)
        finally:
            cursor.close()

    def _named(self, what: str, query: str) -> "ir.Table":
        self._n_named += 1
        name = f"{what.lower()}_{self._n_named}"
        self._connection.execute(f"CREATE {what} {name} AS {query}")
        return self._ibis.table(name)
