"""An opt-out beats every import, merge and model; only the person lifts it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.kernel.errors import InputError, NotPermitted
from tandem_desk.workspace.models import ConsentEntry
from tandem_desk.workspace.selectors import consent as consent_selectors
from tandem_desk.workspace.selectors.consent import OptOutBook
from tandem_desk.workspace.services.consent import (
    address_key,
    is_opted_out,
    opted_out_keys,
    record_opt_in,
    record_opt_out,
    record_opt_outs,
)

ANN = "ann@buyer.example"


def _out(workspace, now, address=ANN, source="import 1", **changes):
    return record_opt_out(workspace=workspace, channel="email", address=address, source=source, at=now, **changes)


def test_an_opt_out_holds_for_every_spelling_of_the_address(workspace, now):
    _out(workspace, now, "Ann+news@Buyer.example")
    for spelling in (ANN, " ANN@buyer.example ", "ann+other@buyer.EXAMPLE"):
        assert is_opted_out(workspace=workspace, channel="email", address=spelling)
    assert not is_opted_out(workspace=workspace, channel="email", address="anna@buyer.example")


def test_a_phone_is_known_in_every_spelling(workspace, now):
    record_opt_out(workspace=workspace, channel="phone", address="(212) 555-2368", source="call", at=now)
    assert is_opted_out(workspace=workspace, channel="phone", address="+1 212 555 2368")
    assert not is_opted_out(workspace=workspace, channel="email", address="+1 212 555 2368")


def test_an_opt_out_here_says_nothing_of_another_workspace(workspace, outsider, now):
    _out(workspace, now)
    assert not is_opted_out(workspace=outsider.workspace, channel="email", address=ANN)


def test_nobody_but_the_person_lifts_it(workspace, now):
    _out(workspace, now)
    opt_in = {"workspace": workspace, "channel": "email", "address": ANN, "at": now + timedelta(days=1)}
    with pytest.raises(NotPermitted, match="Only the person"):
        record_opt_in(**opt_in, source="import 2", by_the_person=False)
    assert is_opted_out(workspace=workspace, channel="email", address=ANN)
    record_opt_in(**opt_in, source="preference page", by_the_person=True)
    assert not is_opted_out(workspace=workspace, channel="email", address=ANN)


def test_a_later_opt_out_holds_again_and_the_same_one_twice_adds_nothing(workspace, now):
    _out(workspace, now)
    record_opt_in(
        workspace=workspace, channel="email", address=ANN, source="page", at=now + timedelta(days=1), by_the_person=True
    )
    assert _out(workspace, now + timedelta(days=2))
    assert not _out(workspace, now + timedelta(days=3))
    assert is_opted_out(workspace=workspace, channel="email", address=ANN)
    assert ConsentEntry.objects.count() == 3


def test_of_two_statements_at_one_moment_the_opt_out_holds(workspace, now):
    record_opt_in(workspace=workspace, channel="email", address=ANN, source="page", at=now, by_the_person=True)
    _out(workspace, now)
    record_opt_in(workspace=workspace, channel="email", address=ANN, source="page", at=now, by_the_person=True)
    assert is_opted_out(workspace=workspace, channel="email", address=ANN)


def test_many_at_once_count_the_news_only(workspace, now):
    _out(workspace, now)
    addresses = [ANN, "", "bob@buyer.example", "BOB@buyer.example", "cy@buyer.example"]
    bulk = {"workspace": workspace, "channel": "email", "source": "import 3", "at": now}
    assert record_opt_outs(addresses=addresses, **bulk) == 2
    assert record_opt_outs(addresses=addresses, **bulk) == 0
    keys = {address_key("email", address) for address in addresses} | {"dan@buyer.example"}
    assert opted_out_keys(workspace=workspace, channel="email", keys=keys) == keys - {"dan@buyer.example", ""}


def test_more_keys_than_a_query_takes_are_looked_up_all(workspace, now):
    addresses = [f"p{number}@buyer.example" for number in range(6_000)]
    record_opt_outs(workspace=workspace, channel="email", addresses=addresses, source="import", at=now)
    assert opted_out_keys(workspace=workspace, channel="email", keys=addresses) == set(addresses)


@pytest.mark.parametrize(
    ("channel", "address", "must"), [("email", " ", "an address"), ("fax", ANN, "'email' or 'phone'")]
)
def test_what_names_nobody_is_refused(workspace, now, channel, address, must):
    with pytest.raises(InputError, match=must):
        record_opt_out(workspace=workspace, channel=channel, address=address, source="x", at=now)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=st.lists(st.sampled_from(["import", "merge", "person out", "person in"]), max_size=8))
def test_whatever_happens_an_opt_out_stands_until_the_person_returns(workspace, now, steps):
    ConsentEntry.objects.all().delete()
    expected = False
    for day, step in enumerate(steps):
        at = now + timedelta(days=day)
        if step == "person in":
            record_opt_in(workspace=workspace, channel="email", address=ANN, source=step, at=at, by_the_person=True)
        else:
            _out(workspace, at, source=step, by_the_person=step == "person out")
        expected = step != "person in"
    assert is_opted_out(workspace=workspace, channel="email", address=ANN) is expected


@pytest.mark.django_db
def test_a_book_of_opt_outs_says_what_a_query_says_and_reads_on(workspace, django_assert_max_num_queries):
    book = OptOutBook(workspace, "email")
    assert not book.read_on()
    at = datetime(2026, 1, 5, tzinfo=UTC)
    record_opt_outs(
        workspace=workspace, channel="email", addresses=["ann@a.example", "bob@a.example"], source="s", at=at
    )
    record_opt_outs(workspace=workspace, channel="phone", addresses=["+49 30 123456"], source="s", at=at)
    keys = {"ann@a.example", "bob@a.example", "cem@a.example", ""}
    assert book.read_on()
    assert book.opted_out(keys) == {"ann@a.example", "bob@a.example"}
    record_opt_in(
        workspace=workspace, channel="email", address="ann@a.example", source="s",
        at=at + timedelta(days=1), by_the_person=True,
    )  # fmt: skip
    # An older statement that is told later does not beat a newer one.
    record_opt_out(workspace=workspace, channel="email", address="cem@a.example", source="s", at=at - timedelta(days=9))
    with django_assert_max_num_queries(2):
        book.read_on()
    assert book.opted_out(keys) == opted_out_keys(workspace=workspace, channel="email", keys=keys)
    assert book.opted_out(keys) == {"bob@a.example", "cem@a.example"}


@pytest.mark.django_db
def test_a_book_that_grows_too_long_asks_instead(workspace, monkeypatch):
    monkeypatch.setattr(consent_selectors, "_BOOK_STATEMENTS", 2)
    addresses = [f"p{n}@a.example" for n in range(5)]
    at = datetime(2026, 1, 5, tzinfo=UTC)
    record_opt_outs(workspace=workspace, channel="email", addresses=addresses, source="s", at=at)
    book = OptOutBook(workspace, "email")
    assert book.read_on()
    assert book.opted_out({*addresses, "other@a.example", ""}) == set(addresses)


@pytest.mark.django_db
def test_a_book_notices_a_statement_with_an_earlier_number(workspace):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer: numbers come in order")
    shared = {"workspace": workspace, "channel": "email", "opted_out": True, "source": "s"}
    shared["at"] = datetime(2026, 1, 5, tzinfo=UTC)
    ConsentEntry.objects.create(pk=9_000_002, address_key="ann@a.example", **shared)
    book = OptOutBook(workspace, "email")
    book.read_on()
    ConsentEntry.objects.create(pk=9_000_001, address_key="bob@a.example", **shared)
    book.read_on()
    assert book.opted_out({"ann@a.example", "bob@a.example"}) == {"ann@a.example", "bob@a.example"}
