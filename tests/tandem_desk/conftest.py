"""The standing cast and the factories of every test of the desk.

The cast: `owner` sells and owns records, `team_mate` is on the same team, `stranger` sells on another team of the same
workspace, `manager` leads the first team, then `marketer`, `operator`, `auditor`; `outsider` is an operator of another
workspace and must see nothing, ever.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.test import Client

from tandem_desk.records.models import Account, Contact, Lead, Opportunity
from tandem_desk.review.models import SuggestionEntry
from tandem_desk.touchpoints.models import Touchpoint
from tandem_desk.workspace.models import Member, Role, Team, Workspace

PASSWORD = "a-long-enough-password"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_number = count(1)


@pytest.fixture
def now() -> datetime:
    """A fixed moment, so that nothing depends on the clock."""
    return NOW


@pytest.fixture
def workspace(db: None) -> Workspace:
    return Workspace.objects.create(name="Northwind Tools")


@pytest.fixture
def team(workspace: Workspace) -> Team:
    return Team.objects.create(workspace=workspace, name="North")


@pytest.fixture
def other_team(workspace: Workspace) -> Team:
    return Team.objects.create(workspace=workspace, name="South")


@pytest.fixture
def make_member(workspace: Workspace) -> Callable[..., Member]:
    """Create a member; the password is `a-long-enough-password`."""

    def make(role: Role = Role.SELLER, **values: Any) -> Member:
        number = next(_number)
        given = {
            "workspace": workspace,
            "name": f"Member {number}",
            "email": f"member{number}@northwind.example",
        } | values
        member = Member(role=role, **given)
        member.set_password(PASSWORD)
        member.save()
        return member

    return make


@pytest.fixture
def owner(make_member: Callable[..., Member], team: Team) -> Member:
    return make_member(Role.SELLER, name="Alice Owner", email="alice@northwind.example", team=team)


@pytest.fixture
def team_mate(make_member: Callable[..., Member], team: Team) -> Member:
    return make_member(Role.SELLER, name="Bob Mate", email="bob@northwind.example", team=team)


@pytest.fixture
def stranger(make_member: Callable[..., Member], other_team: Team) -> Member:
    return make_member(Role.SELLER, name="Sam Stranger", email="sam@northwind.example", team=other_team)


@pytest.fixture
def manager(make_member: Callable[..., Member], team: Team) -> Member:
    return make_member(Role.MANAGER, name="Mona Manager", email="mona@northwind.example", team=team)


@pytest.fixture
def marketer(make_member: Callable[..., Member]) -> Member:
    return make_member(Role.MARKETER, name="Mark Marketer", email="mark@northwind.example")


@pytest.fixture
def operator(make_member: Callable[..., Member]) -> Member:
    return make_member(Role.OPERATOR, name="Olga Operator", email="olga@northwind.example")


@pytest.fixture
def auditor(make_member: Callable[..., Member]) -> Member:
    return make_member(Role.AUDITOR, name="Aud Auditor", email="aud@northwind.example")


@pytest.fixture
def outsider(make_member: Callable[..., Member]) -> Member:
    elsewhere = Workspace.objects.create(name="Elsewhere")
    return make_member(Role.OPERATOR, workspace=elsewhere, name="Charlie Outsider", email="charlie@elsewhere.example")


@pytest.fixture
def client_of() -> Callable[[Member], Client]:
    """Return a browser-like client signed in as a member."""

    def sign_in(member: Member) -> Client:
        client = Client()
        client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def _record(model: type[Any], workspace: Workspace, values: dict[str, Any]) -> Any:
    given: dict[str, Any] = {"workspace": workspace, "recorded_at": NOW, "created_at": NOW, "first_source": "test"}
    return model.objects.create(**(given | values))


@pytest.fixture
def make_account(workspace: Workspace) -> Callable[..., Account]:
    def make(**values: Any) -> Account:
        name = values.get("name", f"Company {next(_number)}")
        return _record(Account, workspace, {"name": name, "name_key": name.lower()} | values)

    return make


@pytest.fixture
def make_contact(workspace: Workspace) -> Callable[..., Contact]:
    def make(**values: Any) -> Contact:
        name = values.get("name", f"Person {next(_number)}")
        email = values.get("email", f"person{next(_number)}@buyer.example")
        keys = {"name": name, "name_key": name.lower(), "email": email, "email_key": email.lower()}
        return _record(Contact, workspace, keys | values)

    return make


@pytest.fixture
def make_lead(workspace: Workspace) -> Callable[..., Lead]:
    def make(**values: Any) -> Lead:
        name = values.get("name", f"Lead {next(_number)}")
        email = values.get("email", f"lead{next(_number)}@buyer.example")
        keys = {"name": name, "name_key": name.lower(), "email": email, "email_key": email.lower(), "status": "New"}
        return _record(Lead, workspace, keys | values)

    return make


@pytest.fixture
def make_opportunity(workspace: Workspace) -> Callable[..., Opportunity]:
    def make(**values: Any) -> Opportunity:
        name = values.get("name", f"Deal {next(_number)}")
        return _record(Opportunity, workspace, {"name": name, "name_key": name.lower()} | values)

    return make


@pytest.fixture
def make_touchpoint(workspace: Workspace) -> Callable[..., Touchpoint]:
    def make(**values: Any) -> Touchpoint:
        given: dict[str, Any] = {"workspace": workspace, "kind": "email", "occurred_at": NOW, "recorded_at": NOW}
        return Touchpoint.objects.create(**(given | values))

    return make


@pytest.fixture
def make_suggestion(workspace: Workspace) -> Callable[..., SuggestionEntry]:
    """Create a suggestion row as the review service would have, for tests that only read."""

    def make(**values: Any) -> SuggestionEntry:
        given: dict[str, Any] = {
            "workspace": workspace,
            "function": "prospecting/lead_scoring",
            "subject_kind": "lead",
            "subject_id": next(_number),
            "proposal_type": "test",
            "proposal": {},
            "probability": 0.4,
            "low": 0.2,
            "high": 0.6,
            "level": 0.8,
            "fingerprint": f"{next(_number):032d}",
            "made_at": NOW,
            "expires_at": NOW + timedelta(days=7),
        }
        return SuggestionEntry.objects.create(**(given | values))

    return make
