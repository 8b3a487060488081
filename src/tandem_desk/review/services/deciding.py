"""Decides on suggestions: the kernel says what may be, one transaction writes it and carries it out."""

from datetime import datetime
from typing import Any

from django.db import transaction

from tandem.kernel.autonomy import Permission
from tandem.kernel.errors import AlreadyDecided, Fault, InputError, NotPermitted
from tandem.kernel.suggestion import ActorKind, Decision, Outcome, State, Subject, settle
from tandem.kernel.timeline import as_utc
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.review.models import DecisionEntry, Stop, SuggestionEntry
from tandem_desk.review.selectors.autonomy import account_levels, function_level, permission, stopped_ids
from tandem_desk.review.selectors.decisions import standing_decision
from tandem_desk.review.selectors.stored import decision_of, plain_proposal, read_proposal
from tandem_desk.review.sockets import Application, Effect, Plug, find_plug
from tandem_desk.workspace.models import Member
from tandem_desk.workspace.permissions import Action, require_change
from tandem_desk.workspace.services.jobs import enqueue_job

__all__ = ["autonomy_for", "decide", "lock_suggestion", "machine_may_act", "undo_decision"]

_UNDO = Outcome.UNDONE


@transaction.atomic
def decide(
    *,
    suggestion_id: int,
    outcome: Outcome,
    fingerprint_seen: str,
    at: datetime,
    member: Member | None = None,
    actor_kind: ActorKind = ActorKind.MEMBER,
    actor: str = "",
    reason_code: str = "",
    comment: str = "",
    amended_proposal: Any = None,
) -> DecisionEntry:
    """Accept, amend or reject a suggestion, carry an accepted proposal out, and return the ledger's row.

    The same decision repeated returns the row that stands and changes nothing. A rule or an agent accepts only what
    :func:`machine_may_act` allows at this moment; a person may always decide.

    Parameters
    ----------
    suggestion_id
        The suggestion.
    outcome
        Accepted, amended or rejected; for taking back there is :func:`undo_decision`.
    fingerprint_seen
        Of the suggestion as it was shown.
    at
        Aware instant.
    member
        Who decides; for an agent, on whose behalf.
    actor_kind, actor
        For a rule or an agent: which; a member is named by `member`.
    reason_code, comment
        Why; a rejection needs one of the function's codes.
    amended_proposal
        The proposal as changed, or its plain values.

    Raises
    ------
    StaleSuggestion
        Something else stands there now than what was seen, or it has expired.
    AlreadyDecided
        Another decision stands; of two people at once exactly one wins.
    NotPermitted
        The member may not decide on it, or the machine may not act.
    InputError
        The decision is incomplete, or the proposal cannot be carried out.
    """
    if outcome is _UNDO:
        raise InputError(Fault("outcome", "must be accepted, amended or rejected", outcome, "Use undo_decision."))
    entry = lock_suggestion(suggestion_id)
    plug = find_plug(entry.function)
    amended = read_proposal(entry.function, amended_proposal) if amended_proposal is not None else None
    decision = Decision(
        outcome=outcome,
        actor_kind=actor_kind,
        actor=_actor(actor_kind, actor, member),
        fingerprint_seen=fingerprint_seen,
        decided_at=as_utc(at),
        reason_code=reason_code,
        comment=comment,
        amended_proposal=amended,
    )
    _check_reason(plug, decision)
    _check_actor(plug, entry, decision, member)
    standing = standing_decision(entry)
    new_state = settle(
        state=State(entry.state),
        fingerprint=entry.fingerprint,
        expires_at=as_utc(entry.expires_at),
        decision=decision,
        standing=decision_of(standing, entry.function) if standing is not None else None,
    )
    if standing is not None:  # `settle` let it pass, so it is the same decision again
        return standing
    _close(entry, new_state, decision.decided_at)
    effects = _carry_out(plug, entry, decision, member)
    row = _add_row(entry, decision, member, effects)
    if plug.outside and outcome is not Outcome.REJECTED:
        enqueue_job(name=plug.outside, arguments={"decision_id": row.pk}, workspace=entry.workspace, member=member)
    return row


