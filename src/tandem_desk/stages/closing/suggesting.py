"""From odds to suggestions: for each member the deals where waiting costs most, or any deal on demand."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.money import Money
from tandem.kernel.suggestion import Abstained, Suggestion
from tandem.kernel.timeline import as_utc
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.selectors.subjects import RecordSubject, n_scored_above, record_subjects
from tandem_desk.review.selectors.outcomes import first_known_since
from tandem_desk.review.selectors.story import open_about
from tandem_desk.review.selectors.versions import version_in_force
from tandem_desk.review.services.opening import Assignment, Opened, open_suggestions
from tandem_desk.review.services.putting_off import close_for_gone
from tandem_desk.stages.closing.facts import gather
from tandem_desk.stages.closing.scoring import NAME, DealScores, score_all, score_deals
from tandem_desk.stages.closing.training import OUTCOME, note_outcomes
from tandem_desk.stages.frame.kept import model_in_force
from tandem_desk.workspace.models import Workspace

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from tandem.closing.deal_odds import DealHistory, DealOdds

__all__ = ["CAPACITY", "follow_deals", "learn_deals", "suggest_one", "suggest_worthwhile"]

CAPACITY = 25
_VALID_FOR = timedelta(days=7)
_MOVED = 0.01
_MOST_COUNTED = 1_000
_KIND = SubjectKind.OPPORTUNITY


def suggest_worthwhile(*, workspace: Workspace, at: datetime, scores: DealScores | None = None) -> Opened:
    """Open suggestions for the deals where another week's waiting costs most: up to :data:`CAPACITY` for each member,
    and as many for each team's and for everybody's deals that nobody owns.
    """
    present = model_in_force(workspace, NAME)
    found = scores or score_all(workspace=workspace, at=at)
    if present is None or found is None or found.abstained or not len(found.ids):
        return Opened()
    version, odds = present
    costs = _waiting_costs(workspace, odds, found)
    subjects = record_subjects(kind=_KIND, workspace=workspace, ids=[int(one) for one in found.ids])
    chosen = _chosen(found.ids, costs, subjects)
    made = _suggestions(odds, version, found.history, [int(found.ids[place]) for place in chosen], at)
    ranked = _ranked_among(found)
    by_id = {int(found.ids[place]): costs[place] for place in chosen}
    ready = [_with(one, by_id[one.subject.id], ranked[one.subject.id]) for one in made if isinstance(one, Suggestion)]
    return _open(workspace, ready, subjects)


def suggest_one(workspace: Workspace, deal_id: int, at: datetime) -> Suggestion[Any] | Abstained:
    """Return an outlook for one deal, whatever waiting costs, or why there can be none.

    Raises
    ------
    InputError
        There is no such deal.
    """
    if deal_id not in record_subjects(kind=_KIND, workspace=workspace, ids=[deal_id]):
        raise InputError(Fault("deal", "must be one of this workspace", f"id {deal_id}"))
    present = model_in_force(workspace, NAME)
    if present is None:
        return Abstained("No model has been fitted yet.", "Deals that have ended, and a first fit.")
    version, odds = present
    history = gather(workspace=workspace, ids=[deal_id], learned=version.card).history(at)
    (made,) = _suggestions(odds, version, history, [deal_id], at)
    if isinstance(made, Abstained):
        return made
    (cost,) = _costs(workspace, odds, history, _rows(history, [deal_id]))
    return _with(made, cost, _rank_of(workspace, made))


def follow_deals(*, workspace: Workspace, ids: list[int], at: datetime) -> int:
    """Score deals that have just changed, close what stands open about those that ended, replace what has moved.

    A suggestion is left as it is while its action stays and its probability moves by less than a point.

    Returns
    -------
    How many deals were scored; 0 where there is no model, or all of them are closed.
    """
    scores = score_deals(workspace=workspace, ids=ids, at=at)
    present = model_in_force(workspace, NAME)
    if present is None or scores is None:
        return 0
    standing = {one.subject_id: one for one in open_about(workspace=workspace, function=NAME, ids=ids)}
    over = [int(one) for one in scores.closed if int(one) in standing]
    if over:
        close_for_gone(workspace.pk, _KIND, over, "The deal has ended.")
    moved = [] if scores.abstained else [pk for pk in map(int, scores.ids) if pk in standing]
    if not moved:
        return len(scores.ids)
    version, odds = present
    rows = _rows(scores.history, moved)
    costs = dict(zip(moved, _costs(workspace, odds, scores.history, rows), strict=True))
    fresh = [
        _with(one, costs[one.subject.id], _rank_of(workspace, one))
        for one in _suggestions(odds, version, scores.history, moved, at)
        if isinstance(one, Suggestion) and _has_moved(one, standing[one.subject.id])
    ]
    _open(workspace, fresh, record_subjects(kind=_KIND, workspace=workspace, ids=moved))
    return len(scores.ids)


def learn_deals(*, workspace: Workspace, ids: Collection[int] | None, at: datetime, again: bool = False) -> int:  # noqa: ARG001  (a Learn)
    """Note what came of deals, all where none are named, for the next fit; return how many are known since the last."""
    version = version_in_force(workspace=workspace, function=NAME)
    if version is None:
        return 0
    if ids is None or ids:
        note_outcomes(workspace, gather(workspace=workspace, ids=ids, learned=version.card).history(at), at)
    known = first_known_since(
        workspace=workspace, subject_kind=_KIND, kind=OUTCOME, since=version.made_at, limit=_MOST_COUNTED
    )
    return len(known)


def _has_moved(one: Suggestion[Any], standing: Any) -> bool:
    said = one.estimate.probability if one.estimate is not None else None
    if said is None or standing.probability is None or str(one.proposal.action) != standing.proposal["action"]:
        return True
    return bool(abs(said - standing.probability) >= _MOVED)


def _rows(history: "DealHistory", ids: Sequence[int]) -> "np.ndarray":
    import numpy as np

    place = {int(one): row for row, one in enumerate(history.deals["id"])}
    return np.array([place[one] for one in ids], dtype=int)


def _waiting_costs(workspace: Workspace, odds: "DealOdds", scores: DealScores) -> list[Money | None]:
    return _costs(workspace, odds, scores.history, scores.rows, now=scores.probability)


def _costs(
    workspace: Workspace,
    odds: "DealOdds",
    history: "DealHistory",
    rows: "np.ndarray",
    *,
    now: "np.ndarray | None" = None,
) -> list[Money | None]:
    """Return what another week without a move is expected to cost: the amount times what the chance loses."""
    import numpy as np

    facts = history.facts_now(rows)
    won = odds.run(facts)["probability"].to_numpy() if now is None else now
    later = odds.run(_a_week_later(facts))["probability"].to_numpy()
    amounts = history.deals["amount"].to_numpy(float)[rows]
    currencies = history.deals["currency"].fillna(workspace.currency).to_numpy(object)[rows]
    lost = np.maximum(won - later, 0.0)
    return [
        Money(Decimal(repr(float(amount * share))).quantize(Decimal("0.01")), workspace.currency)
        if np.isfinite(amount) and currency == workspace.currency
        else None
        for amount, share, currency in zip(amounts, lost, currencies, strict=True)
    ]


def _a_week_later(facts: "pd.DataFrame") -> "pd.DataFrame":
    """Return the same facts a week on, in which nothing has happened."""
    from tandem.closing.deal_odds.columns import AGE, STAGE_AGE, TO_CLOSE

    steps = {AGE: 1.0, STAGE_AGE: 1.0, TO_CLOSE: -1.0}
    return facts.assign(**{name: facts[name] + step for name, step in steps.items() if name in facts})


def _chosen(ids: "np.ndarray", costs: Sequence[Money | None], subjects: dict[int, RecordSubject]) -> list[int]:
    """Return the places of the deals where waiting costs most, so many for each owner, or team, or for everybody."""
    taken: dict[tuple[int | None, int | None], int] = defaultdict(int)
    chosen = []
    for place in sorted(range(len(costs)), key=lambda one: (-_priority(costs[one]), int(ids[one]))):
        subject = subjects.get(int(ids[place]))
        if subject is None:
            continue
        desk = (subject.owner_id, None if subject.owner_id is not None else subject.team_id)
        if taken[desk] < CAPACITY:
            taken[desk] += 1
            chosen.append(place)
    return chosen


def _priority(cost: Money | None) -> float:
    return float(cost.amount) if cost is not None else 0.0


def _suggestions(
    odds: "DealOdds", version: Any, history: "DealHistory", ids: Sequence[int], at: datetime
) -> list[Suggestion[Any] | Abstained]:
    from tandem.closing.deal_odds import suggest_outlooks

    moment = as_utc(at)
    made = suggest_outlooks(odds, history, ids=ids, made_at=moment, expires_at=moment + _VALID_FOR)
    return [
        replace(one, provenance=replace(one.provenance, model_version=str(version.number)))
        if isinstance(one, Suggestion)
        else one
        for one in made
    ]


def _ranked_among(scores: DealScores) -> dict[int, tuple[int, int, bool]]:
    """Return place, mark and whether the mark is shared, among all open deals rather than those put before people."""
    import numpy as np

    from tandem.learning.ranking import rank_marks, ranks

    places, marks = ranks(scores.probability), rank_marks(scores.probability, scores.low, scores.high)
    tied = np.bincount(marks)[marks] > 1
    return {
        int(pk): (int(place), int(mark), bool(tie))
        for pk, place, mark, tie in zip(scores.ids, places, marks, tied, strict=True)
    }


def _rank_of(workspace: Workspace, one: Suggestion[Any]) -> tuple[int, int, bool]:
    said = one.estimate.probability if one.estimate is not None else 0.0
    above = n_scored_above(kind=_KIND, workspace=workspace, probability=said, but_for=one.subject.id)
    return above + 1, one.proposal.rank_mark, one.proposal.rank_tied


def _with(one: Suggestion[Any], cost: Money | None, ranked: tuple[int, int, bool]) -> Suggestion[Any]:
    rank, mark, tied = ranked
    proposal = replace(one.proposal, waiting_cost=cost, rank=rank, rank_mark=mark, rank_tied=tied)
    return replace(one, proposal=proposal)


def _open(workspace: Workspace, suggestions: Sequence[Suggestion[Any]], subjects: dict[int, RecordSubject]) -> Opened:
    def assign(one: Suggestion[Any]) -> Assignment:
        subject = subjects[one.subject.id]
        return Assignment(member_id=subject.owner_id, team_id=subject.team_id)

    return open_suggestions(
        workspace=workspace,
        suggestions=suggestions,
        assign=assign,
        priority=lambda one: _priority(one.proposal.waiting_cost),
    )
