"""Keeps a large import from paying for every index with every row."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from tandem_desk.records.services.importing.storage import is_sqlite
from tandem_desk.records.sockets import find_table_loader, table_loader_names

__all__ = ["bulk_loading", "patient_log", "restore_indexes"]

# Pages of 4 kB. Rows land all over the indexes, so a page is changed many times before it is worth copying home.
_PATIENT, _USUAL = 50_000, 1_000
BULK_ROWS = 50_000
_SORTING_THREADS = 1
_SHARE_STANDING = 0.25


@contextmanager
def patient_log() -> Iterator[None]:
    """Let SQLite's write-ahead log grow to 200 MB before it is copied into the database file, and empty it at the end.

    Only this connection is touched; what is committed is as safe as ever.
    """
    if not is_sqlite() or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA wal_autocheckpoint={_PATIENT}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA wal_autocheckpoint={_USUAL}")
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")


@contextmanager
def bulk_loading(model: type[models.Model], n_rows: int, key_column: str) -> Iterator[None]:
    """Build the list indexes of a table after a load that is large against what stands, instead of row by row.

    Uniqueness and the key column's index always stand. A process that dies inside leaves indexes out; whichever import
    or worker comes next puts them back (`restore_indexes`), and reads are merely slower until then. PostgreSQL keeps
    its indexes, since dropping one would lock readers out; its planner looks at the table anew instead.
    """
    if connection.in_atomic_block or n_rows < BULK_ROWS:
        yield
        return
    if not is_sqlite():
        yield
        _count_anew(model)
        return
    table = model._meta.db_table  # noqa: SLF001  (Django's documented introspection)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT coalesce(max(id), 0) - coalesce(min(id), 0) FROM "{table}"')  # noqa: S608
        standing = cursor.fetchone()[0]
    if standing > _SHARE_STANDING * n_rows:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for index in _own_indexes(model):
            # An index of the few rows that have a reference costs the others nothing.
            if key_column not in index.fields and index.condition is None:
                cursor.execute(f'DROP INDEX IF EXISTS "{index.name}"')
    try:
        yield
    finally:
        restore_indexes(model)


def _count_anew(model: type[models.Model]) -> None:
    """Let PostgreSQL look at what was loaded: without figures it has chosen to read a whole index for one id."""
    with connection.cursor() as cursor:
        cursor.execute(f'ANALYZE "{model._meta.db_table}"')  # noqa: SLF001


def _own_indexes(model: type[models.Model]) -> list[Any]:
    return list(model._meta.indexes)  # noqa: SLF001


def restore_indexes(*given: type[models.Model]) -> list[str]:
    """Put back the indexes a stopped bulk load left out, and return their names.

    Without a model, of every table that imports fill.
    """
    if not is_sqlite():
        return []
    missing = [(model, index) for model in given or _loadable() for index in _missing(model)]
    with _sorting_on_disk() if missing else nullcontext():
        return [str(index.name) for model, index in missing if _restored(model, index)]


def _restored(model: type[models.Model], index: Any) -> bool:
    # Looked for again inside the transaction: another process may have built it while this one waited.
    with transaction.atomic(), connection.cursor() as cursor:
        if index.name not in {one.name for one in _missing(model)}:
            return False
        cursor.execute(str(index.create_sql(model, _editor())))
        return True


@contextmanager
def _sorting_on_disk() -> Iterator[None]:
    """Let SQLite sort in pieces that fit the processor's cache, kept in files, with a second thread.

    In memory it sorts a whole column as one linked list, in one thread.
    """
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA temp_store")
        before = cursor.fetchone()[0]
        cursor.execute("PRAGMA temp_store=FILE")
        cursor.execute(f"PRAGMA threads={_SORTING_THREADS}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA threads=0")
            cursor.execute(f"PRAGMA temp_store={before}")


def _loadable() -> tuple[type[models.Model], ...]:
    others = (find_table_loader(name).model for name in table_loader_names())
    return (*apps.get_app_config("records").get_models(), *others)


def _missing(model: type[models.Model]) -> list[Any]:
    table = model._meta.db_table  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE tbl_name = %s", [table])
        have = {row[0] for row in cursor.fetchall()}
    if table not in have:
        return []
    return [index for index in _own_indexes(model) if index.name not in have]


def _editor() -> Any:
    return connection.schema_editor(collect_sql=True)