def lock_suggestion(suggestion_id: int) -> SuggestionEntry:
    """Hold a suggestion to the end of the transaction, so that of two deciders the second sees the first's decision.

    Raises
    ------
    InputError
        There is no such suggestion.
    """
    rows = SuggestionEntry.objects.select_for_update(of=("self",)).select_related("workspace")
    entry: SuggestionEntry | None = rows.filter(pk=suggestion_id).first()
    if entry is None:
        raise InputError(Fault("suggestion", "must exist", f"id {suggestion_id}"))
    return entry


def _actor(kind: ActorKind, actor: str, member: Member | None) -> str:
    if kind is not ActorKind.MEMBER:
        return actor
    if member is None:
        raise InputError(Fault("member", "must be given where a member decides", "none"))
    return str(member.pk)


def _check_reason(plug: Plug, decision: Decision) -> None:
    codes = [code for code, _ in plug.rejection_codes]
    if decision.outcome is Outcome.REJECTED and decision.reason_code not in codes:
        raise InputError(Fault("reason_code", f"must be one of {', '.join(codes)}", repr(decision.reason_code)))


def _check_actor(plug: Plug, entry: SuggestionEntry, decision: Decision, member: Member | None) -> None:
    if member is not None:
        require_change(member, entry, Action.DECIDE, SubjectKind(entry.subject_kind))
    if decision.actor_kind is ActorKind.MEMBER or decision.outcome is Outcome.REJECTED:
        return
    may, because = machine_may_act(entry=entry, at=decision.decided_at)
    if not may:
        raise NotPermitted(f"{plug.name} may not act by itself on {entry.subject_kind} {entry.subject_id}: {because}")


def autonomy_for(*, entry: SuggestionEntry) -> Permission:
    """Return what a machine may do now for a suggestion's subject, and why; read anew, nothing is remembered."""
    plug = find_plug(entry.function)
    facts = plug.subject_facts(entry.workspace, [entry.subject_id]).get(entry.subject_id)
    if facts is None:
        return Permission(False, False, False, False, "The record is gone.")
    named = [facts.account_id] if facts.account_id is not None else []
    return permission(
        level=function_level(workspace=entry.workspace, function=entry.function),
        facts=facts,
        accounts=account_levels(workspace=entry.workspace, function=entry.function, account_ids=named),
        stopped=bool(stopped_ids([entry.pk])),
    )


def machine_may_act(*, entry: SuggestionEntry, at: datetime) -> tuple[bool, str]:
    """Return whether a machine may carry a suggestion out now, and why or why not: the only gate there is."""
    permission_now = autonomy_for(entry=entry)
    if not permission_now.may_act:
        return False, permission_now.because
    if permission_now.wait_for_objection:
        free_at = as_utc(entry.made_at) + find_plug(entry.function).objection_window
        if as_utc(at) < free_at:
            return False, f"People may object until {free_at:%Y-%m-%d %H:%M} UTC."
    return True, permission_now.because


def _close(entry: SuggestionEntry, state: State, at: datetime) -> None:
    # Whoever closed it first has decided; nothing was carried out for the other.
    won = SuggestionEntry.objects.filter(pk=entry.pk, closed_at__isnull=True).update(state=state, closed_at=at)
    if not won:
        raise AlreadyDecided("Somebody else has decided on this suggestion just now; look at it again.")


def _carry_out(plug: Plug, entry: SuggestionEntry, decision: Decision, member: Member | None) -> list[Effect]:
    if decision.outcome is Outcome.REJECTED:
        return []
    proposal = decision.amended_proposal
    if proposal is None:
        proposal = read_proposal(entry.function, entry.proposal)
    return plug.applier(_application(entry, decision, member, proposal))


