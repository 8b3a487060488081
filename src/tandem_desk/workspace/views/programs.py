"""Settings of what runs beside people: API keys, background work, consent by address, the audit log."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from tandem.kernel.errors import InputError
from tandem_desk.workspace.permissions import Action, may, require
from tandem_desk.workspace.selectors.consent import address_key, is_opted_out
from tandem_desk.workspace.selectors.jobs import dead_jobs, job_counts, job_for, jobs_of
from tandem_desk.workspace.selectors.people import audit_log, keys_of
from tandem_desk.workspace.selectors.signed_in import Request
from tandem_desk.workspace.services.consent import record_opt_out
from tandem_desk.workspace.services.jobs import retry_job, stop_job
from tandem_desk.workspace.services.keys import SCOPES, issue_key, revoke_key
from tandem_desk.workspace.views.settings import attempt, settings_page

__all__ = ["audit", "consent", "job_retry", "job_stop", "key_revoke", "keys", "work"]

PAGE_ROWS = 50
DONE_LOOKED_AT, DONE_SHOWN = 200, 20


def keys(request: Request) -> HttpResponse:
    """List keys; issue one, and show it this once."""
    require(request.user, Action.MANAGE_KEYS)
    plain, faults = "", cast("tuple[Any, ...]", ())
    if request.method == "POST":
        given = request.POST
        try:
            _, plain = issue_key(
                member=request.user,
                name=given.get("name", ""),
                scopes=given.getlist("scopes"),
                expires_at=_end_of(given.get("expires", "")),
            )
        except InputError as error:
            faults = error.faults
    context = {"keys": keys_of(member=request.user)[:200], "scopes": _grouped(), "plain": plain, "given": request.POST}
    return settings_page(request, "tandem/settings_keys.html", "settings-keys", context, faults)


def _grouped() -> list[tuple[str, list[str]]]:
    groups: dict[str, list[str]] = {}
    for scope in sorted(SCOPES):
        groups.setdefault(scope.partition(":")[0], []).append(scope)
    return list(groups.items())


def _end_of(text: str) -> datetime | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(day, clock_time(23, 59)))


@require_POST
def key_revoke(request: Request, key_id: int) -> HttpResponse:
    """Revoke a key for good."""
    key = keys_of(member=request.user).filter(pk=key_id).first()
    if key is None:
        raise Http404
    revoke_key(key=key, by=request.user)
    messages.success(request, f"The key {key.name} no longer opens anything.")
    return redirect("settings-keys")


def work(request: Request) -> HttpResponse:
    """Show background work: what runs, what waits, what failed for good."""
    now = timezone.now()
    live = jobs_of(member=request.user).filter(state__in=("waiting", "running"))[:PAGE_ROWS]
    context: dict[str, Any] = {
        "live": live,
        "dead": dead_jobs(member=request.user)[:PAGE_ROWS],
        "done": _told_once(jobs_of(member=request.user).filter(state__in=("done", "stopped"))[:DONE_LOOKED_AT]),
        "counts": job_counts(workspace=request.user.workspace, since=now - timedelta(days=1)),
        "now": now,
    }
    if request.htmx:
        return render(request, "tandem/work_rows.html", context)
    return settings_page(request, "tandem/settings_work.html", "settings-work", context)


def _told_once(jobs: Iterable[Any]) -> list[dict[str, Any]]:
    """Put the same work done several times in a row into one line: the newest of them, and how often."""
    told: list[dict[str, Any]] = []
    for job in jobs:
        if told and (told[-1]["job"].name, told[-1]["job"].title, told[-1]["job"].state) == (
            job.name,
            job.title,
            job.state,
        ):
            told[-1]["n"] += 1
        else:
            told.append({"job": job, "n": 1})
    return told[:DONE_SHOWN]


@require_POST
def job_retry(request: Request, job_id: int) -> HttpResponse:
    """Try a failed job again."""
    job = _job(request, job_id)
    faults = attempt(
        request, lambda: retry_job(job=job, by=request.user, now=timezone.now()), f"{job.title} will be tried again."
    )
    for fault in faults:
        messages.error(request, str(fault))
    return redirect("settings-work")


@require_POST
def job_stop(request: Request, job_id: int) -> HttpResponse:
    """Stop a job that waits or runs."""
    job = _job(request, job_id)
    stopped = stop_job(job=job, by=request.user, now=timezone.now())
    messages.success(request, f"{job.title} is stopped." if stopped else f"{job.title} had ended already.")
    return redirect("settings-work")


def _job(request: Request, job_id: int) -> Any:
    job = job_for(member=request.user, job_id=job_id)
    if job is None:
        raise Http404
    return job


def consent(request: Request) -> HttpResponse:
    """Look an address up: may it be used? Note that it must not."""
    channel, address = request.GET.get("channel", "email"), request.GET.get("address", "").strip()
    if request.method == "POST":
        require(request.user, Action.EDIT)
        channel, address = request.POST.get("channel", "email"), request.POST.get("address", "")
        record_opt_out(
            workspace=request.user.workspace,
            channel=channel,
            address=address,
            source=f"page, {request.user.name}",
            at=timezone.now(),
        )
        messages.success(request, f"{address} will not be used again, whatever is imported or merged.")
        return redirect(f"{request.path}?channel={channel}&address={address_key(channel, address)}")
    context: dict[str, Any] = {"channel": channel, "address": address, "may_edit": may(request.user, Action.EDIT)}
    if address:
        context["opted_out"] = is_opted_out(workspace=request.user.workspace, channel=channel, address=address)
        context["key"] = address_key(channel, address)
    return settings_page(request, "tandem/settings_consent.html", "settings-consent", context)


def audit(request: Request) -> HttpResponse:
    """Show who did what, newest first."""
    entries = audit_log(member=request.user)
    before = request.GET.get("before", "")
    if before.isdigit():
        entries = entries.filter(pk__lt=int(before))
    rows = list(entries[: PAGE_ROWS + 1])
    context = {"rows": rows[:PAGE_ROWS], "before": rows[PAGE_ROWS - 1].pk if len(rows) > PAGE_ROWS else None}
    return settings_page(request, "tandem/settings_audit.html", "settings-audit", context)
