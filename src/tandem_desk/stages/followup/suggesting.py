"""From risks to suggestions: for each member as many customers as their week has room for, or any one on demand."""

import copy
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.suggestion import Abstained, Suggestion
from tandem.kernel.timeline import as_utc
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.selectors.kinds import get_record
from tandem_desk.records.selectors.subjects import RecordSubject, record_subjects, top_contracts
from tandem_desk.review.selectors.capacity import weekly_minutes
from tandem_desk.review.selectors.queue import open_suggestions_of
from tandem_desk.review.services.opening import Assignment, Opened, open_suggestions
from tandem_desk.review.services.putting_off import close_for_gone
from tandem_desk.stages.followup.facts import gather
from tandem_desk.stages.followup.scoring import NAME, ContractScores, score_all, score_history
from tandem_desk.stages.frame.kept import model_in_force, model_of_version
from tandem_desk.workspace.models import Workspace

if TYPE_CHECKING:
    from tandem.followup.churn import Churn

__all__ = ["USUAL_MINUTES", "minutes_each", "plan_week", "suggest_one", "suggest_worthwhile"]

USUAL_MINUTES = 120
_VALID_FOR = timedelta(days=7)
_KIND = SubjectKind.CONTRACT


def minutes_each(workspace: Workspace) -> int:
    """Return how many minutes one customer takes, as the model in force reckons."""
    from tandem.followup.churn.parameters import ChurnParams

    present = model_in_force(workspace, NAME)
    parameters = present[1].parameters if present is not None else ChurnParams()
    return int(parameters.minutes_per_customer)


def suggest_worthwhile(*, workspace: Workspace, at: datetime, scores: ContractScores | None = None) -> Opened:
    """Open suggestions for the customers at stake most: as many for each member as their week has room for.

    Customers whom nobody owns are in nobody's week; they stand in the queue of all customers.
    """
    present = model_in_force(workspace, NAME)
    found = scores or score_all(workspace=workspace, at=at)
    if present is None or found is None or found.abstained or not len(found.ids):
        return Opened()
    subjects = record_subjects(kind=_KIND, workspace=workspace, ids=[int(one) for one in found.ids])
    made = [
        one
        for places, minutes in _weeks(workspace, found, subjects)
        for one in _plans(present, found, places, minutes=minutes, at=at)
        if isinstance(one, Suggestion)
    ]

    def assign(one: Suggestion[Any]) -> Assignment:
        subject = subjects[one.subject.id]
        return Assignment(member_id=subject.owner_id, team_id=subject.team_id)

    opened = open_suggestions(workspace=workspace, suggestions=made, assign=assign, priority=_priority)
    _close_others(workspace, {one.subject.id for one in made}, owner_id=None)
    return opened


