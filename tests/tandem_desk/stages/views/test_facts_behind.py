"""What a reason rests on, in its pop-up: value, source, dates and history of the field; the touchpoints counted."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from tandem.kernel.suggestion import Abstained, Evidence, EvidenceKind, Reason
from tandem.prospecting.lead_facts import fact_of, fact_text
from tandem_desk.records.models import Change, RecordKind
from tandem_desk.review import sockets
from tandem_desk.review.selectors.stored import suggestion_of

FUNCTION = "prospecting/lead_scoring"


@pytest.fixture(autouse=True)
def worded(plugged, monkeypatch):
    plug = replace(plugged, fact_of=fact_of, fact_text=fact_text)
    monkeypatch.setitem(sockets.PLUGS, FUNCTION, plug)
    return plug


def reason(name, value, kind=EvidenceKind.FIELD, **offsets):
    return Reason("Because", 0.1, (Evidence(kind, name, value, **offsets),))


def behind(client, entry, place=0):
    return client.get(f"/suggestions/{entry.pk}/reasons/{place}/")


@pytest.mark.django_db
def test_a_field_shows_value_source_dates_and_its_history(
    make_lead, make_open, workspace, owner, client_of, now
) -> None:
    lead = make_lead(rating="Hot")
    Change.objects.create(
        workspace=workspace, record_kind=RecordKind.LEAD, record_id=lead.pk, field="rating", old="Cold", new="Hot",
        valid_from=now - timedelta(days=9), recorded_at=now - timedelta(days=2), source="import 3: leads.csv",
        actor="Seller One", reconstructed=True,
    )  # fmt: skip
    entry = make_open(lead, reasons=(reason("rating", "Hot"),))
    page = behind(client_of(owner), entry).content.decode()
    for words in (
        "Rating: <b>Hot</b>", "Sat 21 Feb 2026", "Sat 28 Feb 2026", "Seller One · import 3: leads.csv",
        "(reconstructed)", f"/leads/{lead.pk}/field/?field=rating",
    ):  # fmt: skip
        assert words in page, words
    assert "now " not in page


@pytest.mark.django_db
def test_a_field_that_changed_since_shows_what_it_was_and_what_it_is(
    make_lead, make_open, workspace, owner, client_of
) -> None:
    lead = make_lead(source="Web")
    entry = make_open(lead, reasons=(reason("source", "Web"),))
    later = timezone.now() + timedelta(minutes=1)
    Change.objects.create(
        workspace=workspace, record_kind=RecordKind.LEAD, record_id=lead.pk, field="source", old="Web",
        new="Referral", valid_from=later, recorded_at=later, source="page",
    )  # fmt: skip
    lead.source = "Referral"
    lead.save()
    page = behind(client_of(owner), entry).content.decode()
    assert "Lead source: <b>Web</b>" in page
    assert "now Referral" in page
    assert "from test" in page  # the record's own first source: no change stood yet


@pytest.mark.django_db
def test_a_count_of_touchpoints_names_the_newest_of_them(
    make_lead, make_open, make_touchpoint, owner, client_of, now
) -> None:
    lead = make_lead()
    for number in range(7):
        make_touchpoint(lead=lead, kind="form", subject=f"Form {number}", occurred_at=now - timedelta(days=number))
    make_touchpoint(lead=lead, kind="call", subject="A call")
    make_touchpoint(lead=lead, kind="form", subject="Later", occurred_at=timezone.now() + timedelta(days=1))
    entry = make_open(lead, reasons=(reason("n_form", "7.0"),))
    page = behind(client_of(owner), entry).content.decode()
    assert "Number of forms sent in: <b>7</b>" in page
    assert [f"Form {number}" in page for number in range(7)] == [True] * 5 + [False] * 2
    assert "7 in all" in page
    assert "A call" not in page
    assert "Later" not in page


@pytest.mark.django_db
def test_a_quote_stands_marked_in_its_text_and_a_derived_fact_points_at_its_field(
    make_lead, make_open, owner, client_of
) -> None:
    lead = make_lead(custom={"What_do_you_need__c": "A <b>fast</b> sensor"}, email="x@acme.example")
    quoted = reason("custom.What_do_you_need__c", "fast", EvidenceKind.TEXT, start=5, end=9)
    entry = make_open(lead, reasons=(quoted, reason("email_domain", "acme.example")))
    client = client_of(owner)
    page = behind(client, entry).content.decode()
    assert "What do you need: <q>A &lt;b&gt;<mark>fast</mark>&lt;/b&gt; sensor</q>" in page
    page = behind(client, entry, 1).content.decode()
    assert "Email domain: <b>acme.example</b>" in page
    assert "field=email" in page


@pytest.mark.django_db
def test_nobody_else_sees_it_and_a_reason_that_is_not_there_is_not_found(
    make_lead, make_open, workspace, owner, team_mate, stranger, outsider, client_of
) -> None:
    workspace.visibility = "team"
    workspace.save()
    entry = make_open(make_lead(owner=owner, team=owner.team))
    asked = {who.name: behind(client_of(who), entry).status_code for who in (owner, team_mate, stranger, outsider)}
    assert asked == {"Alice Owner": 200, "Bob Mate": 200, "Sam Stranger": 404, "Charlie Outsider": 404}
    assert behind(client_of(owner), entry, 9).status_code == 404


@pytest.mark.django_db
def test_a_figure_without_a_suggestion_is_explained_on_demand_and_an_abstention_says_why(
    make_lead, make_open, owner, outsider, client_of, worded, monkeypatch
) -> None:
    lead = make_lead(source="Web", score_probability=0.4, score_low=0.2, score_high=0.6, scored_at=timezone.now())
    made = suggestion_of(make_open(make_lead()))
    monkeypatch.setitem(sockets.PLUGS, FUNCTION, replace(worded, suggester=lambda *_: made))
    client, address = client_of(owner), f"/leads/{lead.pk}/why/?function={FUNCTION}"
    assert address in client.get(f"/leads/{lead.pk}/").content.decode()
    page = client.get(address).content.decode()
    assert "Came by the web; 31% of those bought" in page
    assert "Lead source: <b>Web</b>" in page
    silent = Abstained("The lead is closed.", "Nothing.")
    monkeypatch.setitem(sockets.PLUGS, FUNCTION, replace(worded, suggester=lambda *_: silent))
    assert "The lead is closed." in client.get(address).content.decode()
    assert client_of(outsider).get(address).status_code == 404
    assert client.get(f"/accounts/1/why/?function={FUNCTION}").status_code == 404
