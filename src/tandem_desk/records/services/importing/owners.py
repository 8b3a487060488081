"""Finds the member that an owner's name, address or user id in a file stands for."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from tandem_desk.workspace.models import Member, Workspace

__all__ = ["Owner", "OwnerBook"]


@dataclass(frozen=True)
class Owner:
    """An owner as a record keeps it: member and team where one was found, the name in any case."""

    member_id: int | None
    team_id: int | None
    name: str


class OwnerBook:
    """Looks owners up among a workspace's members, by e-mail address or by a name that only one of them bears.

    Parameters
    ----------
    workspace
        Whose members.
    users
        Other systems' user ids → (name, e-mail address), from the file that lists them.
    """

    def __init__(self, workspace: Workspace, users: Mapping[str, tuple[str, str]]) -> None:
        members = list(Member.objects.filter(workspace=workspace))
        names = Counter(member.name.casefold() for member in members)
        self._members = {member.name.casefold(): member for member in members if names[member.name.casefold()] == 1}
        self._members |= {member.email.casefold(): member for member in members}
        self._users = dict(users)
        self._known: dict[str, Owner] = {}

    def find(self, text: str) -> Owner:
        """Return the owner a cell stands for; where nobody is found the text itself is the name."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._find(text)
        return found

    def _find(self, text: str) -> Owner:
        name, email = self._users.get(text, ("", ""))
        for one in (email, text, name):
            member = self._members.get(one.casefold()) if one else None
            if member is not None:
                return Owner(member.pk, member.team_id, member.name)
        return Owner(None, None, (name or text)[:200])
