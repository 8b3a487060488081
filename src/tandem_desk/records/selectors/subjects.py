"""Records as functions see them: which may be scored, whose they are, what limits hold for them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import Avg, Count, F, Q

from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.models import Change, Contract, ImportRun, Lead, Opportunity
from tandem_desk.records.models.base import Record
from tandem_desk.records.selectors.kinds import kind_number, model_of
from tandem_desk.workspace.models import Workspace

__all__ = [
    "RecordSubject",
    "changed_since_scored",
    "closed_lost_stages",
    "contracts_of_same_accounts",
    "deals_of_same_accounts",
    "lead_states",
    "lead_statuses",
    "n_scored_above",
    "owners_of",
    "record_subjects",
    "records_of_import",
    "scored_probabilities",
    "top_contracts",
    "typical_contract_amount",
    "won_amount",
]

_AT_ONCE = 5_000
# The links whose own limits hold for the record too, and the field by which records of a kind are told apart.
_PARTIES: dict[SubjectKind, tuple[str, ...]] = {
    SubjectKind.LEAD: ("account", "converted_contact"),
    SubjectKind.OPPORTUNITY: ("account", "contact"),
    SubjectKind.CONTRACT: ("account",),
}
_SEGMENTS: dict[SubjectKind, str] = {SubjectKind.LEAD: "source", SubjectKind.OPPORTUNITY: "source"}


@dataclass(frozen=True)
class RecordSubject:
    """What must be known of a record to suggest and to act on it."""

    id: int
    words: str
    segment: str
    owner_id: int | None
    team_id: int | None
    account_id: int | None
    people_only: bool
    opted_out: bool


def record_subjects(*, kind: SubjectKind, workspace: Workspace, ids: Sequence[int]) -> dict[int, RecordSubject]:
    """Return records by id; deleted ones and those of other workspaces are left out."""
    found: dict[int, RecordSubject] = {}
    rest: Iterator[int] = iter(ids)
    while batch := list(islice(rest, _AT_ONCE)):
        rows = model_of(kind).objects.filter(workspace=workspace, pk__in=batch, deleted_at__isnull=True)
        rows = rows.select_related(*_PARTIES[kind], "owner").defer("custom", "raw")
        found |= {row.pk: _subject(row, kind) for row in rows}
    return found


def _subject(row: Any, kind: SubjectKind) -> RecordSubject:
    parties = [one for name in _PARTIES[kind] if (one := getattr(row, name)) is not None]
    team = row.team_id if row.team_id is not None else (row.owner.team_id if row.owner is not None else None)
    # A lead carries its own consent; a deal has its contact's.
    person = row if kind is SubjectKind.LEAD else getattr(row, "contact", None)
    return RecordSubject(
        id=row.pk,
        words=str(row),
        segment=getattr(row, _SEGMENTS[kind]) if kind in _SEGMENTS else getattr(row.account, "industry", ""),
        owner_id=row.owner_id,
        team_id=team,
        account_id=row.account_id,
        people_only=bool(getattr(row, "people_only", False)) or any(one.people_only for one in parties),
        opted_out=person is not None and bool(person.email_opt_out or person.do_not_call),
    )


def owners_of(*, kind: SubjectKind, workspace: Workspace, ids: Sequence[int]) -> dict[int, int | None]:
    """Return the owner of each record of a workspace, `None` for nobody's."""
    found: dict[int, int | None] = {}
    rest: Iterator[int] = iter(ids)
    while batch := list(islice(rest, _AT_ONCE)):
        rows = model_of(kind).objects.filter(workspace=workspace, pk__in=batch, deleted_at__isnull=True)
        found |= dict(rows.values_list("pk", "owner_id"))
    return found


def lead_states(*, workspace: Workspace, ids: Sequence[int]) -> dict[int, tuple[bool, str]]:
    """Return whether each lead is converted, and its status; deleted ones are left out."""
    found: dict[int, tuple[bool, str]] = {}
    rest: Iterator[int] = iter(ids)
    while batch := list(islice(rest, _AT_ONCE)):
        rows = Lead.objects.filter(workspace=workspace, pk__in=batch, deleted_at__isnull=True)
        for pk, flag, moment, status in rows.values_list("pk", "is_converted", "converted_at", "status"):
            found[pk] = (bool(flag) or moment is not None, status)
    return found


def lead_statuses(*, workspace: Workspace) -> list[str]:
    """Return the statuses in use, most frequent first."""
    rows = Lead.objects.filter(workspace=workspace).exclude(status="").values_list("status")
    return [status for status, _ in rows.annotate(n=Count("pk")).order_by("-n", "status")]


def closed_lost_stages(*, workspace: Workspace) -> list[str]:
    """Return the stages in which deals stand that were closed without being won, most frequent first."""
    rows = Opportunity.objects.filter(workspace=workspace, is_closed=True, is_won=False).exclude(deal_stage="")
    return [stage for stage, _ in rows.values_list("deal_stage").annotate(n=Count("pk")).order_by("-n", "deal_stage")]


