"""The loop's centre: what a machine proposes, what a person decides, and the one state machine between them."""

import dataclasses
import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from tandem.kernel.errors import AlreadyDecided, Fault, InputError, StaleSuggestion
from tandem.kernel.timeline import as_utc
from tandem.kernel.vocabulary import SubjectKind

__all__ = [
    "Abstained",
    "ActorKind",
    "Decision",
    "Estimate",
    "Evidence",
    "EvidenceKind",
    "Outcome",
    "Provenance",
    "Reason",
    "State",
    "Subject",
    "Suggestion",
    "settle",
]

P = TypeVar("P")


@dataclass(frozen=True)
class Subject:
    """What a suggestion is about: the kind and id of one record."""

    kind: SubjectKind
    id: int

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


@dataclass(frozen=True)
class Estimate:
    """A calibrated probability and the interval it lies in.

    Attributes:
        probability: in [0, 1].
        low: lower end of the interval, in [0, probability].
        high: upper end, in [probability, 1].
        level: how often such intervals hold the truth, in (0, 1).
        n_similar: how many known outcomes of similar subjects it rests on, >= 0; 0 means a prior alone.

    Raises
    ------
        InputError: the figures are out of order or range.
    """

    probability: float
    low: float
    high: float
    level: float = 0.8
    n_similar: int = 0

    def __post_init__(self) -> None:
        if not 0.0 <= self.low <= self.probability <= self.high <= 1.0:
            got = f"{self.low}, {self.probability}, {self.high}"
            raise InputError(Fault("estimate", "must hold 0 <= low <= probability <= high <= 1", got))
        if not 0.0 < self.level < 1.0:
            raise InputError(Fault("level", "must lie between 0 and 1", str(self.level)))

    def ties_with(self, other: "Estimate") -> bool:
        """Whether the intervals overlap, so that ranking one above the other would claim too much."""
        return self.low <= other.high and other.low <= self.high


class EvidenceKind(StrEnum):
    """What a piece of evidence points at."""

    FIELD = "field"
    TOUCHPOINT = "touchpoint"
    TEXT = "text"
    COHORT = "cohort"


@dataclass(frozen=True)
class Evidence:
    """A pointer from a claim to a stored fact.

    Attributes:
        kind: what is pointed at.
        name: the field's name, the touchpoint's id, the text's id, or the cohort's description.
        value: the value or the quoted words, as stored.
        start: for text, the offset of the quote's first character; -1 where it does not apply.
        end: for text, the offset after its last character; -1 where it does not apply.
    """

    kind: EvidenceKind
    name: str
    value: str
    start: int = -1
    end: int = -1


@dataclass(frozen=True)
class Reason:
    """One reason for a suggestion.

    Attributes:
        claim: one plain sentence part, e.g. "Time on the website is 1,260 s; most leads stay under 240 s".
        weight: how far it moves the probability, in probability points in [-1, 1]; positive speaks for the proposal.
        evidence: the facts it rests on; never empty.
    """

    claim: str
    weight: float
    evidence: tuple[Evidence, ...]

    def __post_init__(self) -> None:
        if not self.evidence:
            raise InputError(Fault("reason", "must rest on at least one stored fact", repr(self.claim)))
        if not -1.0 <= self.weight <= 1.0:
            raise InputError(Fault("weight", "must lie between -1 and 1", str(self.weight)))


@dataclass(frozen=True)
class Provenance:
    """Where a suggestion came from, exactly enough to make it again.

    Attributes:
        function: catalogue name, "stage/function".
        function_version: version of the code.
        model_version: version of the fitted model; empty for a rule.
        data_until: aware UTC instant; nothing known later was used.
        seed: of every random choice.
        parameters: the function's parameters, as sorted (name, value) pairs.
    """

    function: str
    function_version: str
    model_version: str
    data_until: datetime
    seed: int
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Abstained:
    """A result, not an error: the function cannot tell.

    Attributes:
        reason: why, in one plain sentence.
        would_help: what would change that, in one plain sentence.
    """

    reason: str
    would_help: str


