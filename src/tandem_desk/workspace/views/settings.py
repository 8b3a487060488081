"""Settings of people: one's own profile, the workspace, members and teams."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tandem.kernel.errors import Fault, InputError
from tandem_desk.workspace.permissions import Action, may
from tandem_desk.workspace.selectors.choices import ROLES, VISIBILITIES, VISIBILITY_WORDS
from tandem_desk.workspace.selectors.people import members_of, teams_of
from tandem_desk.workspace.selectors.signed_in import Request
from tandem_desk.workspace.services.members import (
    change_settings,
    create_member,
    create_team,
    set_active,
    set_password,
    set_profile,
    set_role,
    set_team,
)

__all__ = ["attempt", "member", "members", "profile", "settings_page", "teams", "workspace"]

_TABS: tuple[tuple[str, str, Action], ...] = (
    ("settings", "Profile", Action.VIEW),
    ("settings-workspace", "Workspace", Action.VIEW),
    ("settings-members", "Members", Action.VIEW),
    ("settings-teams", "Teams", Action.VIEW),
    ("settings-autonomy", "Autonomy", Action.VIEW),
    ("settings-keys", "API keys", Action.MANAGE_KEYS),
    ("settings-consent", "Consent", Action.VIEW),
    ("settings-work", "Background work", Action.VIEW),
    ("settings-audit", "Audit log", Action.VIEW_AUDIT),
)


def settings_page(
    request: Request, template: str, here: str, context: dict[str, Any], faults: Any = ()
) -> HttpResponse:
    """Return one page of the settings, with the tabs this member may open."""
    tabs = [(reverse(name), words, name == here) for name, words, needs in _TABS if may(request.user, needs)]
    status = 422 if faults else 200
    return render(request, template, context | {"tabs": tabs, "faults": faults}, status=status)


def attempt(request: Request, change: Callable[[], Any], done: str) -> Any:
    """Make a change; return what is wrong with what was given, or nothing, and then say that it is done."""
    try:
        change()
    except InputError as error:
        return error.faults
    messages.success(request, done)
    return ()


def profile(request: Request) -> HttpResponse:
    """Show and change one's own name, time zone and password."""
    user, given, faults = request.user, request.POST, ()
    if request.method == "POST" and "password" in given:
        faults = attempt(request, lambda: _own_password(request), "Your password is changed.")
    elif request.method == "POST":
        name, zone = given.get("name", ""), given.get("time_zone", "")
        faults = attempt(request, lambda: set_profile(member=user, name=name, time_zone=zone), "Your profile is saved.")
    if request.method == "POST" and not faults:
        return redirect("settings")
    return settings_page(request, "tandem/settings_profile.html", "settings", {}, faults)


def _own_password(request: Request) -> None:
    if not request.user.check_password(request.POST.get("old", "")):
        raise InputError(Fault("present password", "must be the one you sign in with", "another one"))
    set_password(member=request.user, password=request.POST["password"], by=request.user)
    update_session_auth_hash(request, request.user)


def workspace(request: Request) -> HttpResponse:
    """Show and change the workspace's name, currency, time zone and visibility."""
    given, faults = request.POST, ()
    if request.method == "POST":
        visibility = VISIBILITIES.get(given.get("visibility", ""))
        if visibility is None:
            raise Http404
        faults = attempt(
            request,
            lambda: change_settings(
                by=request.user,
                name=given.get("name", ""),
                currency=given.get("currency", "").upper(),
                time_zone=given.get("time_zone", ""),
                visibility=visibility,
            ),
            "The workspace is saved.",
        )
        if not faults:
            return redirect("settings-workspace")
    context = {"workspace": request.user.workspace, "visibilities": VISIBILITY_WORDS}
    return settings_page(request, "tandem/settings_workspace.html", "settings-workspace", context, faults)


def members(request: Request) -> HttpResponse:
    """List members; add one."""
    given, faults = request.POST, ()
    if request.method == "POST":
        role = ROLES.get(given.get("role", ""))
        if role is None:
            raise Http404
        faults = attempt(
            request,
            lambda: create_member(
                workspace=request.user.workspace,
                email=given.get("email", ""),
                name=given.get("name", ""),
                role=role,
                password=given.get("password", ""),
                team=teams_of(member=request.user).filter(pk=_number(given.get("team"))).first(),
                by=request.user,
            ),
            f"{given.get('name', '')} can sign in now.",
        )
        if not faults:
            return redirect("settings-members")
    context = {
        "members": members_of(member=request.user),
        "roles": ROLES.values(),
        "teams": teams_of(member=request.user),
        "given": given,
    }
    return settings_page(request, "tandem/settings_members.html", "settings-members", context, faults)


def member(request: Request, member_id: int) -> HttpResponse:
    """Change one member's role, team, or whether they may sign in."""
    found = members_of(member=request.user).filter(pk=member_id).first()
    if found is None or request.method != "POST":
        raise Http404
    given, by = request.POST, request.user
    changes: list[Callable[[], Any]] = []
    role = ROLES.get(given.get("role", ""))
    if role is not None and role != found.role:
        changes.append(lambda: set_role(member=found, role=role, by=by))
    if "team" in given and _number(given["team"]) != (found.team_id or 0):
        team = teams_of(member=by).filter(pk=_number(given["team"])).first()
        changes.append(lambda: set_team(member=found, team=team, by=by))
    if "active" in given:
        changes.append(lambda: set_active(member=found, active=given["active"] == "yes", by=by))
    for change in changes:
        faults = attempt(request, change, f"{found.name} is changed.")
        if faults:
            messages.error(request, " ".join(str(fault) for fault in faults))
    return redirect("settings-members")


def teams(request: Request) -> HttpResponse:
    """List teams; add one."""
    faults = ()
    if request.method == "POST":
        name = request.POST.get("name", "")
        faults = attempt(
            request,
            lambda: create_team(workspace=request.user.workspace, name=name, by=request.user),
            f"The team {name} is there.",
        )
        if not faults:
            return redirect("settings-teams")
    people: dict[int, list[str]] = {}
    for one in members_of(member=request.user):
        people.setdefault(one.team_id or 0, []).append(one.name)
    rows = [(team, people.get(team.pk, [])) for team in teams_of(member=request.user)]
    return settings_page(request, "tandem/settings_teams.html", "settings-teams", {"rows": rows}, faults)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0
