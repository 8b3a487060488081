"""Deciding from the pages: one at a time, many at once, and taking it back."""

import pytest

from tandem_desk.review.models import DecisionEntry, Snooze, SuggestionEntry


def decide(client, entry, **given: str):
    return client.post(
        f"/suggestions/{entry.pk}/decide/", {"fingerprint": entry.fingerprint} | given, headers={"HX-Request": "true"}
    )


@pytest.mark.django_db
def test_accepting_carries_out_and_offers_undo(make_lead, make_open, owner, client_of) -> None:
    lead, client = make_lead(name="Ada"), client_of(owner)
    answer = decide(client, make_open(lead), outcome="accepted")
    lead.refresh_from_db()
    assert lead.status == "to contact_now"
    assert "Accepted: Ada." in answer.content.decode()
    decision = DecisionEntry.objects.get()
    client.post("/suggestions/undo/", {"decisions": str(decision.pk)})
    lead.refresh_from_db()
    assert lead.status == "New"
    assert SuggestionEntry.objects.get().state == "open"


@pytest.mark.django_db
def test_what_changed_since_it_was_shown_is_not_decided(make_lead, make_open, owner, client_of) -> None:
    entry = make_open(make_lead())
    answer = client_of(owner).post(
        f"/suggestions/{entry.pk}/decide/",
        {"outcome": "accepted", "fingerprint": "older"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 409
    assert "look at it again" in answer.content.decode()
    assert answer["HX-Reswap"] == "none"
    assert not DecisionEntry.objects.exists()


@pytest.mark.django_db
def test_a_rejection_without_a_reason_is_refused_in_words(make_lead, make_open, owner, client_of) -> None:
    answer = decide(client_of(owner), make_open(make_lead()), outcome="rejected")
    assert answer.status_code == 422
    assert "a rejection needs a reason" in answer.content.decode()


@pytest.mark.django_db
def test_an_amendment_changes_only_what_a_person_may_choose(make_lead, make_open, owner, client_of) -> None:
    lead = make_lead()
    decide(client_of(owner), make_open(lead), outcome="amended", action="nurture", rank="99")
    lead.refresh_from_db()
    assert lead.status == "to nurture"
    assert DecisionEntry.objects.get().amended_proposal["rank"] == 1


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", ["", "undone", "expired", "drop table"])
def test_an_outcome_that_is_none_changes_nothing(make_lead, make_open, owner, client_of, outcome: str) -> None:
    assert decide(client_of(owner), make_open(make_lead()), outcome=outcome).status_code == 400
    assert not DecisionEntry.objects.exists()


@pytest.mark.django_db
def test_a_snooze_hides_and_its_undo_brings_back(make_lead, make_open, owner, client_of) -> None:
    entry, client = make_open(make_lead(name="Later Lena")), client_of(owner)
    client.post(f"/suggestions/{entry.pk}/snooze/", {"for": "next week"})
    assert Snooze.objects.count() == 1
    assert "Later Lena" not in client.get("/").content.decode()
    client.post("/suggestions/undo/", {"snoozed": str(entry.pk)})
    assert "Later Lena" in client.get("/").content.decode()


@pytest.mark.django_db
def test_bulk_shows_what_it_would_do_and_does_nothing_yet(make_lead, make_open, owner, client_of) -> None:
    with_one, without = make_lead(name="With One"), make_lead()
    make_open(with_one)
    page = client_of(owner).post(
        "/suggestions/bulk/preview/", {"ids": [with_one.pk, without.pk], "outcome": "accepted"}
    )
    text = page.content.decode()
    assert "Accept 1 suggestion" in text
    assert "Contact now" in text
    assert "1 of the 2 selected have no open suggestion" in text
    assert not DecisionEntry.objects.exists()


@pytest.mark.django_db
def test_bulk_decides_on_what_was_shown_and_names_what_it_left_alone(make_lead, make_open, owner, client_of) -> None:
    first, second = make_open(make_lead()), make_open(make_lead())
    seen = [f"{first.pk}:{first.fingerprint}", f"{second.pk}:older", "x:y", "999999:z"]
    page = client_of(owner).post("/suggestions/bulk/", {"seen": seen, "outcome": "accepted"})
    text = page.content.decode()
    assert "1 accepted." in text
    assert "left alone" in text
    assert DecisionEntry.objects.get().suggestion == first


@pytest.mark.django_db
def test_the_forms_offer_the_functions_own_reasons_and_choices(make_lead, make_open, owner, client_of) -> None:
    entry, client = make_open(make_lead()), client_of(owner)
    assert "Not a fit for what we sell" in client.get(f"/suggestions/{entry.pk}/reject/").content.decode()
    assert "Nurture" in client.get(f"/suggestions/{entry.pk}/amend/").content.decode()
