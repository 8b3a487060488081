"""Readers: rows of the operational store as Arrow batches, all within one read transaction."""

import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from django.db import connection, transaction

from tandem_desk.records.services.snapshots.arrival import settle
from tandem_desk.records.services.snapshots.sources import StoredTable, raw_schema, select

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Reader", "open_reader"]

BATCH_ROWS = 65_536
# Rows turned at once from tuples to columns: few enough that their values are still in the processor's cache, and that
# the garbage collector finds no great heap of tuples.
_ROWS_AT_ONCE = 1_024


class Reader:
    """Reads one workspace's rows through a driver.

    Parameters
    ----------
    driver
        Runs the queries; it holds the transaction.
    workspace_id
        Whose rows.
    """

    def __init__(self, driver: "Driver", workspace_id: int) -> None:
        self._driver, self._workspace_id = driver, workspace_id

    def rows(
        self, source: StoredTable, *, after: int = 0, ids: Collection[int] | None = None
    ) -> Iterator["pa.RecordBatch"]:
        """Yield a table's rows, typed."""
        vendor = self._driver.vendor
        query = select(source, workspace_id=self._workspace_id, vendor=vendor, after=after, ids=ids)
        for batch in self._driver.batches(query, raw_schema(source, vendor)):
            yield settle(batch, source.table)

    def totals(self, source: StoredTable, *, up_to: int) -> tuple[int, int]:
        """Return how many rows there are with an id up to a bound, and the sum of their ids."""
        where = f"workspace_id = {self._workspace_id} AND id <= {int(up_to)}"
        query = f'SELECT count(*) AS n, CAST(COALESCE(sum(id), 0) AS bigint) AS s FROM "{source.database_table}" WHERE {where}'  # noqa: S608, E501  (names of ours, whole numbers)
        row = next(iter(self._driver.batches(query, _numbers("n", "s")))).to_pylist()[0]
        return int(row["n"]), int(row["s"])

    def ids(self, source: StoredTable, *, after: int, up_to: int) -> Iterator["pa.RecordBatch"]:
        """Yield the ids of a table's rows in a range."""
        where = f"workspace_id = {self._workspace_id} AND id > {int(after)} AND id <= {int(up_to)}"
        query = f'SELECT id FROM "{source.database_table}" WHERE {where}'  # noqa: S608  (names of ours, whole numbers)
        return self._driver.batches(query, _numbers("id"))

    def matching(self, source: StoredTable, condition: str) -> set[int]:
        """Return the ids of a table's rows that meet a condition written by us."""
        query = f'SELECT id FROM "{source.database_table}" WHERE workspace_id = {self._workspace_id} AND {condition}'  # noqa: S608  (names and numbers of ours)
        return {one for batch in self._driver.batches(query, _numbers("id")) for one in batch.column("id").to_pylist()}


class Driver(Protocol):
    """Runs queries of one transaction; `vendor` is Django's name of the database."""

    vendor: str

    def batches(self, query: str, schema: "pa.Schema") -> Iterator["pa.RecordBatch"]:
        """Run a query and yield its rows in batches."""
        ...


class _ArrowDriver:
    """PostgreSQL straight to Arrow, without a Python object per value."""

    vendor = "postgresql"

    def __init__(self, adbc: Any) -> None:
        self._adbc = adbc

    def batches(self, query: str, schema: "pa.Schema") -> Iterator["pa.RecordBatch"]:
        with self._adbc.cursor() as cursor:
            cursor.execute(query)
            for batch in cursor.fetch_record_batch():
                yield batch.cast(schema)


class _FileDriver:
    """A SQLite file through a second connection of Python's own SQLite.

    No other build of SQLite may open the file in this process: a process's locks on a file are one set, and the build
    that closes first drops the other's, after which a third process takes the write-ahead log away under both
    (https://sqlite.org/howtocorrupt.html, "Multiple copies of SQLite linked into the same application").
    """

    vendor = "sqlite"

    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file

    def batches(self, query: str, schema: "pa.Schema") -> Iterator["pa.RecordBatch"]:
        cursor = self._file.execute(query)
        yield from _in_batches(cursor.fetchmany, schema)
        cursor.close()


class _CursorDriver:
    """Through Django's own connection: for databases in memory and inside a running transaction."""

    def __init__(self) -> None:
        self.vendor = connection.vendor

    def batches(self, query: str, schema: "pa.Schema") -> Iterator["pa.RecordBatch"]:
        with connection.chunked_cursor() as cursor:
            cursor.execute(query)
            yield from _in_batches(cursor.fetchmany, schema)


def _in_batches(fetch: Callable[[int], list[tuple[Any, ...]]], schema: "pa.Schema") -> Iterator["pa.RecordBatch"]:
    """Yield what a cursor fetches in batches of at most `BATCH_ROWS` rows."""
    import pyarrow as pa

    held: list[pa.RecordBatch] = []
    while rows := fetch(_ROWS_AT_ONCE):
        columns = zip(*rows, strict=True)
        arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
        held.append(pa.record_batch(arrays, schema=schema))
        if len(held) * _ROWS_AT_ONCE >= BATCH_ROWS:
            yield pa.concat_batches(held)
            held = []
    if held:
        yield pa.concat_batches(held)


@contextmanager
def open_reader(workspace_id: int) -> Iterator[Reader]:
    """Open a reader that sees one state of the store to its end, whatever is written meanwhile."""
    settings = connection.settings_dict
    name = str(settings["NAME"])
    in_memory = connection.vendor == "sqlite" and ("memory" in name or name == "")
    if in_memory or connection.in_atomic_block or connection.vendor not in ("sqlite", "postgresql"):
        with transaction.atomic():
            yield Reader(_CursorDriver(), workspace_id)
        return
    with _driver(settings, connection.vendor) as driver:
        yield Reader(driver, workspace_id)


@contextmanager
def _driver(settings: dict[str, Any], vendor: str) -> Iterator["Driver"]:
    if vendor == "sqlite":
        address = f"file:{quote(str(settings['NAME']))}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as file:
            file.execute("BEGIN")
            yield _FileDriver(file)
        return
    import adbc_driver_postgresql.dbapi as postgresql

    with postgresql.connect(_postgresql_address(settings)) as adbc:
        with adbc.cursor() as cursor:
            # The library's own BEGIN has run already, so the transaction's mode is set inside it.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield _ArrowDriver(adbc)


def _postgresql_address(settings: dict[str, Any]) -> str:
    user = quote(settings["USER"] or "", safe="")
    password = f":{quote(settings['PASSWORD'], safe='')}" if settings["PASSWORD"] else ""
    at = f"{user}{password}@" if user else ""
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    host = quote(settings["HOST"] or "", safe="")
    return f"postgresql://{at}{host}{port}/{quote(settings['NAME'], safe='')}"


def _numbers(*names: str) -> "pa.Schema":
    import pyarrow as pa

    return pa.schema([(name, pa.int64()) for name in names])
