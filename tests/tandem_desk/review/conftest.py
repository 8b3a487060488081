"""A small function plugged into `review`: it proposes a status for a lead, can carry that out and take it back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.money import Money
from tandem.kernel.suggestion import (
    Abstained,
    Estimate,
    Evidence,
    EvidenceKind,
    Provenance,
    Reason,
    Subject,
    Suggestion,
)
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.models import Lead
from tandem_desk.review import sockets
from tandem_desk.review.models import SuggestionEntry
from tandem_desk.review.services import Assignment, open_suggestions
from tandem_desk.review.sockets import Plug, SubjectFacts
from tandem_desk.workspace.permissions import require_change

NAME = "test/status"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class StatusProposal:
    """Give the lead a status."""

    status: str
    worth: Money | None = None

    def __post_init__(self) -> None:
        if not self.status:
            raise InputError(Fault("status", "must not be empty", "nothing"))


def _apply(application) -> list[dict]:
    lead = Lead.objects.get(pk=application.subject.id)
    old, lead.status = lead.status, application.proposal.status
    if lead.status == "Impossible":
        raise InputError(Fault("status", "must be one the pipeline has", lead.status))
    lead.save()
    return [{"old": old, "new": lead.status}]


def _undo(application, effects) -> None:
    lead = Lead.objects.get(pk=application.subject.id)
    for effect in reversed(effects):
        if lead.status != effect["new"]:
            raise InputError(Fault("status", f"must still be {effect['new']}", lead.status))
        lead.status = effect["old"]
    lead.save()


def _facts(workspace, ids) -> dict[int, SubjectFacts]:
    leads = Lead.objects.filter(workspace=workspace, pk__in=ids).select_related("account")
    return {
        lead.pk: SubjectFacts(
            words=str(lead),
            account_id=lead.account_id,
            people_only=lead.people_only or bool(lead.account and lead.account.people_only),
            opted_out=lead.email_opt_out,
            segment=lead.source,
        )
        for lead in leads
    }


def _guard(member, subject_id, action) -> None:
    lead = Lead.objects.filter(pk=subject_id, workspace=member.workspace_id).first()
    if lead is None:
        raise InputError(Fault("lead", "must be one of the member's workspace", str(subject_id)))
    require_change(member, lead, action, SubjectKind.LEAD)


@pytest.fixture
def plug(monkeypatch) -> Plug:
    """The function, plugged in for one test."""
    monkeypatch.setattr(sockets, "PLUGS", {})
    monkeypatch.setattr("tandem_desk.review.services.acting.PLUGS", sockets.PLUGS)
    made = Plug(
        name=NAME,
        proposal=StatusProposal,
        subject_kind=SubjectKind.LEAD,
        rejection_codes=(("wrong", "It is wrong"), ("late", "It comes too late")),
        suggester=lambda workspace, subject_id, at: Abstained("never on demand", "nothing"),
        applier=_apply,
        undoer=_undo,
        subject_facts=_facts,
        guard=_guard,
    )
    sockets.register_function(made)
    return made


def _suggest(lead_id: int, *, made_at: datetime = NOW, status: str = "Working", **values) -> Suggestion:
    """Return a suggestion about a lead."""
    given = {
        "function": NAME,
        "subject": Subject(SubjectKind.LEAD, lead_id),
        "proposal": StatusProposal(status, Money(Decimal("12.50"), "EUR")),
        "estimate": Estimate(0.4, 0.2, 0.7, 0.8, 120),
        "reasons": (Reason("Came by referral", 0.1, (Evidence(EvidenceKind.FIELD, "source", "Referral"),)),),
        "provenance": Provenance(NAME, "1", "3", made_at, 7, (("a", "b"),)),
        "made_at": made_at,
        "expires_at": made_at + timedelta(days=7),
    }
    return Suggestion(**(given | values))


@pytest.fixture
def suggest() -> Callable[..., Suggestion]:
    """Return what makes a suggestion about a lead."""
    return _suggest


@pytest.fixture
def opened(plug, workspace, make_lead, owner) -> Callable[..., SuggestionEntry]:
    """Open a suggestion about a lead and return its row."""

    def make(lead: Lead | None = None, *, to=owner, priority: float = 0.5, **values) -> SuggestionEntry:
        lead = lead or make_lead(owner=to, team=to.team if to else None)
        assigned = Assignment(to.pk if to else None, to.team_id if to else None)
        open_suggestions(
            workspace=workspace,
            suggestions=[_suggest(lead.pk, **values)],
            assign=lambda _: assigned,
            priority=lambda _: priority,
        )
        return SuggestionEntry.objects.get(subject_id=lead.pk, closed_at__isnull=True)

    return make