def _application(entry: SuggestionEntry, decision: Decision, member: Member | None, proposal: Any) -> Application:
    return Application(
        workspace=entry.workspace,
        subject=Subject(SubjectKind(entry.subject_kind), entry.subject_id),
        proposal=proposal,
        member=member,
        actor_kind=decision.actor_kind,
        actor=member.email if member is not None else decision.actor,
        source=f"{entry.function} suggestion {entry.pk}",
        at=decision.decided_at,
    )


def _add_row(
    entry: SuggestionEntry,
    decision: Decision,
    member: Member | None,
    effects: list[Effect],
    undoes: DecisionEntry | None = None,
) -> DecisionEntry:
    amended = decision.amended_proposal
    row: DecisionEntry = DecisionEntry.objects.create(
        suggestion=entry,
        outcome=decision.outcome,
        actor_kind=decision.actor_kind,
        member=member,
        actor=decision.actor,
        reason_code=decision.reason_code,
        comment=decision.comment,
        amended_proposal=plain_proposal(amended) if amended is not None else None,
        fingerprint_seen=decision.fingerprint_seen,
        decided_at=decision.decided_at,
        effects=effects,
        undoes=undoes,
    )
    return row


@transaction.atomic
def undo_decision(*, decision_id: int, member: Member, at: datetime, comment: str = "") -> DecisionEntry:
    """Take a decision back: what it did is reversed exactly, and the suggestion is open again.

    Where a newer suggestion has taken its place meanwhile, or its time has passed, it stays closed. No machine acts on
    it again. Undoing twice returns the first undoing.

    Raises
    ------
    InputError
        There is no such decision, or what it changed has been changed again since; nothing is then reversed.
    AlreadyDecided
        The decision no longer stands.
    NotPermitted
        The member may not decide on the suggestion.
    """
    row = DecisionEntry.objects.select_related("suggestion").filter(pk=decision_id).first()
    if row is None:
        raise InputError(Fault("decision", "must exist", f"id {decision_id}"))
    entry = lock_suggestion(row.suggestion_id)
    require_change(member, entry, Action.DECIDE, SubjectKind(entry.subject_kind))
    done: DecisionEntry | None = DecisionEntry.objects.filter(undoes=row).first()
    if done is not None:
        return done
    standing = standing_decision(entry)
    if standing is None or standing.pk != row.pk:
        raise AlreadyDecided("This decision no longer stands, so it cannot be undone.")
    undoing = Decision(
        outcome=_UNDO,
        actor_kind=ActorKind.MEMBER,
        actor=str(member.pk),
        fingerprint_seen=entry.fingerprint,
        decided_at=as_utc(at),
        comment=comment,
    )
    settle(
        state=State(entry.state),
        fingerprint=entry.fingerprint,
        expires_at=as_utc(entry.expires_at),
        decision=undoing,
    )
    if row.effects:
        proposal = read_proposal(entry.function, row.amended_proposal or entry.proposal)
        application = _application(entry, undoing, member, proposal)
        find_plug(entry.function).undoer(application, row.effects)
    undone = _add_row(entry, undoing, member, [], undoes=row)
    Stop.objects.create(
        suggestion=entry, member=member, because="A decision on it was taken back.", at=undoing.decided_at
    )
    _reopen(entry, undoing.decided_at)
    return undone


def _reopen(entry: SuggestionEntry, at: datetime) -> None:
    rivals = SuggestionEntry.objects.filter(
        workspace=entry.workspace,
        function=entry.function,
        subject_kind=entry.subject_kind,
        subject_id=entry.subject_id,
        closed_at__isnull=True,
    )
    state, closed_at = State.OPEN, None
    if rivals.exists():
        state, closed_at = State.SUPERSEDED, at
    elif as_utc(entry.expires_at) <= at:
        state, closed_at = State.EXPIRED, at
    SuggestionEntry.objects.filter(pk=entry.pk).update(state=state, closed_at=closed_at)