@dataclass(frozen=True)
class Suggestion(Generic[P]):
    """What a function proposes for one subject. It never changes; a newer one supersedes it.

    Attributes:
        function: catalogue name, "stage/function".
        subject: the record it is about.
        proposal: a frozen dataclass that the function declares.
        estimate: probability with interval, or `None` where the function has no number to offer.
        reasons: strongest first.
        provenance: how it was made.
        made_at: aware UTC instant.
        expires_at: aware UTC instant from which it may no longer be accepted.
    """

    function: str
    subject: Subject
    proposal: P
    estimate: Estimate | None
    reasons: tuple[Reason, ...]
    provenance: Provenance
    made_at: datetime
    expires_at: datetime
    fingerprint: str = field(init=False, default="")

    def __post_init__(self) -> None:
        if as_utc(self.expires_at) <= as_utc(self.made_at):
            raise InputError(Fault("expires_at", "must come after made_at", self.expires_at.isoformat()))
        object.__setattr__(self, "fingerprint", self._digest())

    def _digest(self) -> str:
        seen = {
            "function": self.function,
            "subject": str(self.subject),
            "proposal": self.proposal,
            "estimate": self.estimate,
            "reasons": self.reasons,
            "model": self.provenance.model_version,
            "expires_at": self.expires_at,
        }
        text = json.dumps(seen, default=_plain, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    return str(value)


class ActorKind(StrEnum):
    """Who decided. An automatic acceptance is a rule's, never disguised as a person's."""

    MEMBER = "member"
    RULE = "rule"
    AGENT = "agent"


class Outcome(StrEnum):
    """What was decided."""

    ACCEPTED = "accepted"
    AMENDED = "amended"
    REJECTED = "rejected"
    UNDONE = "undone"


class State(StrEnum):
    """Where a suggestion stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    AMENDED = "amended"
    REJECTED = "rejected"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


@dataclass(frozen=True)
class Decision:
    """What somebody decided about a suggestion they had seen. Append-only: undone by a further decision, never edited.

    Attributes:
        outcome: accepted, amended, rejected, or undone (which reopens).
        actor_kind: member, rule or agent.
        actor: the member's id or the rule's or agent's name, as text.
        fingerprint_seen: of the suggestion that was on the screen.
        decided_at: aware UTC instant.
        reason_code: from the function's short list; required for a rejection.
        comment: free words.
        amended_proposal: the proposal as changed; required for, and only for, an amendment.
    """

    outcome: Outcome
    actor_kind: ActorKind
    actor: str
    fingerprint_seen: str
    decided_at: datetime
    reason_code: str = ""
    comment: str = ""
    amended_proposal: object | None = None

    def __post_init__(self) -> None:
        faults = []
        if self.outcome is Outcome.REJECTED and not self.reason_code:
            faults.append(Fault("reason_code", "a rejection needs a reason", "none"))
        if (self.outcome is Outcome.AMENDED) != (self.amended_proposal is not None):
            faults.append(Fault("amended_proposal", "belongs to an amendment, and only to one", self.outcome))
        if not self.actor:
            faults.append(Fault("actor", "must name who decided", "nothing"))
        if faults:
            raise InputError(faults)


_SETTLED = {
    Outcome.ACCEPTED: State.ACCEPTED,
    Outcome.AMENDED: State.AMENDED,
    Outcome.REJECTED: State.REJECTED,
}


def settle(
    *, state: State, fingerprint: str, expires_at: datetime, decision: Decision, standing: Decision | None = None
) -> State:
    """Return the state a decision leads to: the only state machine for suggestions.

    Parameters
    ----------
    state
        Where the suggestion stands now.
    fingerprint
        Of the suggestion as it is now.
    expires_at
        Aware UTC instant from which it can no longer be accepted or amended.
    decision
        What was decided.
    standing
        The decision that stands now, if any; the same decision repeated changes nothing.

    Raises
    ------
    StaleSuggestion
        The decision is about something else than what stands there now, or it came too late.
    AlreadyDecided
        A different decision already stands.
    """
    if decision.fingerprint_seen != fingerprint:
        raise StaleSuggestion("The suggestion has changed since it was shown; look at it again before deciding.")
    if decision.outcome is Outcome.UNDONE:
        if state not in (State.ACCEPTED, State.AMENDED, State.REJECTED):
            raise AlreadyDecided(f"Only a decision that stands can be undone; this suggestion is {state}.")
        return State.OPEN
    if standing is not None and _same(standing, decision):
        return state
    if state in (State.SUPERSEDED, State.EXPIRED):
        raise StaleSuggestion(f"The suggestion is {state}; look at the present one before deciding.")
    if state is not State.OPEN:
        raise AlreadyDecided(f"The suggestion is already {state}; undo that decision first.")
    if decision.decided_at >= expires_at and decision.outcome is not Outcome.REJECTED:
        raise StaleSuggestion("The suggestion has expired; a newer one may have taken its place.")
    return _SETTLED[decision.outcome]


def _same(one: Decision, other: Decision) -> bool:
    return (one.outcome, one.actor_kind, one.actor, one.reason_code, one.amended_proposal) == (
        other.outcome,
        other.actor_kind,
        other.actor,
        other.reason_code,
        other.amended_proposal,
    )
