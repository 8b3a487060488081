"""A record and what hangs together with it, as a member may see it."""

import pytest

from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.models import BuyingRole
from tandem_desk.records.selectors.related import find_record, records_of, related_records
from tandem_desk.workspace.models import Visibility


@pytest.mark.django_db
def test_an_account_shows_its_contacts_deals_contracts_and_leads(
    make_account, make_contact, make_opportunity, make_lead, owner
) -> None:
    account = make_account()
    contact, deal, lead = make_contact(account=account), make_opportunity(account=account), make_lead(account=account)
    make_contact()
    groups = related_records(record=account, kind=SubjectKind.ACCOUNT, member=owner)
    shown = [(group.words, group.rows) for group in groups]
    assert shown == [("Contacts", (contact,)), ("Deals", (deal,)), ("Contracts", ()), ("Leads", (lead,))]


@pytest.mark.django_db
def test_a_long_list_says_that_there_is_more(make_account, make_contact, owner) -> None:
    account = make_account()
    for _ in range(7):
        make_contact(account=account)
    contacts = related_records(record=account, kind=SubjectKind.ACCOUNT, member=owner)[0]
    assert (len(contacts.rows), contacts.more) == (6, True)


@pytest.mark.django_db
def test_a_deal_shows_its_buying_group_and_a_contact_its_deals(
    make_contact, make_opportunity, workspace, owner, now
) -> None:
    contact, deal = make_contact(), make_opportunity()
    BuyingRole.objects.create(workspace=workspace, opportunity=deal, contact=contact, role="Decides", recorded_at=now)
    group = related_records(record=deal, kind=SubjectKind.OPPORTUNITY, member=owner)[0]
    assert [(one.pk, one.role) for one in group.rows] == [(contact.pk, "Decides")]
    assert related_records(record=contact, kind=SubjectKind.CONTACT, member=owner)[0].rows == (deal,)


@pytest.mark.django_db
def test_a_stranger_finds_no_record_of_another_team(make_lead, owner, stranger, workspace) -> None:
    workspace.visibility = Visibility.TEAM
    workspace.save()
    lead = make_lead(owner=owner, team=owner.team)
    stranger.refresh_from_db()
    assert find_record(kind=SubjectKind.LEAD, record_id=lead.pk, member=stranger) is None
    assert records_of(pairs={("lead", lead.pk)}, member=stranger) == {}
    assert find_record(kind=SubjectKind.LEAD, record_id=lead.pk, member=owner) == lead
