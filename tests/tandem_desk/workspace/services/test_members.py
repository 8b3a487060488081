"""Members come, change and go; each change stands in the audit log."""

import pytest

from tandem.kernel.errors import InputError, NotPermitted
from tandem_desk.workspace.models import AuditEntry, Member, Role, Visibility, Workspace
from tandem_desk.workspace.services.members import (
    change_settings,
    create_member,
    create_team,
    create_workspace,
    set_active,
    set_password,
    set_profile,
    set_role,
    set_team,
)

GOOD = "four-plain-words-here"


def _create(workspace, **changes):
    given = {"email": "new@northwind.example", "name": "New", "role": Role.SELLER, "password": GOOD}
    return create_member(workspace=workspace, **(given | changes))


def test_a_new_member_can_sign_in_and_their_password_is_not_stored(workspace, operator):
    member = _create(workspace, by=operator)
    assert member.check_password(GOOD)
    assert GOOD not in member.password
    entry = AuditEntry.objects.get(action="member created")
    assert (entry.member, entry.subject, entry.detail) == (operator, "new@northwind.example", {"role": "seller"})


def test_all_faults_of_a_new_member_come_at_once(workspace, owner):
    with pytest.raises(InputError) as error:
        _create(workspace, email="ALICE@northwind.example", name=" ", password="short")
    assert {fault.where for fault in error.value.faults} == {"email", "name", "password"}
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("email", ["", "no-at", "two@@signs.example", "line\n@break.example"])
def test_what_is_no_address_is_refused(workspace, email):
    with pytest.raises(InputError, match="e-mail address"):
        _create(workspace, email=email)


@pytest.mark.parametrize("name", ["owner", "manager", "marketer", "auditor"])
def test_only_operators_manage_members(workspace, name, request):
    by = request.getfixturevalue(name)
    with pytest.raises(NotPermitted):
        _create(workspace, by=by)
    with pytest.raises(NotPermitted):
        set_role(member=by, role=Role.OPERATOR, by=by)


def test_an_operator_of_another_workspace_manages_nobody_here(workspace, outsider, owner):
    with pytest.raises(InputError, match="acting member's own"):
        _create(workspace, by=outsider)
    with pytest.raises(InputError, match="acting member's own"):
        set_active(member=owner, active=False, by=outsider)


def test_a_team_of_another_workspace_is_refused(owner, outsider, operator):
    team = create_team(workspace=outsider.workspace, name="Far")
    with pytest.raises(InputError, match="member's workspace"):
        set_team(member=owner, team=team, by=operator)


def test_the_last_operator_stays(operator, owner):
    with pytest.raises(InputError, match="needs one who is active"):
        set_role(member=operator, role=Role.SELLER, by=operator)
    with pytest.raises(InputError, match="needs one who is active"):
        set_active(member=operator, active=False, by=operator)
    set_role(member=owner, role=Role.OPERATOR, by=operator)
    set_active(member=operator, active=False, by=owner)
    assert Member.objects.get(pk=operator.pk).is_active is False


def test_who_is_kept_out_is_signed_out_at_once(client_of, owner, operator):
    client = client_of(owner)
    set_active(member=owner, active=False, by=operator)
    session_user = client.session["_auth_user_id"]
    from django.contrib.auth.backends import ModelBackend

    assert ModelBackend().get_user(session_user) is None


def test_a_change_of_role_is_logged_with_old_and_new(owner, operator):
    set_role(member=owner, role=Role.MANAGER, by=operator)
    assert AuditEntry.objects.get(action="role changed").detail == {"role": ["seller", "manager"]}


def test_a_member_sets_their_own_password_and_an_operator_anybodys(owner, team_mate, operator):
    set_password(member=owner, password=GOOD, by=owner)
    set_password(member=owner, password=GOOD + "!", by=operator)
    with pytest.raises(NotPermitted):
        set_password(member=owner, password=GOOD, by=team_mate)
    with pytest.raises(InputError, match="password"):
        set_password(member=owner, password="password123", by=owner)


def test_a_profile_takes_a_real_zone_only(owner):
    set_profile(member=owner, name="Alice A. Owner", time_zone="Europe/Berlin")
    with pytest.raises(InputError, match="IANA"):
        set_profile(member=owner, name="Alice", time_zone="Mars/Olympus")
    assert Member.objects.get(pk=owner.pk).time_zone == "Europe/Berlin"


def test_settings_change_with_a_log_of_what_changed(operator, owner):
    settings = {"name": "Northwind", "currency": "EUR", "time_zone": "UTC", "visibility": Visibility.TEAM}
    with pytest.raises(NotPermitted):
        change_settings(by=owner, **settings)
    change_settings(by=operator, **settings)
    detail = AuditEntry.objects.get(action="settings changed").detail
    assert detail == {
        "name": ["Northwind Tools", "Northwind"],
        "currency": ["USD", "EUR"],
        "visibility": ["workspace", "team"],
    }


@pytest.mark.parametrize(
    ("changes", "where"),
    [({"name": " "}, "name"), ({"currency": "euro"}, "currency"), ({"time_zone": "Nowhere"}, "time_zone")],
)
def test_a_workspace_needs_a_name_a_currency_and_a_zone(db, changes, where):
    with pytest.raises(InputError) as error:
        create_workspace(**({"name": "Fine"} | changes))
    assert [fault.where for fault in error.value.faults] == [where]
    assert not Workspace.objects.exists()


def test_a_team_needs_a_name_of_its_own(workspace, team):
    with pytest.raises(InputError):
        create_team(workspace=workspace, name="north")
