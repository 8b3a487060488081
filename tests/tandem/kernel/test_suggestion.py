"""Suggestions are frozen and fingerprinted; one state machine settles them."""

from dataclasses import FrozenInstanceError, dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.kernel.errors import AlreadyDecided, InputError, StaleSuggestion
from tandem.kernel.suggestion import (
    ActorKind,
    Decision,
    Estimate,
    Evidence,
    EvidenceKind,
    Outcome,
    Provenance,
    Reason,
    State,
    Subject,
    Suggestion,
    settle,
)
from tandem.kernel.vocabulary import SubjectKind

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=7)


@dataclass(frozen=True)
class CallBack:
    within_hours: int


def suggestion(within_hours: int = 4, probability: float = 0.3) -> Suggestion[CallBack]:
    return Suggestion(
        function="prospecting/lead_scoring",
        subject=Subject(SubjectKind.LEAD, 7),
        proposal=CallBack(within_hours),
        estimate=Estimate(probability, probability - 0.1, probability + 0.1),
        reasons=(Reason("Asked for a demo", 0.2, (Evidence(EvidenceKind.FIELD, "source", "Demo form"),)),),
        provenance=Provenance("prospecting/lead_scoring", "1", "3", NOW, 0),
        made_at=NOW,
        expires_at=LATER,
    )


def decision(outcome: Outcome = Outcome.ACCEPTED, **changes: object) -> Decision:
    given = {
        "outcome": outcome,
        "actor_kind": ActorKind.MEMBER,
        "actor": "5",
        "fingerprint_seen": suggestion().fingerprint,
        "decided_at": NOW + timedelta(hours=1),
        "reason_code": "not_a_fit" if outcome is Outcome.REJECTED else "",
        "amended_proposal": CallBack(8) if outcome is Outcome.AMENDED else None,
    }
    return Decision(**{**given, **changes})  # type: ignore[arg-type]  # one table of arguments for all cases


def settled(state: State, made: Decision, standing: Decision | None = None) -> State:
    shown = suggestion()
    return settle(state=state, fingerprint=shown.fingerprint, expires_at=LATER, decision=made, standing=standing)


def test_equal_suggestions_have_equal_fingerprints_and_other_proposals_have_others() -> None:
    assert suggestion().fingerprint == suggestion().fingerprint
    assert suggestion().fingerprint != suggestion(within_hours=5).fingerprint
    assert suggestion().fingerprint != suggestion(probability=0.31).fingerprint


def test_a_suggestion_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        suggestion().proposal = CallBack(1)  # type: ignore[misc]  # the refusal is the point


def test_a_suggestion_must_expire_after_it_was_made() -> None:
    with pytest.raises(InputError, match="must come after made_at"):
        replace(suggestion(), expires_at=NOW)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(Outcome.ACCEPTED, State.ACCEPTED), (Outcome.AMENDED, State.AMENDED), (Outcome.REJECTED, State.REJECTED)],
)
def test_an_open_suggestion_is_settled_by_a_decision(outcome: Outcome, state: State) -> None:
    assert settled(State.OPEN, decision(outcome)) is state


def test_the_same_decision_twice_changes_nothing() -> None:
    first = decision()
    again = replace(first, decided_at=first.decided_at + timedelta(seconds=3))
    assert settled(State.ACCEPTED, again, standing=first) is State.ACCEPTED


def test_another_decision_on_a_settled_suggestion_is_refused() -> None:
    with pytest.raises(AlreadyDecided, match="undo that decision first"):
        settled(State.ACCEPTED, decision(Outcome.REJECTED), standing=decision())


def test_a_decision_about_something_else_than_was_shown_is_refused() -> None:
    with pytest.raises(StaleSuggestion, match="has changed"):
        settled(State.OPEN, decision(fingerprint_seen="another"))


@pytest.mark.parametrize("state", [State.SUPERSEDED, State.EXPIRED])
def test_a_closed_suggestion_cannot_be_accepted(state: State) -> None:
    with pytest.raises(StaleSuggestion):
        settled(state, decision())


def test_an_expired_suggestion_can_be_rejected_but_not_accepted() -> None:
    assert settled(State.OPEN, decision(Outcome.REJECTED, decided_at=LATER)) is State.REJECTED
    with pytest.raises(StaleSuggestion, match="expired"):
        settled(State.OPEN, decision(decided_at=LATER))


def test_undoing_reopens_and_only_a_standing_decision_can_be_undone() -> None:
    assert settled(State.REJECTED, decision(Outcome.UNDONE)) is State.OPEN
    with pytest.raises(AlreadyDecided):
        settled(State.OPEN, decision(Outcome.UNDONE))


@given(st.lists(st.sampled_from(list(Outcome)), max_size=10))
def test_no_order_of_decisions_leads_out_of_the_machine(outcomes: list[Outcome]) -> None:
    state, standing = State.OPEN, None
    for outcome in outcomes:
        made = decision(outcome)
        try:
            state = settled(state, made, standing)
        except (AlreadyDecided, StaleSuggestion):
            continue
        standing = None if outcome is Outcome.UNDONE else made
        assert (state is State.OPEN) == (standing is None)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"outcome": Outcome.REJECTED, "reason_code": ""}, "a rejection needs a reason"),
        ({"outcome": Outcome.AMENDED, "amended_proposal": None}, "amendment"),
        ({"outcome": Outcome.ACCEPTED, "amended_proposal": CallBack(1)}, "amendment"),
        ({"actor": ""}, "must name who decided"),
    ],
)
def test_an_incomplete_decision_is_refused(changes: dict[str, object], why: str) -> None:
    with pytest.raises(InputError, match=why):
        decision(**changes)  # type: ignore[arg-type]  # the table holds each bad argument


@pytest.mark.parametrize("figures", [(0.5, 0.6, 0.7), (0.5, 0.4, 0.45), (1.1, 0.9, 1.2), (0.5, -0.1, 0.6)])
def test_an_estimate_outside_its_interval_is_refused(figures: tuple[float, float, float]) -> None:
    with pytest.raises(InputError):
        Estimate(*figures)


def test_overlapping_intervals_tie() -> None:
    assert Estimate(0.3, 0.2, 0.4).ties_with(Estimate(0.45, 0.38, 0.5))
    assert not Estimate(0.3, 0.2, 0.4).ties_with(Estimate(0.6, 0.5, 0.7))


def test_a_reason_without_evidence_is_refused() -> None:
    with pytest.raises(InputError, match="stored fact"):
        Reason("Feels right", 0.1, ())
