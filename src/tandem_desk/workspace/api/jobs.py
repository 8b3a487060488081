"""Jobs and members: what runs in the background, and who is in the workspace."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from tandem_desk.workspace.api.access import Scope, member_of
from tandem_desk.workspace.api.fields import Identifier, MomentShown, shown
from tandem_desk.workspace.api.paging import Limit, Page, read_cursor, to_page
from tandem_desk.workspace.api.problems import ProblemError
from tandem_desk.workspace.selectors.jobs import job_for, jobs_of
from tandem_desk.workspace.selectors.people import members_of
from tandem_desk.workspace.services.jobs import retry_job, stop_job

__all__ = ["jobs_router", "members_router"]

jobs_router = Router(tags=["Jobs"])
members_router = Router(tags=["Members"])
_READ, _MANAGE = Scope("jobs:read"), Scope("jobs:manage")


class JobShown(Schema):
    """One piece of background work."""

    id: int
    name: str
    title: str
    state: str
    n_tries: int
    max_tries: int
    n_done: int
    n_total: int
    words: str
    error: str
    created_at: MomentShown
    run_after: MomentShown
    finished_at: MomentShown | None


class MemberShown(Schema):
    """One member of the workspace."""

    id: int
    name: str
    email: str
    role: str
    team: str | None
    is_active: bool


@jobs_router.get("", response=Page[JobShown], auth=_READ, operation_id="list_jobs", summary="List jobs")
def list_jobs(request: HttpRequest, state: str = "", limit: Limit = 50, cursor: str = "") -> Any:
    """Jobs you may see, newest first; `state=dead` is the dead-letter list."""
    rows = jobs_of(member=member_of(request))
    if state:
        rows = rows.filter(state=state)
    if cursor:
        rows = rows.filter(pk__lt=read_cursor(cursor, 1)[0])
    found = list(rows.order_by("-pk")[: limit + 1])
    page, following = to_page(request, found, limit=limit, place=lambda job: [job.pk])
    return {"items": [_shown(job) for job in page], "next": following}


@jobs_router.get("/{job_id}", response=JobShown, auth=_READ, operation_id="read_job", summary="Read one job")
def read_job(request: HttpRequest, job_id: Identifier) -> Any:
    """How far a job is."""
    return _shown(_found(request, job_id))


@jobs_router.post("/{job_id}/retry", response=JobShown, auth=_MANAGE, operation_id="retry_job", summary="Try again")
def retry(request: HttpRequest, job_id: Identifier) -> Any:
    """Try a failed or stopped job again from the start."""
    retry_job(job=_found(request, job_id), by=member_of(request), now=timezone.now())
    return _shown(_found(request, job_id))


@jobs_router.post("/{job_id}/stop", response=JobShown, auth=_MANAGE, operation_id="stop_job", summary="Stop")
def stop(request: HttpRequest, job_id: Identifier) -> Any:
    """Stop a job that waits or runs; one that has ended stays as it is."""
    stop_job(job=_found(request, job_id), by=member_of(request), now=timezone.now())
    return _shown(_found(request, job_id))


@members_router.get(
    "", response=list[MemberShown], auth=Scope("members:read"), operation_id="list_members", summary="List members"
)
def list_members(request: HttpRequest) -> Any:
    """Everybody of the workspace, by name."""
    return [
        {
            "id": one.pk,
            "name": one.name,
            "email": one.email,
            "role": str(one.role),
            "team": one.team.name if one.team else None,
            "is_active": one.is_active,
        }
        for one in members_of(member=member_of(request)).select_related("team")
    ]


def _found(request: HttpRequest, job_id: int) -> Any:
    job = job_for(member=member_of(request), job_id=job_id)
    if job is None:
        raise ProblemError(404, "There is no such job, or it is not yours to see.")
    return job


def _shown(job: Any) -> dict[str, Any]:
    moments = ("created_at", "run_after", "finished_at")
    plain = ("name", "title", "n_tries", "max_tries", "n_done", "n_total", "error")
    body = {name: getattr(job, name) for name in plain} | {name: shown(getattr(job, name)) for name in moments}
    return body | {"id": job.pk, "state": str(job.state), "words": job.progress_words}
