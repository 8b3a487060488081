"""Workspaces, teams and members: made, changed, switched off; each change stands in the audit log."""

from collections.abc import Iterable
from zoneinfo import available_timezones

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from tandem.kernel.errors import Fault, InputError
from tandem_desk.workspace.models import Member, Role, Team, Visibility, Workspace
from tandem_desk.workspace.permissions import Action, require
from tandem_desk.workspace.services.audit import actor_name, record_audit

__all__ = [
    "change_settings",
    "create_member",
    "create_team",
    "create_workspace",
    "set_active",
    "set_password",
    "set_profile",
    "set_role",
    "set_team",
]


def create_workspace(
    *, name: str, currency: str = "USD", time_zone: str = "UTC", visibility: Visibility = Visibility.WORKSPACE
) -> Workspace:
    """Create a workspace.

    Raises
    ------
    InputError
        The name is empty, or currency or time zone is none.
    """
    _refuse(_workspace_faults(name=name, currency=currency, time_zone=time_zone))
    made = Workspace.objects.create(
        name=name.strip(), currency=currency, time_zone=time_zone, visibility=visibility.value
    )
    record_audit(workspace=made, member=None, actor=actor_name(None), action="workspace created", subject=made.name)
    return made


def change_settings(*, by: Member, name: str, currency: str, time_zone: str, visibility: Visibility) -> Workspace:
    """Change the settings of a member's own workspace; needs `manage_settings`."""
    require(by, Action.MANAGE_SETTINGS)
    _refuse(_workspace_faults(name=name, currency=currency, time_zone=time_zone))
    with transaction.atomic():
        workspace = Workspace.objects.select_for_update().get(pk=by.workspace_id)
        new = {"name": name.strip(), "currency": currency, "time_zone": time_zone, "visibility": visibility.value}
        changed = {
            key: [getattr(workspace, key), value] for key, value in new.items() if getattr(workspace, key) != value
        }
        for key, value in new.items():
            setattr(workspace, key, value)
        workspace.save()
        if changed:
            _log(by, workspace, "settings changed", workspace.name, **changed)
    return workspace


def _workspace_faults(*, name: str, currency: str, time_zone: str) -> list[Fault]:
    faults = []
    if not name.strip() or len(name) > 200:
        faults.append(Fault("name", "must have 1 to 200 characters", repr(name[:40])))
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()):
        faults.append(Fault("currency", "must be an ISO 4217 code such as EUR", repr(currency)))
    return faults + _zone_faults(time_zone)


def _zone_faults(time_zone: str) -> list[Fault]:
    if time_zone in available_timezones():
        return []
    return [Fault("time_zone", "must be a zone of the IANA list such as Europe/Berlin", repr(time_zone))]


def create_team(*, workspace: Workspace, name: str, by: Member | None = None) -> Team:
    """Create a team; needs `manage_members`.

    Raises
    ------
    InputError
        The name is empty or taken.
    """
    _require(by, workspace)
    taken = Team.objects.filter(workspace=workspace, name__iexact=name.strip()).exists()
    if not name.strip() or taken:
        raise InputError(Fault("team", "must have a name of its own", repr(name)))
    with transaction.atomic():
        team = Team.objects.create(workspace=workspace, name=name.strip())
        _log(by, workspace, "team created", team.name)
    return team


def create_member(
    *,
    workspace: Workspace,
    email: str,
    name: str,
    role: Role,
    password: str,
    team: Team | None = None,
    by: Member | None = None,
) -> Member:
    """Create a member; needs `manage_members`.

    Raises
    ------
    InputError
        Address, name or password cannot be used; all faults at once.
    """
    _require(by, workspace)
    member = Member(workspace=workspace, email=email.strip().lower(), name=name.strip(), role=role, team=team)
    member.time_zone = workspace.time_zone
    _refuse([*_person_faults(member), *_team_faults(workspace, team), *_password_faults(password, member)])
    member.set_password(password)
    with transaction.atomic():
        member.save()
        _log(by, workspace, "member created", member.email, role=role.value)
    return member


