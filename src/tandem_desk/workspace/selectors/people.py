"""Members, keys and the audit log as pages show them."""

from django.db.models import QuerySet

from tandem_desk.workspace.models import ApiKey, AuditEntry, Member, Team, Workspace
from tandem_desk.workspace.permissions import Action, may, require

__all__ = ["audit_log", "find_member", "keys_of", "member_names", "members_of", "teams_of", "workspaces"]


def workspaces() -> QuerySet[Workspace]:
    """Return every workspace of this installation, oldest first; for commands, never for pages."""
    return Workspace.objects.order_by("id")


def members_of(*, member: Member) -> QuerySet[Member]:
    """Return everybody of a member's workspace, by name."""
    return Member.objects.filter(workspace_id=member.workspace_id).select_related("team").order_by("name", "id")


def member_names(*, member: Member, of: str = "owner") -> dict[int, str]:
    """Return the names of everybody of a member's workspace by id, or of its teams where `of` is "team"."""
    rows = teams_of(member=member) if of == "team" else members_of(member=member)
    return dict(rows.values_list("pk", "name"))


def find_member(*, email: str) -> Member | None:
    """Return the member with an e-mail address, whatever its capitals; for commands and sign-in."""
    return Member.objects.select_related("workspace", "team").filter(email__iexact=email.strip()).first()


def teams_of(*, member: Member) -> QuerySet[Team]:
    """Return the teams of a member's workspace, by name."""
    return Team.objects.filter(workspace_id=member.workspace_id).order_by("name", "id")


def keys_of(*, member: Member) -> QuerySet[ApiKey]:
    """Return a member's own keys, or all of the workspace for who manages members; newest first."""
    keys = ApiKey.objects.filter(workspace_id=member.workspace_id).select_related("member").order_by("-id")
    return keys if may(member, Action.MANAGE_MEMBERS) else keys.filter(member=member)


def audit_log(*, member: Member) -> QuerySet[AuditEntry]:
    """Return the audit log, newest first.

    Raises
    ------
    NotPermitted
        The role does not allow looking at it.
    """
    require(member, Action.VIEW_AUDIT)
    return AuditEntry.objects.filter(workspace_id=member.workspace_id).select_related("member").order_by("-id")
