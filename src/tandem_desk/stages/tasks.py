"""Background work of the stages: learning at night, scoring after a switch, keeping up, the sample."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from tandem.catalogue import by_name
from tandem.kernel.timeline import as_utc
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.selectors.subjects import changed_since_scored, records_of_import
from tandem_desk.records.services.sample import N_SAMPLE_LEADS, load_sample
from tandem_desk.review.selectors.versions import version_in_force
from tandem_desk.review.services.following import note_changes, take_outdated
from tandem_desk.stages.closing import DEAL_ODDS
from tandem_desk.stages.followup import CHURN, plan_week
from tandem_desk.stages.frame.glue import Glue
from tandem_desk.stages.frame.learning import Progress
from tandem_desk.stages.prospecting import LEAD_SCORING
from tandem_desk.touchpoints.selectors import leads_touched_by_import
from tandem_desk.workspace.models import Workspace
from tandem_desk.workspace.selectors.people import workspaces
from tandem_desk.workspace.services.jobs import enqueue_job
from tandem_desk.workspace.sockets import JobContext, job, plan, warms_worker

__all__ = [
    "GLUES",
    "follow_import",
    "learn_and_suggest",
    "run_follow",
    "run_keep_up",
    "run_plan_week",
    "run_retrain",
    "run_sample",
    "run_score",
]

GLUES: tuple[Glue, ...] = (LEAD_SCORING, DEAL_ODDS, CHURN)
_LOOKED_BACK = timedelta(hours=1)
_AT_ONCE = 2_000
_FOLLOWED = ("leads", "opportunities", "contracts", "orders", "quotes", "touchpoints")


def learn_and_suggest(
    glue: Glue,
    *,
    workspace: Workspace,
    at: datetime,
    seed: int = 0,
    force: bool = False,
    progress: Progress = lambda _: None,
) -> dict[str, Any]:
    """Do one function's night, learn, score, suggest, and return what came of it."""
    learned = glue.retrain(workspace=workspace, at=at, seed=seed, force=force, progress=progress)
    scores = glue.score(workspace=workspace, at=at)
    opened = glue.suggest(workspace=workspace, at=at, scores=scores)
    glue.learn(workspace=workspace, ids=(), at=at, again=True)
    return asdict(learned) | asdict(opened)


def _asked(context: JobContext) -> list[Glue]:
    """Return the glue of the function a job names, or all where it names none."""
    name = context.arguments.get("function", "")
    return [glue for glue in GLUES if not name or glue.name == name]


@job("stages.retrain", "Learn from new outcomes")
def run_retrain(context: JobContext) -> Mapping[str, Any]:
    """Learn from what came of records, then score all that are open and open suggestions."""
    if context.workspace is None:
        return {}
    return {
        glue.name: learn_and_suggest(
            glue,
            workspace=context.workspace,
            at=timezone.now(),
            seed=int(context.arguments.get("seed", 0)),
            force=bool(context.arguments.get("force", False)),
            progress=lambda words: context.progress(0, 0, words),
        )
        for glue in _asked(context)
    }


@job("stages.score", "Score all records")
def run_score(context: JobContext) -> Mapping[str, Any]:
    """Learn what came of records since the fit, score every open one with the versions in force, open suggestions."""
    if context.workspace is None:
        return {}
    # What an import brings while this runs may come too late for it.
    context.let_next_queue()
    found: dict[str, Any] = {}
    asked = _asked(context)
    for place, glue in enumerate(asked):
        found[glue.name] = _score_anew(context, glue, 3 * place, 3 * len(asked))
    return found


def _score_anew(context: JobContext, glue: Glue, n_done: int, n_steps: int) -> dict[str, Any]:
    workspace, at = context.workspace, timezone.now()
    if workspace is None:
        return {}
    context.progress(n_done, n_steps, f"{glue.name}: learning outcomes")
    n_learned = glue.learn(workspace=workspace, ids=None, at=at)
    context.progress(n_done + 1, n_steps, f"{glue.name}: scoring")
    scores = glue.score(workspace=workspace, at=at)
    context.progress(n_done + 2, n_steps, f"{glue.name}: opening suggestions")
    opened = glue.suggest(workspace=workspace, at=at, scores=scores)
    context.progress(n_done + 3, n_steps, f"{glue.name}: done")
    counted = {"scored": len(scores.ids) if scores is not None else 0}
    return counted | ({"learned": n_learned} if n_learned else {}) | asdict(opened)


