"""What a list's address asks for, read and checked, and the rows that answer it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from tandem_desk.records.selectors.lists.kinds import Column, Filter, ListKind, Sort
from tandem_desk.records.selectors.search import matching
from tandem_desk.workspace.models import Member
from tandem_desk.workspace.permissions import visible

__all__ = ["ListQuery", "choices_of", "read_query", "rows_of"]

MAX_CHOICES = 60
NOBODY = "none"


@dataclass(frozen=True)
class ListQuery:
    """One state of a list, as its address says it."""

    search: str
    filters: Mapping[str, str]
    sort: Sort
    descending: bool
    columns: tuple[Column, ...]
    compact: bool

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the order was asked for."""
        return bool(self.search or self.filters)


def read_query(of: ListKind, given: Mapping[str, str]) -> ListQuery:
    """Read an address; what it does not know it leaves out, so that an old link still opens."""
    key = given.get("sort", "")
    sort = of.sort(key.lstrip("-"))
    asked = key.lstrip("-") == sort.key
    wanted = [one for one in given.get("columns", "").split(",") if one]
    columns = tuple(
        column
        for position, column in enumerate(of.columns)
        if position == 0 or (column.key in wanted if wanted else column.usual)
    )
    return ListQuery(
        search=given.get("q", "").strip()[:200],
        filters={
            one.key: given[one.key] for one in of.filters if given.get(one.key) and _is_known(one, given[one.key])
        },
        sort=sort,
        descending=key.startswith("-") if asked else sort.descending,
        columns=columns,
        compact=given.get("density") == "compact",
    )


def _is_known(one: Filter, value: str) -> bool:
    if one.options:
        return value in one.options
    return one.field != "owner" or value == NOBODY or value.isdigit()


def rows_of(of: ListKind, query: ListQuery, member: Member) -> "QuerySet[Any]":
    """Return the rows a member may see that the query asks for, in no order; pages put them in order."""
    rows = visible(of.model._default_manager.filter(deleted_at__isnull=True), member)  # noqa: SLF001  (Django's own)
    for one in of.filters:
        if one.key in query.filters:
            rows = rows.filter(_condition(one, query.filters[one.key]))
    if query.search:
        kind, link = of.searched_by or (of.kind, "pk")
        found = matching(kind, query.search, workspace_id=member.workspace_id)
        rows = rows.filter(**{f"{link}__in": found})
    return rows.select_related(*of.related).only(*of.fields_for(query.columns, query.sort))


def _condition(one: Filter, value: str) -> Q:
    if one.options:
        return one.options[value][1]
    if one.field == "owner":
        return Q(owner__isnull=True) if value == NOBODY else Q(owner=int(value))
    return Q(**{one.field: value})


def choices_of(of: ListKind, one: Filter, member: Member) -> list[tuple[str, str]]:
    """Return what a filter can be set to, as (value, words); values are found by skipping along the index."""
    if one.options:
        return [(value, words) for value, (words, _) in one.options.items()]
    if one.field == "owner":
        people = Member.objects.filter(workspace_id=member.workspace_id, is_active=True).order_by("name")
        return [*((str(person.pk), person.name) for person in people[:MAX_CHOICES]), (NOBODY, "Nobody")]
    return [(value, value) for value in _distinct(of.model._meta.db_table, one.field, member.workspace_id)]  # noqa: SLF001


def _distinct(table: str, column: str, workspace_id: int) -> list[str]:
    # Both names come from the list's own definition, never from a request.
    smallest = f"SELECT min({column}) FROM {table} WHERE workspace_id = %s"  # noqa: S608
    sql = (
        f"WITH RECURSIVE found(value) AS (SELECT * FROM ({smallest} AND {column} > '') AS start "  # noqa: S608
        f"UNION ALL SELECT ({smallest} AND {column} > found.value) FROM found WHERE found.value IS NOT NULL) "
        f"SELECT value FROM found WHERE value IS NOT NULL LIMIT {MAX_CHOICES}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [workspace_id, workspace_id])
        return [value for (value,) in cursor.fetchall()]
