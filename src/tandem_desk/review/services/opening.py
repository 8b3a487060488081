"""Opens suggestions: many at once, at most one for each function and subject, the newer in place of the older."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

from django.db import IntegrityError, transaction

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.suggestion import State, Suggestion
from tandem_desk.review.models import SuggestionEntry
from tandem_desk.review.selectors.autonomy import account_levels, function_level, permission
from tandem_desk.review.selectors.stored import row_values
from tandem_desk.review.sockets import find_plug
from tandem_desk.workspace.models import Workspace

__all__ = ["Assignment", "Opened", "open_suggestions"]

_BATCH = 500
_ATTEMPTS = 3


@dataclass(frozen=True)
class Assignment:
    """Who a suggestion is shown to first; nobody named means everybody who may act."""

    member_id: int | None = None
    team_id: int | None = None


@dataclass(frozen=True)
class Opened:
    """What became of suggestions: opened anew, kept as nothing changed, older ones replaced, not allowed."""

    n_opened: int = 0
    n_kept: int = 0
    n_superseded: int = 0
    n_not_allowed: int = 0

    def __add__(self, other: "Opened") -> "Opened":
        return Opened(
            self.n_opened + other.n_opened,
            self.n_kept + other.n_kept,
            self.n_superseded + other.n_superseded,
            self.n_not_allowed + other.n_not_allowed,
        )


Assign: TypeAlias = Callable[[Suggestion[Any]], Assignment]
Rank: TypeAlias = Callable[[Suggestion[Any]], float]


def open_suggestions(
    *,
    workspace: Workspace,
    suggestions: Iterable[Suggestion[Any]],
    assign: Assign = lambda _: Assignment(),
    priority: Rank = lambda one: one.estimate.probability if one.estimate else 0.0,
) -> Opened:
    """Open suggestions in batches of one transaction each.

    An open suggestion with the same fingerprint is kept as it is; any other open one of the same function and subject
    is superseded. A function that is switched off, for all or for an account, opens nothing there.

    Raises
    ------
    InputError
        A function is not plugged in, or two suggestions of one call are about the same thing.
    """
    rest, total = iter(suggestions), Opened()
    while batch := list(islice(rest, _BATCH)):
        _refuse_doubles(batch)
        total += _open_batch(workspace, batch, assign, priority)
    return total


def _refuse_doubles(batch: Sequence[Suggestion[Any]]) -> None:
    seen: set[tuple[str, str, int]] = set()
    for one in batch:
        if _key(one) in seen:
            raise InputError(Fault("suggestions", "must be about different subjects", str(one.subject)))
        seen.add(_key(one))


def _key(one: Suggestion[Any]) -> tuple[str, str, int]:
    return (one.function, one.subject.kind.value, one.subject.id)


def _open_batch(workspace: Workspace, batch: list[Suggestion[Any]], assign: Assign, priority: Rank) -> Opened:
    allowed = _allowed(workspace, batch)
    for attempt in range(_ATTEMPTS):
        try:
            with transaction.atomic():
                opened = _write(workspace, allowed, assign, priority)
        except IntegrityError:
            # Another process opened one of these between our look and our write: look again.
            if attempt == _ATTEMPTS - 1:
                raise
        else:
            return opened + Opened(n_not_allowed=len(batch) - len(allowed))
    return Opened()


def _allowed(workspace: Workspace, batch: Sequence[Suggestion[Any]]) -> list[Suggestion[Any]]:
    found = []
    for function in sorted({one.function for one in batch}):
        mine = [one for one in batch if one.function == function]
        level = function_level(workspace=workspace, function=function)
        facts = find_plug(function).subject_facts(workspace, [one.subject.id for one in mine])
        named = {fact.account_id for fact in facts.values() if fact.account_id is not None}
        accounts = account_levels(workspace=workspace, function=function, account_ids=named)
        found += [
            one
            for one in mine
            if one.subject.id in facts
            and permission(level=level, facts=facts[one.subject.id], accounts=accounts).may_suggest
        ]
    return found


def _write(workspace: Workspace, batch: Sequence[Suggestion[Any]], assign: Assign, priority: Rank) -> Opened:
    standing = _standing(workspace, batch)
    shown = {(key, row.fingerprint) for key, row in standing.items()}
    fresh = [one for one in batch if (_key(one), one.fingerprint) not in shown]
    replaced = {standing[_key(one)].pk: one for one in fresh if _key(one) in standing}
    n_superseded = 0
    for moment in {one.made_at for one in replaced.values()}:
        ids = [pk for pk, one in replaced.items() if one.made_at == moment]
        n_superseded += SuggestionEntry.objects.filter(pk__in=ids, closed_at__isnull=True).update(
            state=State.SUPERSEDED, closed_at=moment
        )
    SuggestionEntry.objects.bulk_create(_row(workspace, one, assign(one), priority(one)) for one in fresh)
    return Opened(n_opened=len(fresh), n_kept=len(batch) - len(fresh), n_superseded=n_superseded)


def _standing(workspace: Workspace, batch: Sequence[Suggestion[Any]]) -> dict[tuple[str, str, int], SuggestionEntry]:
    rows = SuggestionEntry.objects.filter(
        workspace=workspace,
        function__in={one.function for one in batch},
        subject_kind__in={one.subject.kind.value for one in batch},
        subject_id__in={one.subject.id for one in batch},
        closed_at__isnull=True,
    )
    return {(row.function, row.subject_kind, row.subject_id): row for row in rows.select_for_update()}


def _row(workspace: Workspace, one: Suggestion[Any], to: Assignment, priority: float) -> SuggestionEntry:
    return SuggestionEntry(
        workspace=workspace,
        assigned_to_id=to.member_id,
        team_id=to.team_id,
        priority=priority,
        state=State.OPEN,
        **row_values(one),
    )
