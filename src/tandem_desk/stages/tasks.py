"""Background work of the stages: learning at night, scoring after a switch, keeping up, the sample."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from tandem.kernel.timeline import as_utc
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.selectors.subjects import changed_since_scored, records_of_import
from tandem_desk.records.services.sample import N_SAMPLE_LEADS, load_sample
from tandem_desk.review.selectors.versions import version_in_force
from tandem_desk.review.services.following import note_changes, take_outdated
from tandem_desk.stages.prospecting import (
    follow_leads,
    learn_from,
    retrain,
    score_all,
    score_leads,
    suggest_worthwhile,
    warm_scoring,
)
from tandem_desk.stages.prospecting.scorers import NAME
from tandem_desk.touchpoints.selectors import leads_touched_by_import
from tandem_desk.workspace.selectors.people import workspaces
from tandem_desk.workspace.services.jobs import enqueue_job
from tandem_desk.workspace.sockets import JobContext, job, plan, warms_worker

__all__ = ["follow_import", "run_follow", "run_keep_up", "run_retrain", "run_sample", "run_score"]

_LOOKED_BACK = timedelta(hours=1)
_AT_ONCE = 2_000
_FOLLOWED = ("leads", "touchpoints")


@job("stages.retrain", "Learn from new outcomes")
def run_retrain(context: JobContext) -> Mapping[str, Any]:
    """Learn from what came of leads, then score all and open suggestions."""
    if context.workspace is None:
        return {}
    at = timezone.now()
    learned = retrain(
        workspace=context.workspace,
        at=at,
        seed=int(context.arguments.get("seed", 0)),
        force=bool(context.arguments.get("force", False)),
        progress=lambda words: context.progress(0, 0, words),
    )
    scores = score_all(workspace=context.workspace, at=at)
    opened = suggest_worthwhile(workspace=context.workspace, at=at, scores=scores)
    learn_from(workspace=context.workspace, ids=(), at=at, again=True)
    return asdict(learned) | asdict(opened)


@job("stages.score", "Score all leads")
def run_score(context: JobContext) -> Mapping[str, Any]:
    """Score every open lead with the version in force, and open suggestions."""
    if context.workspace is None:
        return {}
    at = timezone.now()
    scores = score_all(workspace=context.workspace, at=at)
    opened = suggest_worthwhile(workspace=context.workspace, at=at, scores=scores)
    return {"scored": len(scores.ids) if scores is not None else 0} | asdict(opened)


@job("stages.keep_up", "Score leads that changed")
def run_keep_up(context: JobContext) -> Mapping[str, Any]:
    """Score the leads that came in or changed within the last hour and were not scored since."""
    if context.workspace is None:
        return {}
    at = timezone.now()
    ids = changed_since_scored(
        kind=SubjectKind.LEAD, workspace=context.workspace, since=as_utc(at) - _LOOKED_BACK, limit=_AT_ONCE
    )
    scores = score_leads(workspace=context.workspace, ids=ids, at=at) if ids else None
    return {"scored": len(scores.ids) if scores is not None else 0}


@job("stages.follow", "Score leads that have just changed")
def run_follow(context: JobContext) -> Mapping[str, Any]:
    """Score the leads that have just changed, bring what is suggested about them up to date, and learn what came of
    them.
    """
    if context.workspace is None:
        return {}
    context.let_next_queue()
    n_scored, n_learned = 0, 0
    while ids := take_outdated(workspace=context.workspace, function=NAME, limit=_AT_ONCE):
        n_scored += follow_leads(workspace=context.workspace, ids=ids, at=timezone.now())
        n_learned += learn_from(workspace=context.workspace, ids=ids, at=timezone.now())
    return {"scored": n_scored} | ({"learned": n_learned} if n_learned else {})


def follow_import(run: Any) -> None:
    """Have an import's leads looked at: few at once, many with all the others; learn first where nothing is learned."""
    rows = [table for table in run.tables.all() if table.table in _FOLLOWED or table.state.get("history")]
    n_rows = sum(table.n_created + table.n_updated for table in rows)
    if not n_rows:
        return
    if version_in_force(workspace=run.workspace, function=NAME) is None:
        _enqueue("stages.retrain", run)
    elif n_rows > _AT_ONCE:
        _enqueue("stages.score", run)
    else:
        ids = records_of_import(kind=SubjectKind.LEAD, run=run, limit=_AT_ONCE) + leads_touched_by_import(
            run_id=run.pk, limit=_AT_ONCE
        )
        note_changes(run.workspace_id, SubjectKind.LEAD, set(ids))


def _enqueue(name: str, run: Any) -> None:
    enqueue_job(name=name, arguments={}, workspace=run.workspace, unique_key=f"{name} {run.workspace_id}")


@job("stages.sample", "Load the sample company")
def run_sample(context: JobContext) -> Mapping[str, Any]:
    """Load the sample company into the workspace and learn from it."""
    if context.workspace is None:
        return {}
    at = timezone.now()
    loaded = load_sample(
        workspace=context.workspace,
        at=at,
        n_leads=int(context.arguments.get("n_leads", N_SAMPLE_LEADS)),
        progress=context.progress,
    )
    learned = retrain(workspace=context.workspace, at=at, progress=lambda words: context.progress(0, 0, words))
    opened = suggest_worthwhile(workspace=context.workspace, at=at)
    return loaded | asdict(learned) | asdict(opened)


def _warm() -> None:
    for workspace in workspaces():
        warm_scoring(workspace, timezone.now())


warms_worker("scoring", _warm)
plan("stages.retrain", every=timedelta(days=1), at=time(3, 0))
plan("stages.keep_up", every=timedelta(minutes=5))
