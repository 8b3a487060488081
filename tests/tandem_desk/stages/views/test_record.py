"""A record's page: its story, what we think and why, its facts with their sources."""

from datetime import timedelta

import pytest

from tandem_desk.records.models import Change, RecordKind


def page_of(client, lead) -> str:
    return client.get(f"/leads/{lead.pk}/").content.decode()


@pytest.mark.django_db
def test_touchpoints_changes_and_decisions_stand_in_one_line_newest_first(
    make_lead, make_open, make_touchpoint, workspace, owner, client_of, now
) -> None:
    lead, client = make_lead(), client_of(owner)
    make_touchpoint(lead=lead, subject="First mail", occurred_at=now - timedelta(days=9))
    Change.objects.create(
        workspace=workspace, record_kind=RecordKind.LEAD, record_id=lead.pk, field="status", old="Cold", new="Warm",
        valid_from=now - timedelta(days=5), recorded_at=now, source="page", reconstructed=True,
    )  # fmt: skip
    entry = make_open(lead)
    client.post(f"/suggestions/{entry.pk}/decide/", {"fingerprint": entry.fingerprint, "outcome": "accepted"})
    page = page_of(client, lead)
    places = [page.index(words) for words in ("accepted the suggestion", "<ins>Warm</ins>", "First mail")]
    assert places == sorted(places)
    assert "reconstructed" in page


@pytest.mark.django_db
def test_machine_traffic_is_marked_as_what_it_probably_is(make_lead, make_touchpoint, owner, client_of) -> None:
    lead = make_lead()
    make_touchpoint(lead=lead, kind="email_click", human_probability=0.1)
    make_touchpoint(lead=lead, kind="call", human_probability=1.0)
    assert page_of(client_of(owner), lead).count("probably a machine, 90%") == 1


@pytest.mark.django_db
def test_the_reasons_stand_with_their_weight_and_evidence(make_lead, make_open, owner, client_of) -> None:
    lead = make_lead(source="Web")
    make_open(lead)
    page = page_of(client_of(owner), lead)
    for words in ("+10 pts", "Came by the web; 31% of those bought", "40%", "(20–60)", "By the machine"):
        assert words in page


@pytest.mark.django_db
def test_a_script_in_a_web_address_never_becomes_a_link(make_lead, owner, client_of) -> None:
    lead = make_lead(website="javascript:alert(1)")
    assert 'href="javascript:' not in page_of(client_of(owner), lead)


@pytest.mark.django_db
def test_the_story_goes_on_where_the_page_ended(make_lead, make_touchpoint, owner, client_of, now) -> None:
    lead, client = make_lead(), client_of(owner)
    for days in range(40):
        make_touchpoint(lead=lead, subject=f"Mail {days:02}", occurred_at=now - timedelta(days=days))
    page = page_of(client, lead)
    assert "Mail 29" in page
    assert "Mail 30" not in page
    before = page.split("?before=")[1].split('"')[0]
    rest = client.get(f"/leads/{lead.pk}/timeline/?before={before}").content.decode()
    assert "Mail 30" in rest
    assert "Mail 39" in rest
    assert "Mail 29" not in rest
    assert client.get(f"/leads/{lead.pk}/timeline/?before=yesterday").status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["leads", "contacts", "accounts", "deals"])
def test_a_record_costs_a_bounded_number_of_queries(
    kind,
    make_lead,
    make_contact,
    make_account,
    make_opportunity,
    make_touchpoint,
    owner,
    client_of,
    django_assert_max_num_queries,
) -> None:
    account = make_account(owner=owner)
    made = {
        "leads": make_lead(owner=owner, account=account),
        "contacts": make_contact(owner=owner, account=account),
        "accounts": account,
        "deals": make_opportunity(owner=owner, account=account),
    }
    for _ in range(9):
        make_touchpoint(account=account, lead=made["leads"], contact=made["contacts"], opportunity=made["deals"])
        make_contact(account=account)
    client = client_of(owner)
    with django_assert_max_num_queries(18):
        client.get(f"/{kind}/{made[kind].pk}/")
