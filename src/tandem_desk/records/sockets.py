"""Where apps above plug in what records cannot know: tables they own, and what they keep that refers to a record."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db import models

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.vocabulary import SubjectKind

__all__ = [
    "TableLoader",
    "find_table_loader",
    "plug_in_use_check",
    "plug_table_loader",
    "records_in_use",
    "table_loader_names",
]

Load: TypeAlias = Callable[[Any, Any], Any]
Unload: TypeAlias = Callable[[int, int], int]
InUse: TypeAlias = Callable[[SubjectKind, Collection[int]], set[int]]


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
