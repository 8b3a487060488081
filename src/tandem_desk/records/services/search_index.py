"""Keeping the tables of words in step with the records: new rows from where the index ends."""

from typing import Any

from django.db import connection, transaction

from tandem_desk.records.selectors.search import SEARCHED, Searched

__all__ = ["BATCH_ROWS", "refresh_search_index"]

BATCH_ROWS = 5_000
# On PostgreSQL a row with a lower id may become visible after one with a higher id.
_LATE_IDS = 10_000


def refresh_search_index(*, n_rows: int | None = None) -> int:
    """Add the words of records the index does not hold yet, in short transactions; return how many were added.

    Safe to run at any time and twice at once. `n_rows` limits how many are added for each kind of record.
    """
    n_added = 0
    for searched in SEARCHED.values():
        n_kind = 0
        while n_rows is None or n_kind < n_rows:
            n_batch = _add_batch(searched, min(BATCH_ROWS, BATCH_ROWS if n_rows is None else n_rows - n_kind))
            n_kind += n_batch
            if n_batch == 0:
                break
        n_added += n_kind
    return n_added


def _add_batch(searched: Searched, n_rows: int) -> int:
    sqlite = connection.vendor == "sqlite"
    key = "rowid" if sqlite else "id"
    text = " || ' ' || ".join(searched.columns)
    words = text if sqlite else f"to_tsvector('simple', translate({text}, '@._-', '    '))"
    late = 0 if sqlite else _LATE_IDS
    sql = (
        f"INSERT INTO {searched.index} ({key}, workspace_id, words) SELECT id, workspace_id, {words} "  # noqa: S608
        f"FROM {searched.table} WHERE id > coalesce((SELECT max({key}) FROM {searched.index}), 0) - {late} "
        f"AND NOT EXISTS (SELECT 1 FROM {searched.index} WHERE {searched.index}.{key} = {searched.table}.id) "
        f"ORDER BY id LIMIT %s"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql + ("" if sqlite else " ON CONFLICT (id) DO NOTHING"), [n_rows])
        return _n_changed(cursor)


def _n_changed(cursor: Any) -> int:
    return max(int(cursor.rowcount), 0)
