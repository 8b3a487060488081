"""The members of the sample company: one for each role, and its sellers; made once, found again later."""

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from tandem_desk.workspace.models import Member, Role, Workspace
from tandem_desk.workspace.services.members import create_member, create_team, create_workspace

__all__ = ["SAMPLE_WORKSPACE", "SignIn", "ensure_sample_people", "sample_password"]

SAMPLE_WORKSPACE = "Sample company"
_DOMAIN = "sample.example"
_OTHERS = (
    (Role.OPERATOR, "operator", "Olga Operator"),
    (Role.MANAGER, "manager", "Mona Manager"),
    (Role.MARKETER, "marketer", "Mark Marketer"),
    (Role.AUDITOR, "auditor", "Aud Auditor"),
)


@dataclass(frozen=True)
class SignIn:
    """How to sign in to the sample company as one of its members."""

    role: str
    name: str
    email: str


def sample_password() -> str:
    """Return the password of the sample company's members: random for each installation, made once.

    It is kept beside the secret key, readable by the owner of the installation alone, so that it can be shown again.
    """
    path = Path(settings.TANDEM_HOME) / "sample_password"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8").strip()
    made = "-".join(secrets.token_hex(2) for _ in range(4))
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(made)
    return made


@transaction.atomic
def ensure_sample_people(*, sellers: Sequence[str], currency: str) -> tuple[Workspace, list[SignIn]]:
    """Return the sample workspace and how to sign in to it, making whatever is not there yet.

    Parameters
    ----------
    sellers
        Names of those who own the sample company's records; they sell, in one team.
    currency
        ISO 4217 code of its amounts.
    """
    workspace = Workspace.objects.filter(name=SAMPLE_WORKSPACE).order_by("id").first()
    if workspace is None:
        workspace = create_workspace(name=SAMPLE_WORKSPACE, currency=currency)
    team = workspace.teams.order_by("id").first() or create_team(workspace=workspace, name="Sales")
    people = [
        (Role.SELLER, "seller" if place == 0 else f"seller{place + 1}", name) for place, name in enumerate(sellers)
    ]
    found = []
    for role, address, name in [*people, *_OTHERS]:
        email = f"{address}@{_DOMAIN}"
        member = Member.objects.filter(workspace=workspace, email=email).first()
        if member is None:
            on_team = team if role in (Role.SELLER, Role.MANAGER) else None
            member = create_member(
                workspace=workspace, email=email, name=name, role=role, password=sample_password(), team=on_team
            )
        found.append(SignIn(Role(member.role).label, member.name, member.email))
    return workspace, found
