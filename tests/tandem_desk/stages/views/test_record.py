"""A record's page: its story, what we think and why, its facts with their sources."""

from datetime import timedelta

import pytest

from tandem_desk.records.models import Change, RecordKind
from tandem_desk.review.models import ModelVersion
from tandem_desk.review.services.versions import put_in_force


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
def test_the_story_speaks_of_people_and_records_by_name_and_of_fields_by_their_words(
    make_lead, make_account, make_touchpoint, workspace, owner, team_mate, client_of, now
) -> None:
    account, lead = make_account(name="Acme Tools"), make_lead(currency="EUR", custom={"Trade_fair__c": "Spring"})
    told = (
        ("owner", str(owner.pk), str(team_mate.pk)),
        ("account", None, str(account.pk)),
        ("annual_revenue", "1000", "12500.5"),
        ("email_opt_out", "false", "true"),
        ("custom.Trade_fair__c", None, "Spring"),
    )
    for field, old, new in told:
        Change.objects.create(
            workspace=workspace, record_kind=RecordKind.LEAD, record_id=lead.pk, field=field, old=old, new=new,
            valid_from=now, recorded_at=now, source="page",
        )  # fmt: skip
    make_touchpoint(lead=lead, kind="call", direction="Outbound", status="Completed", occurred_at="2026-03-01T00:00Z")
    page = page_of(client_of(owner), lead)
    for words in (
        "<del>Alice Owner</del> → <ins>Bob Mate</ins>", "Account: <ins>Acme Tools</ins>",
        "<del>€1,000</del> → <ins>€12,500.50</ins>", "<del>no</del> → <ins>yes</ins>",
        "Trade fair: <ins>Spring</ins>", "<dt>Trade fair</dt>", "<div>Call to them</div>",
    ):  # fmt: skip
        assert words in page, words
    for noise in ("Trade_fair__c:", "Completed", ">00:00<"):
        assert noise not in page, noise


@pytest.mark.django_db
def test_a_name_one_may_not_see_stays_out_of_the_story(
    make_lead, make_account, workspace, owner, stranger, client_of, now
) -> None:
    workspace.visibility = "team"
    workspace.save()
    hidden = make_account(name="Hidden Works", owner=stranger, team=stranger.team)
    lead = make_lead(owner=owner, team=owner.team)
    Change.objects.create(
        workspace=workspace, record_kind=RecordKind.LEAD, record_id=lead.pk, field="account", old=None,
        new=str(hidden.pk), valid_from=now, recorded_at=now, source="page",
    )  # fmt: skip
    page = page_of(client_of(owner), lead)
    assert "one you do not see" in page
    assert "Hidden Works" not in page


@pytest.mark.django_db
def test_where_the_function_abstains_the_range_stands_with_the_reason_why_nothing_is_ranked(
    make_lead, workspace, owner, client_of, now
) -> None:
    summary = "All 14 known outcomes are alike: every row gets the base rate."
    card = {"verdict": "one outcome only", "summary": summary}
    version = ModelVersion.objects.create(
        workspace=workspace, function="prospecting/lead_scoring", number=1, card=card, artefact=b"", data_until=now,
        made_at=now,
    )  # fmt: skip
    put_in_force(version=version, rule="a test", because="fitted", at=now)
    lead = make_lead(score_low=0.12, score_high=0.31, scored_at=now, score_version=1)
    page, client = page_of(client_of(owner), lead), client_of(owner)
    for words in ("not ranked", "(12–31)", "abstains", summary, "more leads whose outcome is known"):
        assert words in page, words
    assert "(12–31)" in client.get("/leads/").content.decode()
    assert "abstains: all known outcomes are alike" in client.get("/map/").content.decode()


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


@pytest.mark.django_db
def test_a_country_is_named_and_what_is_no_code_of_one_is_left_as_it_is(make_lead, owner, client_of) -> None:
    client = client_of(owner)
    assert "United Kingdom" in page_of(client, make_lead(country="GB"))
    assert "Ruritania" in page_of(client, make_lead(country="Ruritania"))