def _person_faults(member: Member) -> list[Fault]:
    faults = []
    try:
        validate_email(member.email)
    except ValidationError:
        faults.append(Fault("email", "must be an e-mail address", repr(member.email)))
    if Member.objects.filter(email__iexact=member.email).exclude(pk=member.pk).exists():
        faults.append(Fault("email", "must not belong to another member", member.email))
    if not member.name:
        faults.append(Fault("name", "must not be empty", "nothing"))
    return faults


def _team_faults(workspace: Workspace, team: Team | None) -> list[Fault]:
    if team is None or team.workspace_id == workspace.pk:
        return []
    return [Fault("team", "must belong to the member's workspace", repr(team.name))]


def _password_faults(password: str, member: Member) -> list[Fault]:
    try:
        validate_password(password, member)
    except ValidationError as error:
        return [Fault("password", words, "one that does not fit") for words in error.messages]
    return []


def set_role(*, member: Member, role: Role, by: Member | None) -> None:
    """Give a member another role; needs `manage_members`. The last operator keeps theirs.

    Raises
    ------
    InputError
        Nobody would be left to run the workspace.
    """
    _require(by, member.workspace)
    with transaction.atomic():
        if role != Role.OPERATOR:
            _keep_an_operator(member)
        _write(by, member, "role changed", role=role.value)


def set_active(*, member: Member, active: bool, by: Member | None) -> None:
    """Let a member in or keep them out; their sessions and keys stop working at once. Needs `manage_members`."""
    _require(by, member.workspace)
    with transaction.atomic():
        if not active:
            _keep_an_operator(member)
        _write(by, member, "member let in" if active else "member kept out", is_active=active)


def set_team(*, member: Member, team: Team | None, by: Member | None) -> None:
    """Move a member to another team, or to none; needs `manage_members`."""
    _require(by, member.workspace)
    _refuse(_team_faults(member.workspace, team))
    with transaction.atomic():
        _write(by, member, "team changed", team_id=team.pk if team is not None else None)


def set_profile(*, member: Member, name: str, time_zone: str) -> None:
    """Change what a member may change of themselves: name and time zone."""
    faults = [] if name.strip() else [Fault("name", "must not be empty", "nothing")]
    _refuse([*faults, *_zone_faults(time_zone)])
    with transaction.atomic():
        _write(member, member, "profile changed", name=name.strip(), time_zone=time_zone)


def set_password(*, member: Member, password: str, by: Member | None) -> None:
    """Set a password: a member their own, an operator anybody's. Other sessions of that member end.

    Raises
    ------
    InputError
        The password is too weak.
    """
    if by is None or by.pk != member.pk:
        _require(by, member.workspace)
    _refuse(_password_faults(password, member))
    member.set_password(password)
    with transaction.atomic():
        member.save(update_fields=["password"])
        _log(by, member.workspace, "password set", member.email)


def _keep_an_operator(leaving: Member) -> None:
    """Lock the workspace's operators so that two of them cannot resign at the same moment."""
    operators = Member.objects.select_for_update().filter(
        workspace=leaving.workspace_id, role=Role.OPERATOR, is_active=True
    )
    if leaving.pk in {one.pk for one in operators} and len(operators) == 1:
        raise InputError(
            Fault(
                "operator", "a workspace needs one who is active", leaving.email, "Make somebody else operator first."
            )
        )


def _write(by: Member | None, member: Member, words: str, **values: object) -> None:
    changed = {key: [_plain(getattr(member, key)), _plain(value)] for key, value in values.items()}
    for key, value in values.items():
        setattr(member, key, value)
    member.save(update_fields=list(values))
    _log(by, member.workspace, words, member.email, **changed)


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, bool | int) else str(value)


def _require(by: Member | None, workspace: Workspace) -> None:
    if by is None:
        return
    require(by, Action.MANAGE_MEMBERS)
    if by.workspace_id != workspace.pk:
        raise InputError(Fault("workspace", "must be the acting member's own", workspace.name))


def _log(by: Member | None, workspace: Workspace, action: str, subject: str, **detail: object) -> None:
    record_audit(workspace=workspace, member=by, actor=actor_name(by), action=action, subject=subject, detail=detail)


def _refuse(faults: Iterable[Fault]) -> None:
    found = list(faults)
    if found:
        raise InputError(found)
