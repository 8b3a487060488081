"""What one file of an export holds, and how the records it points at are named in it."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.models.base import Record
from tandem_desk.records.selectors.kinds import model_of_table
from tandem_desk.records.services.importing.identity import ROW_KEY
from tandem_desk.workspace.models import Member
from tandem_desk.workspace.permissions import visible

__all__ = ["Sheet", "external_text", "names_of"]


@dataclass(frozen=True)
class Sheet:
    """One file: its name without suffix, its headers, and its columns of text, batch by batch."""

    name: str
    headers: tuple[str, ...]
    batches: Callable[[], Iterator[list[list[str]]]]


def external_text(external_id: str) -> str:
    """Return a record's id in its source; empty for the keys we gave to rows that had none."""
    return "" if external_id.startswith(ROW_KEY) else external_id


def names_of(table: str, ids: Collection[int], member: Member | None = None) -> dict[int, str]:
    """Return what live records are known by elsewhere: the id in their source, else their address or name.

    Parameters
    ----------
    table
        The plural name of their kind, such as "leads".
    ids
        Of the records.
    member
        Leave those out that the member may not see; by default none are.
    """
    model: type[Record] = model_of_table(table)
    rows: Any = model._default_manager.filter(pk__in=ids, deleted_at=None)  # noqa: SLF001  (documented by Django)
    if member is not None:
        rows = visible(rows, member)
    has_email = table in (f"{SubjectKind.LEAD}s", f"{SubjectKind.CONTACT}s")
    has_name = any(field.name == "name" for field in model._meta.concrete_fields)  # noqa: SLF001
    wanted = [*(["email"] if has_email else []), *(["name"] if has_name else [])]
    found = {}
    for pk, external, *others in rows.values_list("pk", "external_id", *wanted):
        found[pk] = external_text(external) or next(filter(None, others), "")
    return found