def plan_week(*, workspace: Workspace, owner_id: int, at: datetime) -> Opened:
    """Fill one member's week anew after its length was changed; every score stays as it was on its day."""
    told = weekly_minutes(workspace=workspace, function=NAME).get(owner_id, USUAL_MINUTES)
    top = top_contracts(workspace=workspace, owner_id=owner_id, limit=told // minutes_each(workspace))
    made: list[Suggestion[Any]] = []
    if top and (present := model_of_version(workspace, NAME, top[0].score_version or 0)) is not None:
        moment = top[0].scored_at or at
        ids = [one.pk for one in top]
        scores = score_history(workspace, gather(workspace=workspace, ids=ids).history(moment), present[1])
        place = {int(pk): number for number, pk in enumerate(scores.ids)}
        places = [place[pk] for pk in ids if pk in place]
        plans = _plans(present, scores, places, minutes=told, at=at, until=moment)
        made = [one for one in plans if isinstance(one, Suggestion)]
    subjects = record_subjects(kind=_KIND, workspace=workspace, ids=[one.subject.id for one in made])
    opened = open_suggestions(
        workspace=workspace,
        suggestions=made,
        assign=lambda one: Assignment(owner_id, subjects[one.subject.id].team_id),
        priority=_priority,
    )
    _close_others(workspace, {one.subject.id for one in made}, owner_id=owner_id)
    return opened


def _close_others(workspace: Workspace, kept: set[int], *, owner_id: int | None) -> None:
    """Close what stands open about customers for whom a week, or one member's week, has no room any more."""
    standing = open_suggestions_of(workspace=workspace, function=NAME)
    if owner_id is not None:
        standing = standing.filter(assigned_to_id=owner_id)
    over = [one for one in standing.values_list("subject_id", flat=True) if one not in kept]
    if over:
        close_for_gone(workspace.pk, _KIND, over, "There is no room for them in the week.")


def _priority(one: Suggestion[Any]) -> float:
    return float(one.proposal.at_stake.amount) if one.proposal.at_stake is not None else 0.0


def _weeks(
    workspace: Workspace, scores: ContractScores, subjects: dict[int, RecordSubject]
) -> list[tuple[list[int], int]]:
    """Return, for each member, the places of the customers that fit into their week, and its minutes."""
    each, told = minutes_each(workspace), weekly_minutes(workspace=workspace, function=NAME)
    stake, of_owner = scores.stake, defaultdict[int, list[int]](list)
    for place in sorted(range(len(stake)), key=lambda one: (-stake[one], int(scores.ids[one]))):
        subject = subjects.get(int(scores.ids[place]))
        if subject is not None and subject.owner_id is not None and stake[place] > 0:
            of_owner[subject.owner_id].append(place)
    minutes = {owner: told.get(owner, USUAL_MINUTES) for owner in of_owner}
    return [(places[: minutes[owner] // each], minutes[owner]) for owner, places in of_owner.items()]


def suggest_one(workspace: Workspace, contract_id: int, at: datetime) -> Suggestion[Any] | Abstained:
    """Return a plan for one customer as of the day its score was made, or why there can be none.

    A score is frozen: it is explained by the facts of its day and the model that gave it, whatever came since.

    Raises
    ------
    InputError
        There is no such contract.
    """
    if contract_id not in record_subjects(kind=_KIND, workspace=workspace, ids=[contract_id]):
        raise InputError(Fault("contract", "must be one of this workspace", f"id {contract_id}"))
    contract: Any = get_record(kind=_KIND, record_id=contract_id, workspace_id=workspace.pk)
    frozen = contract.scored_at is not None
    present = model_of_version(workspace, NAME, contract.score_version) if frozen else model_in_force(workspace, NAME)
    if present is None:
        return Abstained("No model has been fitted yet.", "Contracts that were cancelled, and a first fit.")
    moment = contract.scored_at if frozen else at
    history = gather(workspace=workspace, ids=[contract_id]).history(moment)
    scores = score_history(workspace, history, present[1])
    places = [place for place, one in enumerate(scores.ids) if int(one) == contract_id]
    if not places:
        return Abstained("The contract has ended, or a later term goes on in its place.", "Nothing; look at the other.")
    (made,) = _plans(present, scores, places, minutes=USUAL_MINUTES, at=at, until=moment)
    return made


def _plans(
    present: tuple[Any, "Churn"],
    scores: ContractScores,
    places: Sequence[int],
    *,
    minutes: int,
    at: datetime,
    until: datetime | None = None,
) -> list[Suggestion[Any] | Abstained]:
    from tandem.followup.churn import suggest_plans

    if not places:
        return []
    version, fitted = present
    churn = copy.copy(fitted)
    churn.parameters = replace(fitted.parameters, minutes_per_week=minutes)
    some = list(places)
    made = suggest_plans(
        churn,
        scores.facts.iloc[some].reset_index(drop=True),
        ids=[int(scores.ids[place]) for place in some],
        made_at=as_utc(at),
        expires_at=as_utc(at) + _VALID_FOR,
        data_until=as_utc(until or at),
        values=[scores.values[place] for place in some] if scores.values is not None else None,
    )
    return [
        replace(one, provenance=replace(one.provenance, model_version=str(version.number)))
        if isinstance(one, Suggestion)
        else one
        for one in made
    ]
