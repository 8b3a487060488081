"""The bare floor: the same file through `csv.reader` and `executemany`, in one transaction, into a plain table."""

import csv
import sqlite3
import time
from pathlib import Path

__all__ = ["bare_floor_postgresql", "bare_floor_sqlite"]


def bare_floor_sqlite(path: Path, database: Path) -> tuple[float, float]:
    """Return the seconds it takes on SQLite, by the clock and of the processor."""
    database.unlink(missing_ok=True)
    connection = sqlite3.connect(database)
    started, cpu_started = time.perf_counter(), time.process_time()
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        headers = next(reader)
        connection.execute(f"CREATE TABLE plain ({', '.join(f'{name} TEXT' for name in headers)})")
        connection.executemany(f"INSERT INTO plain VALUES ({', '.join('?' * len(headers))})", reader)
    connection.commit()
    seconds = time.perf_counter() - started, time.process_time() - cpu_started
    connection.close()
    database.unlink()
    return seconds


def bare_floor_postgresql(path: Path) -> tuple[float, float]:
    """Return the seconds it takes on PostgreSQL, by the clock and of this processor without the server's share."""
    from django.db import connection, transaction

    started, cpu_started = time.perf_counter(), time.process_time()
    with path.open(newline="", encoding="utf-8") as file, transaction.atomic(), connection.cursor() as cursor:
        reader = csv.reader(file)
        headers = next(reader)
        cursor.execute("DROP TABLE IF EXISTS plain_floor")
        cursor.execute(f"CREATE TABLE plain_floor ({', '.join(f'{name} text' for name in headers)})")
        cursor.cursor.executemany(f"INSERT INTO plain_floor VALUES ({', '.join(['%s'] * len(headers))})", reader)
    seconds = time.perf_counter() - started, time.process_time() - cpu_started
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE plain_floor")
    return seconds
