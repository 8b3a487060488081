"""Learns an outcome when it becomes known: noted, taken up by the model in force, open leads scored anew, and told."""

import hashlib
import logging
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tandem.kernel.vocabulary import SubjectKind
from tandem.prospecting.lead_facts import AGE, LANDMARK_DAYS
from tandem_desk.records.selectors.subjects import scored_probabilities
from tandem_desk.review.selectors.story import open_about
from tandem_desk.stages.frame.learning import moves
from tandem_desk.stages.prospecting.facts import LeadFacts, gather, with_columns
from tandem_desk.stages.prospecting.lessons import TARGET, Lessons, note_outcomes
from tandem_desk.stages.prospecting.quick_update import learned_scorer, lessons_since, since_fit
from tandem_desk.stages.prospecting.scorers import NAME, fitted_in_force
from tandem_desk.stages.prospecting.scoring import Scores, score_facts, store_scores
from tandem_desk.stages.prospecting.suggesting import follow_leads
from tandem_desk.workspace.models import Workspace
from tandem_desk.workspace.selectors.notes import newest_note
from tandem_desk.workspace.services.audit import record_audit

if TYPE_CHECKING:
    import numpy as np

    from tandem.prospecting.lead_scoring import LeadScoring

__all__ = ["FALSE_ALARM_RATE", "FALSE_DISCOVERY_RATE", "learn_from", "learn_on", "newest_learned"]

ACTION = "model learned from outcomes"
RULE = "rule: outcomes are learned at once"
FALSE_ALARM_RATE, FALSE_DISCOVERY_RATE = 0.01, 0.05
_LOG = logging.getLogger(__name__)
_MOST_COMPARED = 3_000
_NOTHING = {"n": 0, "words": ""}


def learn_from(*, workspace: Workspace, ids: Collection[int] | None, at: datetime, again: bool = False) -> int:
    """Note what came of leads that have just changed, and learn it; return how many outcomes count since the fit.

    All leads are looked at where `ids` is `None`, as after a large import.

    It never fails what it follows: whatever goes wrong is logged, and the next change or the nightly fit makes it good.
    With `again`, scores, watch and drift are looked at anew even where nothing was to be learned.
    """
    try:
        if ids is None or ids:
            _note(workspace, ids, at)
        return learn_on(workspace=workspace, at=at, again=again)
    except Exception:  # noqa: BLE001  (a score that stands must not be lost to a lesson that cannot be learned)
        _LOG.exception("outcomes could not be learned at once")
        return 0


def _note(workspace: Workspace, ids: Collection[int] | None, at: datetime) -> None:
    import pyarrow as pa

    facts = gather(workspace=workspace, ids=ids)
    decided = facts.rows(pa.array(~facts.still_workable()))
    if decided.leads.num_rows:
        note_outcomes(workspace, decided, decided.outcomes(now=at), at)


def learn_on(*, workspace: Workspace, at: datetime, again: bool = False) -> int:
    """Score open leads anew where the outcomes known since the fit are others than were learned last, and log it.

    Returns
    -------
    Outcomes known since the fit, 0 where nothing was to be learned.
    """
    present = fitted_in_force(workspace)
    if present is None:
        return 0
    version, fitted = present
    known = since_fit(workspace, version)
    last = newest_learned(workspace, version) or {"mark": _mark({}), "watch": _NOTHING, "drift": []}
    mark = _mark(known)
    if not again and mark == last["mark"]:
        return 0
    # Leads that never had a score wait for their own turn; where the model abstains, all are looked at.
    open_ids = list(scored_probabilities(kind=SubjectKind.LEAD, workspace=workspace)) or None
    facts = gather(workspace=workspace, ids=open_ids)
    scores = score_facts(facts, learned_scorer(workspace, version, fitted), at=at)
    store_scores(workspace=workspace, version=version, scores=scores, at=at)
    lessons = lessons_since(workspace, version, fitted, known, at) if known else None
    # All leads are read for drift, which one outcome is not worth: it is looked at with the night's learning.
    drift = _drift(gather(workspace=workspace), fitted, version) if again else last["drift"]
    found = {"mark": mark, "watch": _watch(fitted, lessons), "drift": drift}
    if any(found[name] != last[name] for name in found):
        n_learned = len(lessons.rows) if lessons is not None else 0
        counts = {"n_known": len(known), "n_learned": n_learned, "reranked": _reranked(fitted, scores)}
        record_audit(
            workspace=workspace,
            member=None,
            actor=RULE,
            action=ACTION,
            subject=f"{NAME} {version.number}",
            detail=found | counts,
        )
    standing = open_about(workspace=workspace, function=NAME, ids=[int(one) for one in scores.ids])
    if standing:
        follow_leads(workspace=workspace, ids=[one.subject_id for one in standing], at=at)
    return len(known)