def deals_of_same_accounts(*, workspace: Workspace, ids: Collection[int]) -> set[int]:
    """Return deals with all others of their accounts; deleted ones are left out."""
    return _with_siblings(SubjectKind.OPPORTUNITY, workspace, ids)


def contracts_of_same_accounts(*, workspace: Workspace, ids: Collection[int]) -> set[int]:
    """Return contracts with all others of their accounts; deleted ones are left out."""
    return _with_siblings(SubjectKind.CONTRACT, workspace, ids)


def _with_siblings(kind: SubjectKind, workspace: Workspace, ids: Collection[int]) -> set[int]:
    rows = model_of(kind).objects.filter(workspace=workspace, deleted_at__isnull=True)
    own = dict(rows.filter(pk__in=list(ids)).values_list("pk", "account_id"))
    accounts = {one for one in own.values() if one is not None}
    return set(own) | set(rows.filter(account_id__in=accounts).values_list("pk", flat=True))


def won_amount(*, workspace: Workspace) -> Decimal | None:
    """Return the mean amount of won deals in the workspace's currency; `None` without any."""
    return _mean(Opportunity, "amount", workspace, is_won=True)


def top_contracts(*, workspace: Workspace, owner_id: int, limit: int) -> list[Contract]:
    """Return a member's contracts that are in the queue, most at stake first."""
    rows = Contract.objects.filter(workspace=workspace, owner=owner_id, deleted_at__isnull=True, score_stake__gt=0)
    return list(rows.defer("custom", "raw").order_by("-score_stake", "id")[:limit])


def typical_contract_amount(*, workspace: Workspace) -> Decimal | None:
    """Return the mean yearly amount of contracts in the workspace's currency; `None` without any."""
    return _mean(Contract, "amount_per_year", workspace)


def _mean(model: type[Record], field: str, workspace: Workspace, **given: Any) -> Decimal | None:
    mine = {"workspace": workspace, "currency": workspace.currency, "deleted_at__isnull": True} | given
    rows = model._default_manager.filter(**mine)  # noqa: SLF001  (documented by Django)
    mean = rows.aggregate(mean=Avg(field))["mean"]
    return Decimal(str(mean)).quantize(Decimal("0.01")) if mean is not None else None


def scored_probabilities(*, kind: SubjectKind, workspace: Workspace, limit: int | None = None) -> dict[int, float]:
    """Return the present score of every record that has one, or of so many."""
    rows = model_of(kind).objects.filter(workspace=workspace, score_probability__isnull=False)[:limit]
    return {pk: score for pk, score in rows.values_list("pk", "score_probability") if score is not None}


def n_scored_above(*, kind: SubjectKind, workspace: Workspace, probability: float, but_for: int) -> int:
    """Return how many records other than one have a higher score."""
    rows = model_of(kind).objects.filter(
        workspace=workspace, deleted_at__isnull=True, score_probability__gt=probability
    )
    n: int = rows.exclude(pk=but_for).count()
    return n


def records_of_import(*, kind: SubjectKind, run: ImportRun, limit: int) -> list[int]:
    """Return records of a kind that an import brought or changed, as many as asked for."""
    rows = model_of(kind).objects.filter(workspace_id=run.workspace_id, first_import=run)
    changed = Change.objects.filter(import_run=run, record_kind=kind_number(kind)).values_list("record_id", flat=True)
    found = [*rows.values_list("pk", flat=True)[:limit], *changed.distinct()[:limit]]
    return list(dict.fromkeys(found))[:limit]


def changed_since_scored(*, kind: SubjectKind, workspace: Workspace, since: datetime, limit: int) -> list[int]:
    """Return records that came in or changed since a moment and were not scored after that, newest first.

    A change by an import counts from the import's end: the file's own moment of it may lie far back.
    """
    rows = model_of(kind).objects.filter(workspace=workspace, deleted_at__isnull=True)
    recent = rows.filter(Q(updated_at__gte=since) | Q(recorded_at__gte=since))
    behind = Q(scored_at__isnull=True) | Q(scored_at__lt=F("updated_at")) | Q(scored_at__lt=F("recorded_at"))
    found = set(recent.filter(behind).order_by("-pk").values_list("pk", flat=True)[:limit])
    for run, ended in ImportRun.objects.filter(workspace=workspace, finished_at__gte=since).values_list(
        "pk", "finished_at"
    ):
        touched = Change.objects.filter(import_run=run, record_kind=kind_number(kind)).values("record_id")
        stale = rows.filter(Q(scored_at__isnull=True) | Q(scored_at__lt=ended), pk__in=touched)
        found |= set(stale.order_by("-pk").values_list("pk", flat=True)[:limit])
    return sorted(found, reverse=True)[:limit]
