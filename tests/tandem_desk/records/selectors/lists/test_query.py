"""What an address asks of a list."""

import pytest

from tandem_desk.records.selectors.lists import LISTS, choices_of, read_query, rows_of
from tandem_desk.workspace.models import Visibility

LEADS = LISTS["lead"]


def test_an_empty_address_asks_for_the_usual() -> None:
    query = read_query(LEADS, {})
    assert (query.sort.key, query.descending, query.is_narrowed) == ("score", True, False)
    assert [column.key for column in query.columns] == [column.key for column in LEADS.columns if column.usual]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"sort": "password"}, "no such sort"),
        ({"owner": "1 or 1=1"}, "an owner is a number"),
        ({"likely": "surely"}, "no such choice"),
        ({"columns": "password,digest"}, "no such columns"),
    ],
)
def test_what_an_address_should_not_say_is_left_out(given: dict[str, str], why: str) -> None:
    query = read_query(LEADS, given)
    assert query.sort.key == "score", why
    assert query.filters == {}, why
    assert query.columns[0].key == "name", why


@pytest.mark.django_db
def test_filters_and_search_narrow_together(make_lead, owner) -> None:
    fits = make_lead(name="Anna Berg", status="New", owner=owner, score_probability=0.7)
    make_lead(name="Anna Costa", status="Working", owner=owner, score_probability=0.7)
    make_lead(name="Ben Berg", status="New", owner=owner, score_probability=0.7)
    make_lead(name="Anna Berg", status="New", score_probability=0.1)
    query = read_query(LEADS, {"q": "anna be", "status": "New", "owner": str(owner.pk), "likely": "high"})
    assert list(rows_of(LEADS, query, owner)) == [fits]


@pytest.mark.django_db
def test_removed_records_and_those_of_others_stay_out(make_lead, owner, stranger, workspace, now) -> None:
    workspace.visibility = Visibility.TEAM
    workspace.save()
    mine = make_lead(owner=owner, team=owner.team)
    make_lead(owner=stranger, team=stranger.team)
    make_lead(owner=owner, team=owner.team, deleted_at=now)
    assert list(rows_of(LEADS, read_query(LEADS, {}), owner)) == [mine]


@pytest.mark.django_db
def test_choices_are_the_distinct_values_in_order(make_lead, owner, django_assert_num_queries) -> None:
    for status in ("Working", "New", "", "New", "Won't buy"):
        make_lead(status=status)
    with django_assert_num_queries(1):
        choices = choices_of(LEADS, LEADS.filters[0], owner)
    assert [value for value, _ in choices] == ["New", "Won't buy", "Working"]