def newest_learned(workspace: Workspace, version: Any) -> dict[str, Any] | None:
    """Return what was logged when outcomes were last learned on top of a version, with `at`; `None` before that."""
    note = newest_note(workspace=workspace, action=ACTION, subject=f"{NAME} {version.number}")
    return note.detail | {"at": note.at} if note is not None else None


def _mark(known: dict[int, float]) -> str:
    words = ",".join(f"{pk}:{value:g}" for pk, value in sorted(known.items()))
    return hashlib.blake2b(words.encode(), digest_size=8).hexdigest()


def _reranked(fitted: "LeadScoring", scores: Scores) -> dict[str, Any]:
    """Return how the outcomes since the fit moved the open leads: beside the fit alone, on the same facts."""
    before = fitted.score_frame(scores.rows).probability
    return moves(dict(zip(map(int, scores.ids), map(float, before), strict=True)), scores.ids, scores.probability)


def _watch(fitted: "LeadScoring", lessons: Lessons | None) -> dict[str, Any]:
    """Return whether what the fit said of the leads decided since came true."""
    import numpy as np

    from tandem.learning.drift import watch_calibration

    if lessons is None or not len(lessons.rows):
        return _NOTHING
    order = np.argsort(lessons.decided_at.to_numpy(), kind="stable")
    said = np.clip(fitted.score_frame(lessons.rows).probability, 1e-6, 1 - 1e-6)
    truth = lessons.rows[TARGET].to_numpy(float)
    alarm = watch_calibration(said[order], truth[order], false_alarm_rate=FALSE_ALARM_RATE)
    means = {"said": round(float(said.mean()), 4), "happened": round(float(truth.mean()), 4)}
    return {"n": len(truth), "words": alarm.words} | means


def _drift(facts: LeadFacts, fitted: "LeadScoring", version: Any) -> list[dict[str, Any]]:
    """Return the columns in which the leads that came in since the fit differ from those before, all as they came."""
    import pandas as pd

    from tandem.learning.drift import column_drift

    created = facts.leads["created_at"].to_pandas()
    since = (created > pd.Timestamp(version.made_at)).to_numpy()
    then, now = (_as_they_came(facts, fitted, which) for which in (created.notna().to_numpy() & ~since, since))
    found = column_drift(then, now, false_discovery_rate=FALSE_DISCOVERY_RATE) if then and now else ()
    return [asdict(one) for one in found]


def _as_they_came(facts: LeadFacts, fitted: "LeadScoring", which: "np.ndarray") -> dict[str, "np.ndarray"]:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    places = np.flatnonzero(which)[-_MOST_COMPARED:]
    chosen = np.zeros(len(which), bool)
    chosen[places] = True
    if not len(places):
        return {}
    some = facts.rows(pa.array(chosen))
    moments = some.leads["created_at"].to_pandas() + pd.to_timedelta(LANDMARK_DAYS[0], unit="D")
    rows = with_columns(some.at(moments), fitted.columns)
    read = [one for one in fitted.columns if one not in (AGE, "created_at")]
    return {
        name: rows[name].to_numpy(float)
        if pd.api.types.is_numeric_dtype(rows[name])
        else rows[name].fillna("").astype(str).to_numpy(object)
        for name in read
    }
