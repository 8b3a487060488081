"""A suggestion comes back from its row exactly as it was made."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.kernel.errors import InputError
from tandem.kernel.money import Money
from tandem.kernel.suggestion import Estimate, Evidence, EvidenceKind, Reason
from tandem_desk.review.models import SuggestionEntry
from tandem_desk.review.selectors.stored import plain_proposal, read_proposal, suggestion_of
from tandem_desk.review.services import open_suggestions

WORDS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), min_size=1, max_size=20)


@st.composite
def parts(draw):
    low, point, high = sorted(draw(st.lists(st.floats(0, 1), min_size=3, max_size=3)))
    evidence = draw(st.lists(st.builds(Evidence, st.sampled_from(EvidenceKind), WORDS, WORDS), min_size=1, max_size=2))
    weight = draw(st.floats(-1, 1))
    return {
        "estimate": draw(st.sampled_from([None, Estimate(point, low, high, 0.9, draw(st.integers(0, 10**6)))])),
        "reasons": (Reason(draw(WORDS), weight, tuple(evidence)),),
        "status": draw(WORDS),
    }


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=parts(), minutes=st.integers(1, 10**6))
def test_any_suggestion_survives_the_database_fingerprint_and_all(
    plug, suggest, workspace, make_lead, now, parts, minutes
):
    made = suggest(make_lead().pk, expires_at=now + timedelta(minutes=minutes), **parts)
    open_suggestions(workspace=workspace, suggestions=[made])
    row = SuggestionEntry.objects.get(fingerprint=made.fingerprint)
    assert suggestion_of(row) == made
    assert suggestion_of(row).fingerprint == made.fingerprint


def test_amounts_stay_exact(plug):
    proposal = plug.proposal("Working", Money(Decimal("0.10"), "EUR"))
    plain = plain_proposal(proposal)
    assert plain["worth"]["amount"] == "0.10"
    assert read_proposal(plug.name, plain) == proposal


@pytest.mark.parametrize(
    ("given", "must"),
    [
        ({"status": "A", "colour": "red"}, "must be one of"),
        ({}, "Field required"),
        ({"status": ["A"]}, "valid string"),
        ({"status": "A", "worth": {"amount": "x", "currency": "EUR"}}, "decimal"),
        ("Working", "must be a StatusProposal"),
    ],
)
def test_what_makes_no_proposal_is_refused(plug, given, must):
    with pytest.raises(InputError, match=must):
        read_proposal(plug.name, given)


def test_the_proposals_own_checks_hold(plug):
    with pytest.raises(InputError, match="must not be empty"):
        read_proposal(plug.name, {"status": ""})
