"""PostgreSQL's tables to files and back, by its own COPY, all of one moment."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

__all__ = ["copy_in", "copy_out"]

_BLOCK = 1 << 20


def copy_out(folder: Path) -> dict[str, int]:
    """Write every table to a file of its own; return rows by table."""
    folder.mkdir(parents=True)
    counts = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for name in sorted(connection.introspection.table_names()):
            columns = [one.name for one in connection.introspection.get_table_description(cursor, name)]
            statement = sql.SQL("COPY {} ({}) TO STDOUT").format(
                sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, columns))
            )
            with (folder / name).open("wb") as file, _driver(cursor).copy(statement) as copy:
                file.write((",".join(columns) + "\n").encode())
                for block in copy:
                    file.write(block)
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name)))
            counts[name] = int(cursor.fetchone()[0])
    return counts


def copy_in(folder: Path, migrations: list[str]) -> None:
    """Replace everything in the database by the files, in one transaction: others see the old state or the new one."""
    with transaction.atomic(), connection.cursor() as cursor:
        for name in connection.introspection.table_names():
            cursor.execute(sql.SQL("DROP TABLE {} CASCADE").format(sql.Identifier(name)))
        _drop_functions(cursor)
        executor = MigrationExecutor(connection)
        executor.migrate(_targets(executor, set(migrations)))
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        present = set(connection.introspection.table_names())
        for name in sorted(present):
            cursor.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.Identifier(name)))
        for path in sorted(folder.iterdir()):
            _copy_one(cursor, path)
        _set_sequences(cursor)
    call_command("migrate", verbosity=0)


def _drop_functions(cursor: Any) -> None:
    """Drop what migrations made beside tables; what an extension brought stays."""
    cursor.execute(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace "
        "AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')"
    )
    for (signature,) in cursor.fetchall():
        cursor.execute(f"DROP FUNCTION {signature} CASCADE")


def _targets(executor: MigrationExecutor, wanted: set[str]) -> list[tuple[str, str]]:
    """Return the last of the wanted migrations of each app; those before it come with it."""
    graph = executor.loader.graph
    had = {key for key in graph.nodes if f"{key[0]}.{key[1]}" in wanted}
    followed = {parent.key for key in had for parent in graph.node_map[key].parents if parent.key[0] == key[0]}
    return sorted(had - followed)


def _copy_one(cursor: Any, path: Path) -> None:
    with path.open("rb") as file:
        columns = file.readline().decode().rstrip("\n").split(",")
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(path.name), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with _driver(cursor).copy(statement) as copy:
            while block := file.read(_BLOCK):
                copy.write(block)


def _set_sequences(cursor: Any) -> None:
    from django.apps import apps

    models = [one for one in apps.get_models(include_auto_created=True) if one._meta.managed]  # noqa: SLF001  (documented)
    for statement in connection.ops.sequence_reset_sql(no_style(), models):
        cursor.execute(statement)


def _driver(cursor: Any) -> Any:
    return cursor.cursor if hasattr(cursor, "cursor") else cursor
