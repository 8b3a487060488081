"""From scores to suggestions: for each member the leads where acting now is worth most, or any lead on demand."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.money import Money
from tandem.kernel.suggestion import Abstained, Evidence, EvidenceKind, Reason, Suggestion
from tandem.kernel.timeline import as_utc
from tandem.kernel.vocabulary import SubjectKind
from tandem.prospecting.lead_facts import AGE, fact_of, fact_text
from tandem_desk.records.selectors.subjects import RecordSubject, n_scored_above, record_subjects, won_amount
from tandem_desk.review.selectors.story import open_about
from tandem_desk.review.services.opening import Assignment, Opened, open_suggestions
from tandem_desk.stages.prospecting.facts import gather
from tandem_desk.stages.prospecting.scorers import NAME, scorer_in_force
from tandem_desk.stages.prospecting.scoring import Scores, score_all, score_facts, score_leads
from tandem_desk.workspace.models import Workspace

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from tandem.prospecting.lead_scoring import LeadScoring

__all__ = ["CAPACITY", "follow_leads", "suggest_one", "suggest_worthwhile"]

CAPACITY = 40
_VALID_FOR = timedelta(days=7)
_WAIT_DAYS = 7.0
_WORTH_SAYING = 0.005
_MOVED = 0.005


@dataclass(frozen=True)
class _Worth:
    """What acting on a lead is worth now, and after waiting a week; in the workspace's currency, or in probability."""

    now: float
    waiting: float

    @property
    def priority(self) -> float:
        """Acting now beats waiting by this much; what it is worth at all decides between equals."""
        return self.now + max(self.now - self.waiting, 0.0)


def suggest_worthwhile(*, workspace: Workspace, at: datetime, scores: Scores | None = None) -> Opened:
    """Open suggestions for the leads where acting is worth most: up to :data:`CAPACITY` for each member, and as many
    for each team's and for everybody's leads that nobody owns.

    Leads that the model would leave or nurture are not put before people; any lead can be asked about on demand.
    """
    present = scorer_in_force(workspace)
    found = scores or score_all(workspace=workspace, at=at)
    if present is None or found is None or found.abstained or not len(found.ids):
        return Opened()
    version, scorer = present
    value = _value(workspace)
    worth = _worth(scorer, found.rows, found.probability, value)
    subjects = record_subjects(kind=SubjectKind.LEAD, workspace=workspace, ids=[int(one) for one in found.ids])
    chosen = _chosen(found, worth, subjects)
    rows = found.rows.iloc[chosen].reset_index(drop=True)
    made = _suggestions(scorer, version, rows, value, at, whole=found)
    by_id = {int(found.ids[place]): worth[place] for place in chosen}
    ready = [_with_waiting(one, by_id[one.subject.id], value) for one in made if isinstance(one, Suggestion)]
    return open_suggestions(
        workspace=workspace,
        suggestions=[one for one in ready if one.proposal.action == "contact_now"],
        assign=lambda one: _assignment(subjects[one.subject.id]),
        priority=lambda one: by_id[one.subject.id].priority,
    )


def suggest_one(workspace: Workspace, lead_id: int, at: datetime) -> Suggestion[Any] | Abstained:
    """Return a suggestion for one lead, whatever it is worth, or why there can be none.

    Raises
    ------
    InputError
        There is no such lead.
    """
    subjects = record_subjects(kind=SubjectKind.LEAD, workspace=workspace, ids=[lead_id])
    if lead_id not in subjects:
        raise InputError(Fault("lead", "must be one of this workspace", f"id {lead_id}"))
    present = scorer_in_force(workspace)
    if present is None:
        return Abstained("No model has been fitted yet.", "Leads whose outcome is known, and a first fit.")
    version, scorer = present
    scores = score_facts(gather(workspace=workspace, ids=[lead_id]), scorer, at=at)
    if not len(scores.ids):
        return Abstained("The lead is closed: its outcome is known.", "Nothing; there is no question left.")
    value = _value(workspace)
    (made,) = _suggestions(scorer, version, scores.rows, value, at, whole=None)
    if isinstance(made, Abstained):
        return made
    return _with_waiting(made, _worth(scorer, scores.rows, scores.probability, value)[0], value)


def follow_leads(*, workspace: Workspace, ids: list[int], at: datetime) -> int:
    """Score leads that have just changed, and replace what stands open about them where it has moved.

    A suggestion is left as it is while its action stays and its probability moves by less than half a point: whoever
    looks at it should not be told that it changed when nothing has.

    Returns
    -------
    How many leads were scored; 0 where there is no model, or all of them are closed.
    """
    scores = score_leads(workspace=workspace, ids=ids, at=at)
    present = scorer_in_force(workspace)
    if present is None or scores is None or not len(scores.ids):
        return 0
    version, scorer = present
    scored = [int(one) for one in scores.ids]
    standing = {one.subject_id: one for one in open_about(workspace=workspace, function=NAME, ids=scored)}
    places = [place for place, pk in enumerate(scored) if pk in standing]
    if not places or scores.abstained:
        return len(scored)
    rows, value = scores.rows.iloc[places].reset_index(drop=True), _value(workspace)
    worth = dict(
        zip([scored[place] for place in places], _worth(scorer, rows, scores.probability[places], value), strict=True)
    )
    subjects = record_subjects(kind=SubjectKind.LEAD, workspace=workspace, ids=list(standing))
    moved = [
        _with_waiting(_ranked_as(one, standing[one.subject.id], workspace), worth[one.subject.id], value)
        for one in _suggestions(scorer, version, rows, value, at, whole=None)
        if isinstance(one, Suggestion) and _has_moved(one, standing[one.subject.id])
    ]
    open_suggestions(
        workspace=workspace,
        suggestions=moved,
        assign=lambda one: _assignment(subjects[one.subject.id]),
        priority=lambda one: worth[one.subject.id].priority,
    )
    return len(scored)


