"""The map of functions, the page of one function, and how far each may go by itself."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from tandem.catalogue import FUNCTIONS
from tandem.kernel.autonomy import Autonomy
from tandem.kernel.errors import Fault, InputError
from tandem.kernel.function import AIFunction
from tandem.kernel.vocabulary import Activity, Phase, SubjectKind
from tandem_desk.records.selectors.related import records_of
from tandem_desk.records.selectors.search import find_records
from tandem_desk.review.selectors.autonomy import autonomy_history
from tandem_desk.review.selectors.health import FunctionHealth, function_health
from tandem_desk.review.selectors.record_of_use import rejection_counts
from tandem_desk.review.selectors.versions import find_version, switches_of, versions_of
from tandem_desk.review.services.autonomy import missing_evidence, set_autonomy
from tandem_desk.review.services.versions import put_in_force, roll_back
from tandem_desk.review.sockets import PLUGS
from tandem_desk.stages.views.addresses import many_of
from tandem_desk.stages.views.cards import card_context, compared, main_measure
from tandem_desk.stages.views.overrides import override_records
from tandem_desk.stages.views.since_fit import named_moves, since_fit_context
from tandem_desk.stages.views.wording import verdict_of
from tandem_desk.workspace.permissions import Action, require
from tandem_desk.workspace.selectors.signed_in import Request
from tandem_desk.workspace.views.settings import settings_page

__all__ = ["autonomy", "function_map", "function_page", "put_version", "roll_version_back"]

ACTIVITY_WORDS = {
    Activity.ANALYZE: "see what is going on",
    Activity.DESIGN: "plan what to do",
    Activity.ENGAGE: "get in touch",
    Activity.GUIDE: "help them decide",
}
PHASE_WORDS = {Phase.PREPURCHASE: "Before buying", Phase.PURCHASE: "Buying", Phase.POSTPURCHASE: "After buying"}
AUTONOMY_WORDS = {
    Autonomy.OFF: "Off",
    Autonomy.SUGGEST: "Suggest; people decide",
    Autonomy.DRAFT: "Draft; people send",
    Autonomy.ACT_UNLESS_STOPPED: "Act unless stopped",
    Autonomy.ACT_AND_REPORT: "Act and report",
}


class _VersionRow:
    """One version of a model as the table of versions shows it."""

    def __init__(self, version: Any, verdict_words: str) -> None:
        self.number, self.made_at, self.card = version.number, version.made_at, version.card
        self.seconds_to_fit, self.verdict_words = version.seconds_to_fit, verdict_words


@dataclass(frozen=True)
class Tile:
    """One function in a cell of the map, with its health in words."""

    function: AIFunction
    health: FunctionHealth | None
    lines: tuple[str, ...]


def function_map(request: Request) -> HttpResponse:
    """Show every function in its cells of activities and phases, with its health."""
    require(request.user, Action.VIEW)
    now = timezone.now()
    tiles = {function.name: _tile(request, function, now) for function in FUNCTIONS}
    rows = [
        {
            "name": activity.value.capitalize(),
            "words": ACTIVITY_WORDS[activity],
            "cells": [(PHASE_WORDS[phase], _in_cell(tiles, activity, phase)) for phase in Phase],
        }
        for activity in Activity
    ]
    context = {"rows": rows, "phases": PHASE_WORDS.values(), "n_functions": len(FUNCTIONS)}
    return render(request, "stages/map.html", context)


def _in_cell(tiles: dict[str, Tile], activity: Activity, phase: Phase) -> list[Tile]:
    return [tile for tile in tiles.values() if activity in tile.function.activities and phase in tile.function.phases]


def _tile(request: Request, function: AIFunction, now: Any) -> Tile:
    if function.name not in PLUGS:
        where = "inside the import and on the command line" if function.subject is SubjectKind.TABLE else "on files"
        return Tile(function, None, (f"works {where}",))
    health = function_health(workspace=request.user.workspace, function=function.name, now=now)
    return Tile(function, health, tuple(_health_lines(health, many_of(function.subject))))


def _health_lines(health: FunctionHealth, many: str) -> list[str]:
    card, use = health.card, health.use
    if health.version is None:
        lines = [f"not fitted yet: it needs {many} with known outcomes"]
    else:
        verdict = verdict_of(card)
        data = "data enough" if verdict.has_data else "too little data"
        said = _measured(card) if verdict.has_data and not verdict.abstains else [verdict.words]
        lines = [f"{data}: {card.get('n', 0):,} known outcomes", *said]
    share = use.override_share
    lines.append("no decision in 90 days" if share is None else f"overruled {share:.0%} of {use.n_by_people} times")
    lines.append(f"{use.n_open:,} open suggestion{'' if use.n_open == 1 else 's'}")
    return lines


def _measured(card: dict[str, Any]) -> list[str]:
    losses = {who: value for who, measure, value in card.get("measures", ()) if measure == main_measure(card)}
    ours = losses.pop(card.get("function", ""), None)
    best = min((value for value in losses.values() if value is not None), default=None)
    if ours is None or best is None:
        return []
    verdict = "better than" if ours < best else "a rule: not better than"
    return [f"log loss {ours:.3f}, {verdict} its best baseline ({best:.3f})"]


def _function(name: str) -> AIFunction:
    found = next((one for one in FUNCTIONS if one.name == name), None)
    if found is None:
        raise Http404
    return found


def function_page(request: Request, name: str) -> HttpResponse:
    """Show one function: its question, its card and scorecard, its versions, how people decided."""
    require(request.user, Action.VIEW)
    function = _function(name)
    workspace, now = request.user.workspace, timezone.now()
    context: dict[str, Any] = {
        "function": function,
        "is_plugged": function.name in PLUGS,
        "many": many_of(function.subject),
    }
    if context["is_plugged"]:
        health = function_health(workspace=workspace, function=function.name, now=now)
        about: dict[str, Any] = {"workspace": workspace, "function": function.name}
        versions = versions_of(**about)
        switches = switches_of(**about)
        codes = dict(function.rejection_codes)
        fact_of = PLUGS[function.name].fact_of

        def label(column: str) -> str:
            return fact_of(column).label

        rejected = rejection_counts(**about, since=now - timedelta(days=365))
        context |= {
            "health": health,
            "autonomy_words": AUTONOMY_WORDS[health.autonomy],
            "versions": [_VersionRow(one, verdict_of(one.card).words) for one in versions],
            "outcome": PLUGS[function.name].outcome_kind or health.card.get("positive", "yes"),
            "switches": [_with_names(request, one, function.subject) for one in switches[:20]],
            "overrides": override_records(request.user, function.name),
            "verdict": verdict_of(health.card),
            "rejected": [(codes.get(code, code), n) for code, n in rejected.items()],
            "since": since_fit_context(request, function.name, label),
            "difference": compared(versions, request.GET.get("with", ""), health.version, label),
            **card_context(health.card, label, many_of(function.subject)),
        }
    return render(request, "stages/function.html", context)


def _with_names(request: Request, switch: Any, kind: SubjectKind) -> dict[str, Any]:
    reranked = switch.reranked if isinstance(switch.reranked, dict) else {}
    return {"switch": switch, "moved": named_moves(request, reranked, kind), "reranked": reranked}


@require_POST
def roll_version_back(request: Request, name: str) -> HttpResponse:
    """Put the version before in force again."""
    function = _function(name)
    because = request.POST.get("because", "").strip() or "rolled back from the function's page"
    return _switch(
        request,
        function,
        lambda: roll_back(
            workspace=request.user.workspace,
            function=function.name,
            member=request.user,
            because=because,
            at=timezone.now(),
        ),
    )


@require_POST
def put_version(request: Request, name: str, number: int) -> HttpResponse:
    """Put any version in force."""
    function = _function(name)
    version = find_version(workspace=request.user.workspace, function=function.name, number=number)
    if version is None:
        raise Http404
    because = request.POST.get("because", "").strip() or "chosen on the function's page"
    return _switch(
        request,
        function,
        lambda: put_in_force(version=version, member=request.user, because=because, at=timezone.now()),
    )


def _switch(request: Request, function: AIFunction, change: Any) -> HttpResponse:
    try:
        switch = change()
    except InputError as error:
        messages.error(request, " ".join(str(fault) for fault in error.faults))
    else:
        # Lists sort by the stored scores; the switch has queued the work that brings them up to date.
        messages.success(
            request,
            f"Version {switch.version.number} is in force. "
            f"{many_of(function.subject).capitalize()} are scored again with it in the background.",
        )
    return redirect("function", function.name)


@require_http_methods(["GET", "POST"])
def autonomy(request: Request) -> HttpResponse:
    """Show and set how far each function may go by itself."""
    require(request.user, Action.VIEW)
    faults: Any = ()
    if request.method == "POST":
        faults = _set(request)
        if not faults:
            return redirect("settings-autonomy")
    now, workspace = timezone.now(), request.user.workspace
    rows = []
    for function in FUNCTIONS:
        if function.name not in PLUGS:
            continue
        health = function_health(workspace=workspace, function=function.name, now=now)
        missing = {
            level: missing_evidence(workspace=workspace, function=function.name, level=level, now=now)
            for level in Autonomy
        }
        rows.append(
            {
                "function": function,
                "health": health,
                "levels": [
                    (level, AUTONOMY_WORDS[level], level == health.autonomy, missing[level]) for level in Autonomy
                ],
                "history": _history(request, function.name),
            }
        )
    return settings_page(request, "stages/autonomy.html", "settings-autonomy", {"rows": rows}, faults)


def _history(request: Request, function: str) -> list[tuple[Any, str, str]]:
    """Return the last settings of a level: each entry, its level in words, and the account it is for."""
    entries = autonomy_history(workspace=request.user.workspace, function=function)[:8]
    pairs = {("account", one.account_id) for one in entries if one.account_id}
    accounts = records_of(pairs=pairs, member=request.user) if pairs else {}
    return [
        (
            one,
            AUTONOMY_WORDS.get(Autonomy(one.level), one.level) if one.level else "as for all",
            str(accounts.get(("account", one.account_id), "an account that is gone")) if one.account_id else "",
        )
        for one in entries
    ]


def _account(request: Request, named: str) -> int | None:
    """Return the account a name stands for, `None` for an empty one.

    Raises
    ------
    InputError
        No account, or more than one, bears the name.
    """
    if not named:
        return None
    found = find_records(member=request.user, text=named, n_each=20)
    ids = [one.id for one in found if one.kind is SubjectKind.ACCOUNT and one.name.casefold() == named.casefold()]
    if len(ids) != 1:
        got = f"{len(ids)} accounts called {named!r}"
        raise InputError(Fault("account", "must be the whole name of one account", got, "Look it up under Accounts."))
    return ids[0]


def _set(request: Request) -> Any:
    given = request.POST
    level = next((one for one in Autonomy if one.value == given.get("level")), None)
    try:
        account_id = _account(request, given.get("account", "").strip())
        set_autonomy(
            workspace=request.user.workspace,
            function=given.get("function", ""),
            level=level,
            member=request.user,
            because=given.get("because", ""),
            at=timezone.now(),
            account_id=account_id,
        )
    except InputError as error:
        return error.faults
    messages.success(request, "The level is set.")
    return ()
