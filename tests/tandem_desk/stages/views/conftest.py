"""A lead with a suggestion that can be decided on, for the tests of pages."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from tandem.catalogue import by_name
from tandem.kernel.money import Money
from tandem.kernel.suggestion import Estimate, Evidence, EvidenceKind, Provenance, Reason, Subject, Suggestion
from tandem.kernel.vocabulary import SubjectKind
from tandem.prospecting.lead_scoring.qualification import LeadAction, LeadQualification
from tandem_desk.records.models import Lead
from tandem_desk.review import sockets
from tandem_desk.review.models import SuggestionEntry
from tandem_desk.review.services.opening import Assignment, open_suggestions
from tandem_desk.review.sockets import Plug, SubjectFacts

FUNCTION = "prospecting/lead_scoring"


def _apply(application: Any) -> list[dict[str, Any]]:
    lead = Lead.objects.get(pk=application.subject.id)
    old, lead.status = lead.status, f"to {application.proposal.action}"
    lead.save()
    return [{"old": old}]


def _undo(application: Any, effects: Any) -> None:
    Lead.objects.filter(pk=application.subject.id).update(status=effects[0]["old"])


@pytest.fixture(autouse=True)
def plugged(monkeypatch: pytest.MonkeyPatch) -> Plug:
    """Plug lead scoring in with an effect that a test can see at once: the lead's status."""
    plug = Plug(
        name=FUNCTION,
        proposal=LeadQualification,
        subject_kind=SubjectKind.LEAD,
        rejection_codes=by_name(FUNCTION).rejection_codes,
        suggester=lambda *_: pytest.fail("no page makes a suggestion"),
        applier=_apply,
        undoer=_undo,
        subject_facts=lambda workspace, ids: {pk: SubjectFacts(words=str(pk)) for pk in ids},
        guard=lambda member, pk, action: None,
        rescorer="stages.score",
        outcome_kind="converted",
    )
    monkeypatch.setitem(sockets.PLUGS, FUNCTION, plug)
    return plug


@pytest.fixture
def make_open(workspace: Any, owner: Any) -> Callable[..., SuggestionEntry]:
    """Open a real suggestion about a lead, assigned to the owner."""

    def make(lead: Lead, *, worth: int = 3000, probability: float = 0.4, **changed: Any) -> SuggestionEntry:
        now = timezone.now()
        fact = Evidence(EvidenceKind.FIELD, "source", "Web")
        suggestion = Suggestion(
            FUNCTION,
            Subject(SubjectKind.LEAD, lead.pk),
            LeadQualification(LeadAction.CONTACT_NOW, 1, 1, False, Money(Decimal(worth), "EUR"), 15),
            Estimate(probability, probability / 2, min(1.0, probability * 1.5), 0.8, 120),
            (Reason("Came by the web; 31% of those bought", 0.1, (fact,)),),
            Provenance(FUNCTION, "1", "abc", now, 7),
            now,
            now + timedelta(days=7),
        )
        open_suggestions(
            workspace=workspace,
            suggestions=[replace(suggestion, **changed)],
            assign=lambda _: Assignment(owner.pk, owner.team_id),
            priority=lambda _: float(worth),
        )
        return SuggestionEntry.objects.get(subject_id=lead.pk, closed_at__isnull=True)

    return make