def _has_moved(one: Suggestion[Any], standing: Any) -> bool:
    said = one.estimate.probability if one.estimate is not None else None
    if said is None or standing.probability is None or str(one.proposal.action) != standing.proposal["action"]:
        return True
    return bool(abs(said - standing.probability) >= _MOVED)


def _ranked_as(one: Suggestion[Any], standing: Any, workspace: Workspace) -> Suggestion[Any]:
    """Rank among all scored leads; the mark it shares with its ties is kept until all are ranked again."""
    said = one.estimate.probability if one.estimate is not None else 0.0
    rank = 1 + n_scored_above(kind=SubjectKind.LEAD, workspace=workspace, probability=said, but_for=one.subject.id)
    mark, tied = standing.proposal["rank_mark"], standing.proposal["rank_tied"]
    return replace(one, proposal=replace(one.proposal, rank=rank, rank_mark=mark, rank_tied=tied))


def _value(workspace: Workspace) -> Money | None:
    mean = won_amount(workspace=workspace)
    return Money(mean, workspace.currency) if mean is not None else None


def _worth(scorer: "LeadScoring", rows: "pd.DataFrame", probability: "np.ndarray", value: Money | None) -> list[_Worth]:
    later = scorer.score_frame(rows.assign(**{AGE: rows[AGE] + _WAIT_DAYS})).probability
    factor = float(value.amount) if value is not None else 1.0
    return [_Worth(float(now) * factor, float(then) * factor) for now, then in zip(probability, later, strict=True)]


def _chosen(scores: Scores, worth: Sequence[_Worth], subjects: dict[int, RecordSubject]) -> list[int]:
    """Return the places of the leads worth most, so many for each owner, or team, or for everybody."""
    taken: dict[tuple[int | None, int | None], int] = defaultdict(int)
    chosen = []
    for place in sorted(range(len(worth)), key=lambda one: (-worth[one].priority, int(scores.ids[one]))):
        subject = subjects.get(int(scores.ids[place]))
        if subject is None:
            continue
        desk = (subject.owner_id, None if subject.owner_id is not None else subject.team_id)
        if taken[desk] < CAPACITY:
            taken[desk] += 1
            chosen.append(place)
    return chosen


def _assignment(subject: RecordSubject) -> Assignment:
    return Assignment(member_id=subject.owner_id, team_id=subject.team_id)


def _suggestions(
    scorer: "LeadScoring",
    version: Any,
    rows: "pd.DataFrame",
    value: Money | None,
    at: datetime,
    *,
    whole: Scores | None,
) -> list[Suggestion[Any] | Abstained]:
    from tandem.learning.explanation import Wording
    from tandem.prospecting.lead_scoring import suggest_qualifications

    made = suggest_qualifications(
        scorer,
        rows,
        ids=[int(one) for one in rows["id"]],
        made_at=as_utc(at),
        expires_at=as_utc(at) + _VALID_FOR,
        data_until=as_utc(version.data_until),
        values=[value] * len(rows) if value is not None else None,
        wording=Wording(lambda column: fact_of(column).label, fact_text, "converted"),
    )
    ranked = _ranked_among(whole) if whole is not None else None
    return [_placed(one, version.number, ranked) if isinstance(one, Suggestion) else one for one in made]


def _ranked_among(whole: Scores) -> Callable[[int], tuple[int, int, bool]]:
    import numpy as np

    from tandem.learning.ranking import rank_marks, ranks

    places, marks = ranks(whole.probability), rank_marks(whole.probability, whole.low, whole.high)
    tied = np.bincount(marks)[marks] > 1
    where = {int(one): place for place, one in enumerate(whole.ids)}
    return lambda lead_id: (
        int(places[where[lead_id]]),
        int(marks[where[lead_id]]),
        bool(tied[where[lead_id]]),
    )


def _placed(
    one: Suggestion[Any], number: int, ranked: Callable[[int], tuple[int, int, bool]] | None
) -> Suggestion[Any]:
    """Rank among all open leads rather than among those put before people, and name the version kept here."""
    proposal = one.proposal
    if ranked is not None:
        rank, mark, tied = ranked(one.subject.id)
        proposal = replace(proposal, rank=rank, rank_mark=mark, rank_tied=tied)
    return replace(one, proposal=proposal, provenance=replace(one.provenance, model_version=str(number)))


def _with_waiting(one: Suggestion[Any], worth: _Worth, value: Money | None) -> Suggestion[Any]:
    """Add what waiting a week would cost, where that is worth a sentence."""
    factor = float(value.amount) if value is not None else 1.0
    lost = (worth.now - worth.waiting) / factor if factor else 0.0
    if lost < _WORTH_SAYING:
        return one
    claim = f"leads like it that were still open a week later converted less often, by {lost * 100:.1f} points"
    if value is not None:
        amount = Decimal(repr(worth.now - worth.waiting)).quantize(Decimal(1))
        claim += f": waiting costs {amount:,} {value.currency} of expected value"
    then = f"{100 * worth.waiting / factor:.1f}% converted"
    evidence = Evidence(EvidenceKind.COHORT, "Leads still open a week later, all else equal", then)
    return replace(one, reasons=(*one.reasons, Reason(claim, min(lost, 1.0), (evidence,))))
