"""Suggestions and decisions between their rows and the kernel's own shapes: the one place that translates."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.suggestion import (
    ActorKind,
    Decision,
    Estimate,
    Outcome,
    Provenance,
    Reason,
    Subject,
    Suggestion,
)
from tandem.kernel.timeline import as_utc
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.review.models import DecisionEntry, SuggestionEntry
from tandem_desk.review.sockets import find_plug

__all__ = ["decision_of", "estimate_of", "plain_proposal", "read_proposal", "reasons_of", "row_values", "suggestion_of"]

_REASONS: TypeAdapter[tuple[Reason, ...]] = TypeAdapter(tuple[Reason, ...])
_PROVENANCE: TypeAdapter[Provenance] = TypeAdapter(Provenance)
_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}


def _proposals(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def plain_proposal(proposal: Any) -> dict[str, Any]:
    """Return a proposal as plain JSON values; amounts stay exact as text."""
    plain: dict[str, Any] = _proposals(type(proposal)).dump_python(proposal, mode="json")
    return plain


def read_proposal(function: str, given: Any) -> Any:
    """Return a proposal of a function's own type, from its JSON values or from the proposal itself.

    Raises
    ------
    InputError
        The values do not make such a proposal; all faults are named.
    """
    kind = find_plug(function).proposal
    if isinstance(given, kind):
        return given
    if not isinstance(given, Mapping):
        raise InputError(Fault("proposal", f"must be a {kind.__name__}", type(given).__name__))
    known = set(kind.__dataclass_fields__)
    faults = [
        Fault(str(name), f"must be one of {', '.join(sorted(known))}", repr(name))
        for name in given
        if name not in known
    ]
    if faults:
        raise InputError(faults)
    try:
        return _proposals(kind).validate_python(dict(given))
    except ValidationError as error:
        raise InputError(
            [
                Fault(".".join(map(str, one["loc"])) or "proposal", one["msg"], repr(one["input"])[:80])
                for one in error.errors()
            ]
        ) from error


def row_values(suggestion: Suggestion[Any]) -> dict[str, Any]:
    """Return a suggestion's row, but for workspace, assignment and priority."""
    estimate, proposal = suggestion.estimate, suggestion.proposal
    return {
        "function": suggestion.function,
        "subject_kind": suggestion.subject.kind.value,
        "subject_id": suggestion.subject.id,
        "proposal_type": f"{type(proposal).__module__}:{type(proposal).__qualname__}",
        "proposal": plain_proposal(proposal),
        "probability": estimate.probability if estimate else None,
        "low": estimate.low if estimate else None,
        "high": estimate.high if estimate else None,
        "level": estimate.level if estimate else None,
        "n_similar": estimate.n_similar if estimate else 0,
        "reasons": _REASONS.dump_python(suggestion.reasons, mode="json"),
        "provenance": _PROVENANCE.dump_python(suggestion.provenance, mode="json"),
        "fingerprint": suggestion.fingerprint,
        "made_at": as_utc(suggestion.made_at),
        "expires_at": as_utc(suggestion.expires_at),
    }


def estimate_of(entry: SuggestionEntry) -> Estimate | None:
    """Return a row's estimate, or `None` where the function offered no number."""
    if entry.probability is None or entry.low is None or entry.high is None:
        return None
    return Estimate(entry.probability, entry.low, entry.high, entry.level or 0.8, entry.n_similar)


def reasons_of(entry: SuggestionEntry) -> tuple[Reason, ...]:
    """Return a row's reasons, strongest first."""
    return _REASONS.validate_python(entry.reasons)


def suggestion_of(entry: SuggestionEntry) -> Suggestion[Any]:
    """Return a row as the suggestion it was made from: equal to it, fingerprint included."""
    return Suggestion(
        function=entry.function,
        subject=Subject(SubjectKind(entry.subject_kind), entry.subject_id),
        proposal=read_proposal(entry.function, entry.proposal),
        estimate=estimate_of(entry),
        reasons=reasons_of(entry),
        provenance=_PROVENANCE.validate_python(entry.provenance),
        made_at=as_utc(entry.made_at),
        expires_at=as_utc(entry.expires_at),
    )


def decision_of(row: DecisionEntry, function: str) -> Decision:
    """Return a row as the decision it stands for."""
    amended = row.amended_proposal
    return Decision(
        outcome=Outcome(row.outcome),
        actor_kind=ActorKind(row.actor_kind),
        actor=row.actor,
        fingerprint_seen=row.fingerprint_seen,
        decided_at=as_utc(row.decided_at),
        reason_code=row.reason_code,
        comment=row.comment,
        amended_proposal=read_proposal(function, amended) if amended is not None else None,
    )
