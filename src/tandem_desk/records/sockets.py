"""Where apps above plug in what records cannot know: tables of theirs, what they keep, who follows changes."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from threading import local
from typing import Any, TypeAlias

from django.db import connection, models, transaction

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.vocabulary import SubjectKind

__all__ = [
    "TableLoader",
    "announce_change",
    "announce_gone",
    "announce_import",
    "find_table_loader",
    "plug_change_listener",
    "plug_gone_listener",
    "plug_import_listener",
    "plug_in_use_check",
    "plug_table_loader",
    "records_in_use",
    "table_loader_names",
]

Load: TypeAlias = Callable[[Any, Any], Any]
Unload: TypeAlias = Callable[[int, int], int]
InUse: TypeAlias = Callable[[SubjectKind, Collection[int]], set[int]]
Changed: TypeAlias = Callable[[int, SubjectKind, Collection[int]], None]
Gone: TypeAlias = Callable[[int, SubjectKind, Collection[int], str], object]
Imported: TypeAlias = Callable[[Any], None]


@dataclass(frozen=True)
class TableLoader:
    """How an import fills a table of another app.

    Attributes:
        table: the schema's name, e.g. "touchpoints".
        model: the model rows go into; it has a `first_import` that tells which import a row came from.
        load: takes a `Prepared` part and its `TableContext`, writes it in the caller's transaction, returns `Counts`.
        unload: takes an import's id and a number; removes at most so many rows of that import, returns how many.
    """

    table: str
    model: type[models.Model]
    load: Load
    unload: Unload


_LOADERS: dict[str, TableLoader] = {}
_IN_USE: dict[str, InUse] = {}
_CHANGED: dict[str, Changed] = {}
_GONE: dict[str, Gone] = {}
_IMPORTED: dict[str, Imported] = {}
_HELD = local()


def plug_table_loader(loader: TableLoader) -> None:
    """Plug in the loader of a table; the same one may be plugged in again."""
    _LOADERS[loader.table] = loader


def table_loader_names() -> tuple[str, ...]:
    """Return the tables that have a loader."""
    return tuple(sorted(_LOADERS))


def find_table_loader(table: str) -> TableLoader:
    """Return the loader of a table.

    Raises
    ------
    InputError
        No app has plugged one in.
    """
    try:
        return _LOADERS[table]
    except KeyError as error:
        raise InputError(Fault("table", "must be one that can be imported", repr(table))) from error


def plug_in_use_check(name: str, check: InUse) -> None:
    """Plug in a check that says which of some records another app still refers to, so that an undo keeps them."""
    _IN_USE[name] = check


def records_in_use(kind: SubjectKind, ids: Collection[int]) -> dict[int, str]:
    """Return the records that other apps refer to, each with the name of the check that says so."""
    used: dict[int, str] = {}
    for name, check in _IN_USE.items():
        for pk in check(kind, ids):
            used.setdefault(pk, name)
    return used


def plug_change_listener(name: str, listener: Changed) -> None:
    """Plug in who is told of changed records, with workspace id, kind and ids; the same one may be plugged in again."""
    _CHANGED[name] = listener


def plug_import_listener(name: str, listener: Imported) -> None:
    """Plug in who is told of an import that has ended, with its run; the same one may be plugged in again."""
    _IMPORTED[name] = listener


def plug_gone_listener(name: str, listener: Gone) -> None:
    """Plug in who is told of removed records, with workspace id, kind, ids and why; the same one may come again."""
    _GONE[name] = listener


def announce_gone(workspace_id: int, kind: SubjectKind, ids: Collection[int], because: str) -> None:
    """Tell every listener that records are removed, in the transaction that removes them."""
    for listener in _GONE.values() if ids else ():
        listener(workspace_id, SubjectKind(kind), ids, because)


def announce_change(workspace_id: int, kind: SubjectKind, ids: Collection[int]) -> None:
    """Tell every listener that records are new, changed or touched: once for a transaction, after its commit.

    What a listener does wrong is logged; it never undoes or fails the change.
    """
    held: dict[tuple[int, SubjectKind], set[int]] = _HELD.__dict__.setdefault("changes", defaultdict(set))
    is_first = not held
    held[workspace_id, SubjectKind(kind)].update(ids)
    # A rollback takes the call away and leaves what is held: that is told with the next change, and does no harm.
    if is_first or not any(call is _tell_changes for _, call, *_ in connection.run_on_commit):
        transaction.on_commit(_tell_changes, robust=True)


def _tell_changes() -> None:
    held = _HELD.__dict__.pop("changes", {})
    for (workspace_id, kind), ids in held.items():
        for listener in _CHANGED.values():
            listener(workspace_id, kind, ids)


def announce_import(run: Any) -> None:
    """Tell every listener that an import has ended, after its commit; what one does wrong is logged."""
    for listener in _IMPORTED.values():
        transaction.on_commit(lambda listener=listener: listener(run), robust=True)  # type: ignore[misc]  # bound early
