"""The sample company's members: one for each role, made once, found again, with a password of this installation."""

import stat

import pytest
from django.contrib.auth import authenticate

from tandem_desk.workspace.models import Member, Role, Team, Workspace
from tandem_desk.workspace.services.sample_people import ensure_sample_people, sample_password


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.TANDEM_HOME = str(tmp_path / "home")
    return tmp_path / "home"


def test_the_password_is_made_once_and_only_the_owner_of_the_installation_reads_it(home) -> None:
    made = sample_password()
    assert sample_password() == made
    assert len(made) >= 16
    assert stat.S_IMODE((home / "sample_password").stat().st_mode) == 0o600
    (home / "sample_password").unlink()
    assert sample_password() != made


@pytest.mark.django_db
def test_there_is_one_for_each_role_and_each_can_sign_in() -> None:
    workspace, people = ensure_sample_people(sellers=["Seller One", "Seller Two"], currency="SEK")
    assert (workspace.name, workspace.currency) == ("Sample company", "SEK")
    assert [(one.email, one.name) for one in people[:2]] == [
        ("seller@sample.example", "Seller One"),
        ("seller2@sample.example", "Seller Two"),
    ]
    members = Member.objects.filter(workspace=workspace)
    assert set(members.values_list("role", flat=True)) == set(Role.values)
    for one in people:
        found = authenticate(username=one.email, password=sample_password())
        assert (found.name, Role(found.role).label) == (one.name, one.role)


@pytest.mark.django_db
def test_run_again_it_finds_them_and_adds_only_who_is_missing() -> None:
    workspace, people = ensure_sample_people(sellers=["Seller One"], currency="EUR")
    Member.objects.filter(email="seller@sample.example").update(name="Renamed since")
    again, found = ensure_sample_people(sellers=["Seller One", "Seller Two"], currency="USD")
    assert again == workspace
    assert Workspace.objects.get().currency == "EUR"
    assert Team.objects.count() == 1
    assert len(found) == len(people) + 1
    assert found[0].name == "Renamed since"


@pytest.mark.django_db
def test_sellers_and_their_manager_share_a_team_and_nobody_else_is_in_it() -> None:
    ensure_sample_people(sellers=["Seller One"], currency="EUR")
    teams = dict(Member.objects.values_list("role", "team__name"))
    assert {role for role, team in teams.items() if team == "Sales"} == {Role.SELLER, Role.MANAGER}
