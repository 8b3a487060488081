"""What a member's role and a workspace's visibility can be set to, for forms."""

from tandem_desk.workspace.models import Role, Visibility

__all__ = ["ROLES", "VISIBILITIES", "VISIBILITY_WORDS"]

ROLES: dict[str, Role] = {role.value: role for role in Role}
VISIBILITIES: dict[str, Visibility] = {one.value: one for one in Visibility}
VISIBILITY_WORDS = {
    Visibility.WORKSPACE.value: "everything in the workspace",
    Visibility.TEAM.value: "their own, their team's, and what belongs to nobody",
}
