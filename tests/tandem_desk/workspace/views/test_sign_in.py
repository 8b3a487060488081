"""Signing in and out, and what a page says when something is refused."""

import pytest
from django.test import Client

from tandem_desk.workspace.views.frame import _zone

PASSWORD = "a-long-enough-password"


@pytest.mark.django_db
def test_the_right_password_leads_to_where_one_wanted_to_go(owner) -> None:
    answer = Client().post(
        "/sign-in/?next=/leads/", {"username": owner.email.upper(), "password": PASSWORD, "next": "/leads/"}
    )
    assert answer["Location"] == "/leads/"


@pytest.mark.django_db
def test_an_address_elsewhere_is_never_followed(owner) -> None:
    given = {"username": owner.email, "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert Client().post("/sign-in/", given)["Location"] == "/"


@pytest.mark.django_db
@pytest.mark.parametrize(("email", "password"), [("alice@northwind.example", "wrong"), ("nobody@x.example", PASSWORD)])
def test_wrong_and_unknown_are_refused_in_the_same_words(owner, email: str, password: str) -> None:
    page = Client().post("/sign-in/", {"username": email, "password": password}).content.decode()
    assert "do not belong together" in page


@pytest.mark.django_db
def test_who_was_kept_out_cannot_sign_in(owner) -> None:
    owner.is_active = False
    owner.save()
    answer = Client().post("/sign-in/", {"username": owner.email, "password": PASSWORD})
    assert answer.status_code == 200


@pytest.mark.django_db
def test_after_signing_out_nothing_opens(owner, client_of) -> None:
    client = client_of(owner)
    client.post("/sign-out/")
    assert client.get("/").status_code == 302


@pytest.mark.django_db
def test_a_page_that_is_not_there_says_so_in_our_words(owner, client_of) -> None:
    answer = client_of(owner).get("/leads/999999/")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()


@pytest.mark.django_db
def test_a_refusal_names_the_rule_and_what_to_do(owner, client_of) -> None:
    page = client_of(owner).get("/settings/audit/").content.decode()
    assert "does not allow" in page
    assert "ask an operator" in page


def test_a_zone_this_machine_does_not_know_locks_nobody_out() -> None:
    assert str(_zone("Mars/Olympus")) == "UTC"
    assert str(_zone("Europe/Berlin")) == "Europe/Berlin"


@pytest.mark.django_db
def test_times_stand_in_the_readers_zone(make_lead, make_touchpoint, owner, client_of, now) -> None:
    owner.time_zone = "Asia/Tokyo"
    owner.save()
    lead = make_lead()
    make_touchpoint(lead=lead, occurred_at=now)
    assert ">18:00</time>" in client_of(owner).get(f"/leads/{lead.pk}/").content.decode()
