"""Finding records by the beginnings of words in their names, companies and e-mail addresses."""

import re
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.models import Account, Contact, Lead, Opportunity
from tandem_desk.workspace.models import Member
from tandem_desk.workspace.permissions import visible

__all__ = ["MAX_CANDIDATES", "SEARCHED", "Found", "find_records", "matching", "words_of"]

MAX_CANDIDATES = 1_000
_TAIL = 1_000
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Searched:
    """One kind of record that can be searched: its table, and the columns whose words count."""

    model: type[Any]
    columns: tuple[str, ...]

    @property
    def table(self) -> str:
        """Name of the records' table."""
        return str(self.model._meta.db_table)  # noqa: SLF001  (documented by Django)

    @property
    def index(self) -> str:
        """Name of the table of words."""
        return f"{self.table}_words"


SEARCHED = {
    SubjectKind.ACCOUNT: Searched(Account, ("name", "domain")),
    SubjectKind.CONTACT: Searched(Contact, ("name", "email")),
    SubjectKind.LEAD: Searched(Lead, ("name", "company", "email")),
    SubjectKind.OPPORTUNITY: Searched(Opportunity, ("name",)),
}


@dataclass(frozen=True)
class Found:
    """One record found: its kind, id, and what to call it."""

    kind: SubjectKind
    id: int
    name: str
    under: str


def words_of(text: str) -> list[str]:
    """Return the words searched for, at most eight.

    Examples
    --------
    >>> words_of("Anna@acme.com, (Smith)")
    ['anna', 'acme', 'com', 'smith']
    """
    return [word.lower() for word in _WORD.findall(text)][:8]


def matching(kind: SubjectKind, text: str, *, workspace_id: int) -> list[int]:
    """Return the ids of the records in which every word of `text` begins some word.

    At most the newest `MAX_CANDIDATES` are considered, so that one letter typed costs no more than a name. The ids are
    read here, once: a list asks for its page, its rest and its count, and each would search anew.
    """
    searched, words = SEARCHED[kind], words_of(text)
    if not words:
        return []
    sql, values = _indexed(searched, words, workspace_id)
    tail_sql, tail_values = _not_yet_indexed(searched, words, workspace_id)
    both = f"SELECT id FROM ({sql}) AS known UNION ALL SELECT id FROM ({tail_sql}) AS fresh"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(both, values + tail_values)
        return [pk for (pk,) in cursor.fetchall()]


def _indexed(searched: Searched, words: list[str], workspace_id: int) -> tuple[str, list[Any]]:
    if connection.vendor == "sqlite":
        sql = (
            f"SELECT rowid AS id FROM {searched.index} WHERE {searched.index} MATCH %s AND workspace_id = %s "  # noqa: S608
            f"ORDER BY rowid DESC LIMIT {MAX_CANDIDATES}"
        )
        return sql, [" ".join(f'"{word}"*' for word in words), workspace_id]
    sql = (
        f"SELECT id FROM {searched.index} WHERE words @@ to_tsquery('simple', %s) AND workspace_id = %s "  # noqa: S608
        f"ORDER BY id DESC LIMIT {MAX_CANDIDATES}"
    )
    return sql, [" & ".join(f"{word}:*" for word in words), workspace_id]


def _not_yet_indexed(searched: Searched, words: list[str], workspace_id: int) -> tuple[str, list[Any]]:
    """The newest records whose words the index does not hold yet are looked through one by one."""
    text = " || ' ' || ".join(searched.columns)
    key = "rowid" if connection.vendor == "sqlite" else "id"
    sql = (
        f"SELECT id FROM (SELECT id, lower({text}) AS words FROM {searched.table} WHERE workspace_id = %s "  # noqa: S608
        f"AND id > coalesce((SELECT max({key}) FROM {searched.index}), 0) ORDER BY id DESC LIMIT {_TAIL}) AS newest "
        f"WHERE {' AND '.join(['words LIKE %s'] * len(words))}"
    )
    return sql, [workspace_id, *(f"%{word}%" for word in words)]


def find_records(*, member: Member, text: str, n_each: int = 5) -> list[Found]:
    """Return some records of every kind a member may see, for the command palette."""
    found: list[Found] = []
    for kind, searched in SEARCHED.items():
        ids = matching(kind, text, workspace_id=member.workspace_id)
        rows: QuerySet[Any] = visible(searched.model.objects.filter(Q(pk__in=ids), deleted_at__isnull=True), member)
        for row in rows.order_by("-pk").values("pk", *searched.columns)[:n_each]:
            name, under = _shown([str(row[column]) for column in searched.columns if row[column]])
            found.append(Found(kind, row["pk"], name, under))
    return found


def _shown(values: list[str]) -> tuple[str, str]:
    return (values[0], " · ".join(values[1:])) if values else ("no name", "")
