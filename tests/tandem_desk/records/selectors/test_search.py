"""Finding records by the beginnings of words, before and after the index has seen them."""

import pytest

from tandem_desk.records.models import Lead
from tandem_desk.records.selectors.search import find_records, matching, words_of
from tandem_desk.records.services.search_index import refresh_search_index


def found(text: str, workspace) -> set[str]:
    ids = matching("lead", text, workspace_id=workspace.pk)
    return set(Lead.objects.filter(pk__in=ids).values_list("name", flat=True))


@pytest.fixture
def people(make_lead, workspace):
    make_lead(name="Anna Berg", company="Alpine Tools", email="anna.berg@alpine.example")
    make_lead(name="Ben O'Hara", company="Delta Labs", email="ben@delta.example")
    make_lead(name="José Núñez", company="Elm Foods", email="jn@elm.example")
    return workspace


@pytest.mark.django_db
@pytest.mark.parametrize("indexed", [False, True])
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("anna", {"Anna Berg"}),
        ("BER", {"Anna Berg"}),
        ("alp an", {"Anna Berg"}),
        ("delta.example", {"Ben O'Hara"}),
        ("o'hara", {"Ben O'Hara"}),
        ("zebra", set()),
        ("", set()),
        ('" OR 1=1 --', set()),
        ("NEAR(", set()),
    ],
)
def test_every_word_must_begin_some_word(people, indexed: bool, text: str, names: set[str]) -> None:
    if indexed:
        refresh_search_index()
    assert found(text, people) == names


@pytest.mark.django_db
def test_the_index_follows_a_changed_name_at_once(people) -> None:
    refresh_search_index()
    Lead.objects.filter(name="Anna Berg").update(name="Anna Castle")
    assert found("castle", people) == {"Anna Castle"}
    assert found("anna cast", people) == {"Anna Castle"}


@pytest.mark.django_db
def test_refreshing_twice_adds_nothing_twice(people) -> None:
    assert refresh_search_index() == 3
    assert refresh_search_index() == 0
    assert found("anna", people) == {"Anna Berg"}


@pytest.mark.django_db
def test_refreshing_goes_on_where_it_stopped(people) -> None:
    assert refresh_search_index(n_rows=2) == 2
    assert refresh_search_index() == 1


@pytest.mark.django_db
def test_nobody_finds_what_they_may_not_see(people, owner, outsider) -> None:
    assert [one.name for one in find_records(member=owner, text="anna")] == ["Anna Berg"]
    assert find_records(member=outsider, text="anna") == []


def test_words_are_cut_at_everything_else_and_limited() -> None:
    assert words_of("a.b@c-d") == ["a", "b", "c", "d"]
    assert len(words_of("word " * 50)) == 8
