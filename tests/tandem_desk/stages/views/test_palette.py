"""The command palette: records first, then what this member may do."""

import pytest


def found(client, text: str) -> str:
    return client.get("/find/", {"q": text}).content.decode()


@pytest.mark.django_db
def test_records_are_found_by_the_beginning_of_a_word(make_lead, make_account, owner, client_of) -> None:
    lead = make_lead(name="Anna Berg", company="Alpine Tools")
    account = make_account(name="Alpine Tools")
    text = found(client_of(owner), "alp")
    assert f'href="/leads/{lead.pk}/"' in text
    assert f'href="/accounts/{account.pk}/"' in text


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "offered"), [("owner", False), ("operator", True)])
def test_only_actions_one_may_do_are_offered(who: str, offered: bool, request, client_of) -> None:
    assert ("Add or change members" in found(client_of(request.getfixturevalue(who)), "members")) is offered


@pytest.mark.django_db
def test_nothing_found_says_so_and_escapes_what_was_typed(owner, client_of) -> None:
    text = found(client_of(owner), "<zebra>")
    assert "&lt;zebra&gt;" in text
    assert "<zebra>" not in text
