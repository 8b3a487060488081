"""Who may do what, and who sees which rows."""

import pytest

from tandem.kernel.errors import NotPermitted
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.models import Lead
from tandem_desk.review.models import SuggestionEntry
from tandem_desk.touchpoints.models import Touchpoint
from tandem_desk.workspace.models import Role
from tandem_desk.workspace.permissions import (
    ROLE_ACTIONS,
    Action,
    changeable,
    may,
    may_change,
    require,
    require_change,
    visible,
)

CAST = ["owner", "team_mate", "stranger", "manager", "marketer", "operator", "auditor", "outsider"]


def test_every_role_has_its_row():
    assert set(ROLE_ACTIONS) == set(Role)


def test_an_operator_may_everything(operator):
    assert all(may(operator, action) for action in Action)


def test_an_auditor_sees_everything_and_changes_nothing(auditor):
    assert {action for action in Action if may(auditor, action)} == {Action.VIEW, Action.EXPORT, Action.VIEW_AUDIT}


def test_a_marketer_decides_on_leads_but_not_on_deals(marketer):
    assert may(marketer, Action.DECIDE, SubjectKind.LEAD)
    assert not may(marketer, Action.DECIDE, SubjectKind.OPPORTUNITY)
    assert may(marketer, Action.VIEW, SubjectKind.OPPORTUNITY)


@pytest.mark.parametrize("action", [Action.MANAGE_MEMBERS, Action.MANAGE_SETTINGS, Action.MANAGE_MODELS])
def test_only_operators_run_the_system(action, owner, manager, marketer, operator):
    assert [may(member, action) for member in (owner, manager, marketer, operator)] == [False, False, False, True]


def test_someone_who_left_may_nothing(owner):
    owner.is_active = False
    assert not any(may(owner, action) for action in Action)
    with pytest.raises(NotPermitted, match="no longer"):
        require(owner, Action.VIEW)


def test_a_refusal_names_role_and_action(auditor):
    with pytest.raises(NotPermitted, match=r"'auditor' does not allow 'decide' on lead records"):
        require(auditor, Action.DECIDE, SubjectKind.LEAD)


@pytest.fixture
def leads(make_lead, owner, team_mate, stranger, team, other_team):
    return {
        "owners": make_lead(owner=owner, team=team),
        "mates": make_lead(owner=team_mate, team=team),
        "strangers": make_lead(owner=stranger, team=other_team),
        "nobodys": make_lead(),
        "teams": make_lead(team=team),
        "teamless owner": make_lead(owner=stranger),
    }


def _names(leads, rows):
    found = {row.pk for row in rows}
    return {name for name, lead in leads.items() if lead.pk in found}


def test_where_visibility_is_the_workspace_every_member_sees_every_lead(leads, owner, auditor):
    assert _names(leads, visible(Lead.objects.all(), owner)) == set(leads)
    assert _names(leads, visible(Lead.objects.all(), auditor)) == set(leads)


def test_where_visibility_is_the_team_a_seller_sees_their_own_their_teams_and_nobodys(leads, owner, workspace):
    workspace.visibility = "team"
    workspace.save()
    owner.refresh_from_db()
    assert _names(leads, visible(Lead.objects.all(), owner)) == {"owners", "mates", "nobodys", "teams"}


def test_a_seller_without_a_team_does_not_see_rows_without_a_team_that_have_an_owner(leads, make_member, workspace):
    workspace.visibility = "team"
    workspace.save()
    loner = make_member(Role.SELLER)
    assert _names(leads, visible(Lead.objects.all(), loner)) == {"nobodys"}


def test_an_outsider_sees_and_changes_nothing(leads, outsider):
    assert not visible(Lead.objects.all(), outsider).exists()
    assert not changeable(Lead.objects.all(), outsider).exists()


def test_a_touchpoint_is_seen_by_whoever_sees_all_it_hangs_on(leads, make_touchpoint, make_account, owner, workspace):
    workspace.visibility = "team"
    workspace.save()
    account = make_account()
    seen = make_touchpoint(lead=leads["owners"], account=account)
    loose = make_touchpoint()
    make_touchpoint(lead=leads["strangers"], account=account)
    assert set(visible(Touchpoint.objects.all(), owner)) == {seen, loose}


def test_a_suggestion_is_seen_by_the_member_it_is_assigned_to(make_suggestion, owner, stranger, other_team, workspace):
    workspace.visibility = "team"
    workspace.save()
    mine, theirs = make_suggestion(assigned_to=owner), make_suggestion(assigned_to=stranger, team=other_team)
    assert set(visible(SuggestionEntry.objects.all(), owner)) == {mine}
    assert set(visible(SuggestionEntry.objects.all(), stranger)) == {theirs}


def test_a_seller_changes_their_own_and_what_nobody_owns(leads, owner):
    assert _names(leads, changeable(Lead.objects.all(), owner)) == {"owners", "nobodys", "teams"}


def test_a_manager_changes_their_teams_too(leads, manager):
    assert _names(leads, changeable(Lead.objects.all(), manager)) == {"owners", "mates", "nobodys", "teams"}


def test_an_operator_changes_all(leads, operator):
    assert _names(leads, changeable(Lead.objects.all(), operator)) == set(leads)


@pytest.mark.parametrize("name", CAST)
def test_one_row_and_many_rows_follow_one_rule(name, leads, request):
    member = request.getfixturevalue(name)
    allowed = set(changeable(Lead.objects.all(), member)) if may(member, Action.EDIT) else set()
    assert {lead for lead in leads.values() if may_change(member, lead)} == allowed


def test_somebody_elses_row_is_refused_in_words(leads, owner):
    with pytest.raises(NotPermitted, match="belongs to somebody else"):
        require_change(owner, leads["strangers"])
