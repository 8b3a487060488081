"""Leads as lead scoring sees them: which may be scored, whose they are, what limits hold for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice

from django.db.models import Avg, Count, F, Q

from tandem_desk.records.models import Change, ImportRun, Lead, Opportunity, RecordKind
from tandem_desk.workspace.models import Workspace

__all__ = [
    "LeadSubject",
    "changed_since_scored",
    "lead_states",
    "lead_statuses",
    "lead_subjects",
    "leads_of_import",
    "n_scored_above",
    "scored_probabilities",
    "won_amount",
]

_AT_ONCE = 5_000


@dataclass(frozen=True)
class LeadSubject:
    """What must be known of a lead to suggest and to act on it."""

    id: int
    words: str
    source: str
    status: str
    owner_id: int | None
    team_id: int | None
    account_id: int | None
    people_only: bool
    opted_out: bool


def lead_subjects(*, workspace: Workspace, ids: Sequence[int]) -> dict[int, LeadSubject]:
    """Return leads by id; deleted ones and those of other workspaces are left out."""
    found: dict[int, LeadSubject] = {}
    rest: Iterator[int] = iter(ids)
    while batch := list(islice(rest, _AT_ONCE)):
        rows = Lead.objects.filter(workspace=workspace, pk__in=batch, deleted_at__isnull=True)
        rows = rows.select_related("account", "converted_contact", "owner")
        found |= {lead.pk: _subject(lead) for lead in rows}
    return found


def _subject(lead: Lead) -> LeadSubject:
    shy = [one for one in (lead.account, lead.converted_contact) if one is not None and one.people_only]
    team = lead.team_id if lead.team_id is not None else (lead.owner.team_id if lead.owner is not None else None)
    return LeadSubject(
        id=lead.pk,
        words=str(lead),
        source=lead.source,
        status=lead.status,
        owner_id=lead.owner_id,
        team_id=team,
        account_id=lead.account_id,
        people_only=lead.people_only or bool(shy),
        opted_out=lead.email_opt_out or lead.do_not_call,
    )


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


def won_amount(*, workspace: Workspace) -> Decimal | None:
    """Return the mean amount of won deals in the workspace's currency; `None` without any."""
    won = Opportunity.objects.filter(
        workspace=workspace, is_won=True, currency=workspace.currency, deleted_at__isnull=True
    )
    mean = won.aggregate(mean=Avg("amount"))["mean"]
    return Decimal(str(mean)).quantize(Decimal("0.01")) if mean is not None else None


def scored_probabilities(*, workspace: Workspace, limit: int | None = None) -> dict[int, float]:
    """Return the present score of every lead that has one, or of so many."""
    rows = Lead.objects.filter(workspace=workspace, score_probability__isnull=False)[:limit]
    return {pk: score for pk, score in rows.values_list("pk", "score_probability") if score is not None}


def n_scored_above(*, workspace: Workspace, probability: float, but_for: int) -> int:
    """Return how many leads other than one have a higher score."""
    rows = Lead.objects.filter(workspace=workspace, deleted_at__isnull=True, score_probability__gt=probability)
    return rows.exclude(pk=but_for).count()


def leads_of_import(*, run: ImportRun, limit: int) -> list[int]:
    """Return leads that an import brought or changed, as many as asked for."""
    rows = Lead.objects.filter(workspace_id=run.workspace_id, first_import=run)
    changed = Change.objects.filter(import_run=run, record_kind=RecordKind.LEAD).values_list("record_id", flat=True)
    found = [*rows.values_list("pk", flat=True)[:limit], *changed.distinct()[:limit]]
    return list(dict.fromkeys(found))[:limit]


def changed_since_scored(*, workspace: Workspace, since: datetime, limit: int) -> list[int]:
    """Return leads that came in or changed since a moment and were not scored after that, newest first.

    A change by an import counts from the import's end: the file's own moment of it may lie far back.
    """
    rows = Lead.objects.filter(workspace=workspace, deleted_at__isnull=True)
    recent = rows.filter(Q(updated_at__gte=since) | Q(recorded_at__gte=since))
    behind = Q(scored_at__isnull=True) | Q(scored_at__lt=F("updated_at")) | Q(scored_at__lt=F("recorded_at"))
    found = set(recent.filter(behind).order_by("-pk").values_list("pk", flat=True)[:limit])
    for run, ended in ImportRun.objects.filter(workspace=workspace, finished_at__gte=since).values_list(
        "pk", "finished_at"
    ):
        touched = Change.objects.filter(import_run=run, record_kind=RecordKind.LEAD).values("record_id")
        stale = rows.filter(Q(scored_at__isnull=True) | Q(scored_at__lt=ended), pk__in=touched)
        found |= set(stale.order_by("-pk").values_list("pk", flat=True)[:limit])
    return sorted(found, reverse=True)[:limit]
