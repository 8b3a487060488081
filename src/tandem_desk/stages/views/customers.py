"""Customers: who may leave, in the order of what acting is worth, as far as a week reaches."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.selectors.lists import LISTS, Sort, read_page, read_query, rows_of
from tandem_desk.review.selectors.capacity import weekly_minutes
from tandem_desk.review.selectors.health import function_health
from tandem_desk.review.selectors.story import open_for
from tandem_desk.review.services.capacity import MOST_MINUTES, may_set_minutes, set_weekly_minutes
from tandem_desk.stages.followup import USUAL_MINUTES, minutes_each
from tandem_desk.stages.views.outlooks import outlook_of
from tandem_desk.stages.views.thinking import reasons_of
from tandem_desk.stages.views.wording import verdict_of
from tandem_desk.workspace.models import Member, Role
from tandem_desk.workspace.permissions import Action, may, require
from tandem_desk.workspace.selectors.people import members_of
from tandem_desk.workspace.selectors.signed_in import Request
from tandem_desk.workspace.services.jobs import enqueue_job

__all__ = ["customers", "set_week"]

NAME = "followup/churn"
ALL = "all"
_KIND = SubjectKind.CONTRACT
_SORT = Sort("stake", "Most at stake first", "score_stake", descending=True)


@never_cache
def customers(request: Request) -> HttpResponse:
    """Show the queue of customers, of one member or of all that one may see."""
    require(request.user, Action.VIEW)
    people = [one for one in members_of(member=request.user) if one.is_active]
    whose = _whose(request, people)
    page = read_page(_rows(request, whose), sort=_SORT, descending=True, after=request.GET.get("after", ""))
    context: dict[str, Any] = {
        "rows": _shown(request, page.rows),
        "after": page.after,
        "whose": whose,
        "may_decide": may(request.user, Action.DECIDE, _KIND),
    }
    if request.htmx and request.GET.get("after"):
        return render(request, "stages/customer_rows.html", context)
    health = function_health(workspace=request.user.workspace, function=NAME, now=timezone.now())
    context |= {
        "people": people,
        "all": ALL,
        "health": health,
        "verdict": verdict_of(health.card),
        "scored_at": page.rows[0].scored_at if page.rows else None,
        "n_pending": 0,
    }
    return render(request, "stages/customers.html", context | _week(request, whose))


def _whose(request: Request, people: list[Member]) -> Member | None:
    """Return the member whose customers are asked for, `None` for all; sellers start with their own."""
    asked = request.GET.get("whose", "")
    if asked.isdigit():
        return next((one for one in people if one.pk == int(asked)), None)
    return request.user if asked == "" and request.user.role == Role.SELLER else None


def _rows(request: Request, whose: Member | None) -> Any:
    of = LISTS[_KIND]
    narrowed = {"state": "running"} | ({"owner": str(whose.pk)} if whose is not None else {})
    wanted = {"columns": "score,amount_per_year,ends_on,owner,scored_at"}
    rows = rows_of(of, read_query(of, narrowed | wanted), request.user)
    return rows.filter(score_stake__isnull=False).only(
        "name", "account__name", "owner__name", "owner_name", "amount_per_year", "currency", "ends_on",
        "score_probability", "score_low", "score_high", "score_treatability", "score_stake", "scored_at", "workspace",
    )  # fmt: skip


def _shown(request: Request, rows: list[Any]) -> list[dict[str, Any]]:
    standing = {
        one.subject_id: one
        for one in open_for(kind=_KIND, ids=[row.pk for row in rows], member=request.user, now=timezone.now())
        if one.function == NAME
    }
    return [_row(row, standing.get(row.pk)) for row in rows]


def _row(row: Any, entry: Any) -> dict[str, Any]:
    if entry is None:
        return {"row": row, "entry": None, "stake": round(row.score_stake)}
    reasons = reasons_of(entry)
    outlook = outlook_of(NAME, entry.proposal, reasons)
    return {"row": row, "entry": entry, "outlook": outlook, "stake": round(row.score_stake)}


def _week(request: Request, whose: Member | None) -> dict[str, Any]:
    each = minutes_each(request.user.workspace)
    told = weekly_minutes(workspace=request.user.workspace, function=NAME)
    minutes = told.get(whose.pk, USUAL_MINUTES) if whose is not None else None
    return {
        "each": each,
        "minutes": minutes,
        "n_fit": minutes // each if minutes is not None else None,
        "most": MOST_MINUTES,
        "may_set": whose is not None and may(request.user, Action.DECIDE) and may_set_minutes(request.user, whose),
        "is_own": whose is not None and whose.pk == request.user.pk,
    }


@require_POST
def set_week(request: Request) -> HttpResponse:
    """Set how many minutes a week a member has for customers, and have that week planned anew."""
    require(request.user, Action.DECIDE)
    given = request.POST.get("minutes", "").strip()
    asked = request.POST.get("whose", "")
    whose = next((one for one in members_of(member=request.user) if str(one.pk) == asked), None)
    if whose is None:
        raise Http404
    if not given.isdigit():
        raise InputError(Fault("minutes", f"must be a whole number from 0 to {MOST_MINUTES:,}", repr(given[:20])))
    set_weekly_minutes(member=request.user, whose=whose, function=NAME, minutes=int(given), at=timezone.now())
    enqueue_job(
        name="stages.plan_week",
        arguments={"owner": whose.pk},
        workspace=request.user.workspace,
        member=request.user,
        unique_key=f"stages.plan_week {request.user.workspace_id} {whose.pk}",
    )
    return redirect(f"{request.path.removesuffix('week/')}?whose={whose.pk}")