@job("stages.keep_up", "Score records that changed")
def run_keep_up(context: JobContext) -> Mapping[str, Any]:
    """Score the records that came in or changed within the last hour and were not scored since."""
    if context.workspace is None:
        return {}
    at, n_scored = timezone.now(), 0
    for glue in GLUES:
        if glue.follows and version_in_force(workspace=context.workspace, function=glue.name) is not None:
            ids = changed_since_scored(
                kind=by_name(glue.name).subject,
                workspace=context.workspace,
                since=as_utc(at) - _LOOKED_BACK,
                limit=_AT_ONCE,
            )
            n_scored += glue.follow(workspace=context.workspace, ids=ids, at=at) if ids else 0
    return {"scored": n_scored}


@job("stages.follow", "Score records that have just changed")
def run_follow(context: JobContext) -> Mapping[str, Any]:
    """Score the records that have just changed, bring what is suggested about them up to date, and learn what came of
    them.
    """
    if context.workspace is None:
        return {}
    context.let_next_queue()
    n_scored, n_learned = 0, 0
    for glue in GLUES:
        while ids := take_outdated(workspace=context.workspace, function=glue.name, limit=_AT_ONCE):
            n_scored += glue.follow(workspace=context.workspace, ids=ids, at=timezone.now())
            n_learned += glue.learn(workspace=context.workspace, ids=ids, at=timezone.now())
    return {"scored": n_scored} | ({"learned": n_learned} if n_learned else {})


def follow_import(run: Any) -> None:
    """Have an import's records looked at right away: few alone, many with all others; first fit where no model is."""
    rows = [table for table in run.tables.all() if table.table in _FOLLOWED or table.state.get("history")]
    n_rows = sum(table.n_created + table.n_updated for table in rows)
    if not n_rows:
        return
    for glue in GLUES:
        kind = by_name(glue.name).subject
        if version_in_force(workspace=run.workspace, function=glue.name) is None:
            _enqueue("stages.retrain", run, glue)
        elif n_rows > _AT_ONCE:
            _enqueue("stages.score", run, glue)
        elif glue.follows:
            ids = set(records_of_import(kind=kind, run=run, limit=_AT_ONCE))
            if kind is SubjectKind.LEAD:
                ids |= set(leads_touched_by_import(run_id=run.pk, limit=_AT_ONCE))
            note_changes(run.workspace_id, kind, ids)


def _enqueue(name: str, run: Any, glue: Glue) -> None:
    enqueue_job(
        name=name,
        arguments={"function": glue.name},
        workspace=run.workspace,
        unique_key=f"{name} {run.workspace_id} {glue.name}",
    )


@job("stages.plan_week", "Plan a member's week anew")
def run_plan_week(context: JobContext) -> Mapping[str, Any]:
    """Fill a member's week with customers after its length was changed."""
    if context.workspace is None:
        return {}
    owner_id = int(context.arguments["owner"])
    return asdict(plan_week(workspace=context.workspace, owner_id=owner_id, at=timezone.now()))


@job("stages.sample", "Load the sample company")
def run_sample(context: JobContext) -> Mapping[str, Any]:
    """Load the sample company into the workspace and learn from it."""
    if context.workspace is None:
        return {}
    workspace = context.workspace
    loaded = load_sample(
        workspace=workspace,
        at=timezone.now(),
        n_leads=int(context.arguments.get("n_leads", N_SAMPLE_LEADS)),
        progress=context.progress,
    )
    return loaded | {
        glue.name: learn_and_suggest(
            glue, workspace=workspace, at=timezone.now(), progress=lambda words: context.progress(0, 0, words)
        )
        for glue in GLUES
    }


def _warm() -> None:
    for workspace in workspaces():
        for glue in GLUES:
            glue.warm(workspace, timezone.now())


warms_worker("scoring", _warm)
plan("stages.retrain", every=timedelta(days=1), at=time(3, 0))
plan("stages.keep_up", every=timedelta(minutes=5))
