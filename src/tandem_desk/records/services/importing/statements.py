"""The few statements an import writes with, straight through the driver: rows as tuples, nothing built row by row."""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

from django.db import connection, models

from tandem_desk.records.services.importing.storage import db_default, is_sqlite

__all__ = ["fetch_by", "insert_rows", "reserve_ids", "update_rows"]


def reserve_ids(model: type[models.Model], n: int) -> list[int]:
    """Return `n` new ids of a table; call it inside the transaction that inserts them."""
    table = model._meta.db_table  # noqa: SLF001  (Django's documented introspection)
    with connection.cursor() as cursor:
        if is_sqlite():
            # The transaction is IMMEDIATE, so nobody else takes these meanwhile.
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            row = cursor.fetchone()
            start = (row[0] if row else 0) + 1
            return list(range(start, start + n))
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, n])
        return [row[0] for row in cursor.fetchall()]


def insert_rows(
    model: type[models.Model], columns: Sequence[str], constants: dict[str, Any], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows given as tuples; columns of the model that are not named get their default, written once.

    Parameters
    ----------
    model
        The table.
    columns
        Database columns the tuples hold, in order.
    constants
        Database column → stored value that all rows share.
    rows
        Tuples in stored form.
    """
    meta = model._meta  # noqa: SLF001
    fixed = dict(constants)
    for field in meta.local_concrete_fields:
        column = str(field.column)
        if column not in columns and column not in fixed and not field.primary_key:
            fixed[column] = db_default(field)
    if is_sqlite():
        # Shared values are bound once per statement text: as literals they cost nothing per row.
        names = ", ".join(f'"{name}"' for name in (*columns, *fixed))
        marks = ", ".join(["?"] * len(columns) + [_literal(value) for value in fixed.values()])
        connection.connection.executemany(f'INSERT INTO "{meta.db_table}" ({names}) VALUES ({marks})', rows)  # noqa: S608
        return
    from psycopg import sql

    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(meta.db_table), sql.SQL(", ").join(sql.Identifier(name) for name in (*columns, *fixed))
    )
    tail = tuple(fixed.values())
    with connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row((*row, *tail))


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | float):
        return repr(value)
    return "'" + str(value).replace("'", "''").replace("\0", "") + "'"


def update_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Update rows given as tuples of the named columns with the id last."""
    meta = model._meta  # noqa: SLF001
    mark = "?" if is_sqlite() else "%s"
    assignments = ", ".join(f'"{name}" = {mark}' for name in columns)
    statement = f'UPDATE "{meta.db_table}" SET {assignments} WHERE id = {mark}'  # noqa: S608
    if is_sqlite():
        connection.connection.executemany(statement, rows)
        return
    with connection.cursor() as cursor:
        cursor.cursor.executemany(statement, rows)


def fetch_by(
    model: type[models.Model], column: str, keys: Sequence[Any], wanted: Sequence[str], **equal: Any
) -> list[tuple[Any, ...]]:
    """Return the wanted expressions of the rows whose `column` is one of `keys`, by id, in one indexed query.

    `id` comes first among those wanted; they and the names of `equal` are database columns or expressions of ours,
    never text from outside.
    """
    if not keys:
        return []
    table = model._meta.db_table  # noqa: SLF001
    conditions = [f'"{name}" IS NULL' if value is None else f'"{name}" = %s' for name, value in equal.items()]
    values: list[Any] = [value for value in equal.values() if value is not None]
    distinct = list(dict.fromkeys(keys))
    if is_sqlite():
        import json

        # A list of unknown length makes SQLite read whole tables; a cross join takes the keys one by one.
        source = f'(SELECT value AS sought FROM json_each(%s)) CROSS JOIN "{table}"'  # noqa: S608
        conditions.append(f'"{column}" = sought')
        values.insert(0, json.dumps(distinct))
    else:
        source = f'"{table}"'
        conditions.append(f'"{column}" = ANY(%s)')
        values.append(distinct)
    if column == "external_id":
        # Word for word the partial unique index's own condition: SQLite uses it for no other.
        conditions.append("NOT (\"external_id\" = '')")
    listed, held = ", ".join(wanted), " AND ".join(conditions)
    statement = f"SELECT {listed} FROM {source} WHERE {held}"  # noqa: S608  (names of ours only)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return sorted(rows, key=itemgetter(0))
