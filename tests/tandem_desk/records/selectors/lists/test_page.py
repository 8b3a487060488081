"""Pages of a list found by cursor: nothing twice, nothing left out, whatever ties and empty values there are."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.kernel.errors import InputError
from tandem_desk.records.models import Lead
from tandem_desk.records.selectors.lists import LISTS, read_page
from tandem_desk.records.selectors.lists.kinds import Sort

BY_SCORE = LISTS["lead"].sort("score")
BY_NAME = LISTS["lead"].sort("name")


def walked(sort: Sort, *, descending: bool, n_rows: int) -> list[Lead]:
    """Return every row, read page by page."""
    rows, after = [], ""
    while True:
        page = read_page(Lead.objects.all(), sort=sort, descending=descending, after=after, n_rows=n_rows)
        rows += page.rows
        after = page.after
        if not after:
            return rows


@pytest.mark.django_db
@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("n_rows", [1, 2, 3, 50])
def test_walking_page_by_page_gives_each_row_once_in_order_with_empty_ones_last(
    make_lead: Callable[..., Lead], descending: bool, n_rows: int
) -> None:
    for score in (0.5, None, 0.9, 0.5, 0.5, 0.1, None):
        make_lead(score_probability=score)
    rows = walked(BY_SCORE, descending=descending, n_rows=n_rows)
    scores = [row.score_probability for row in rows]
    some = sorted((one for one in scores if one is not None), reverse=descending)
    assert scores == [*some, None, None]
    assert len({row.pk for row in rows}) == 7


@pytest.mark.django_db(transaction=False)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from(["anna", "ben", "", "çelik"]), max_size=9), n_rows=st.integers(1, 4))
def test_any_names_walk_without_loss(make_lead: Callable[..., Lead], names: list[str], n_rows: int) -> None:
    Lead.objects.all().delete()
    for name in names:
        make_lead(name_key=name)
    rows = walked(BY_NAME, descending=False, n_rows=n_rows)
    assert len({row.pk for row in rows}) == len(rows) == len(names)


@pytest.mark.django_db
def test_a_row_added_while_reading_neither_repeats_nor_hides_another(make_lead: Callable[..., Lead]) -> None:
    kept = [make_lead(score_probability=score) for score in (0.9, 0.8, 0.7)]
    first = read_page(Lead.objects.all(), sort=BY_SCORE, descending=True, n_rows=2)
    make_lead(score_probability=0.95)
    rest = read_page(Lead.objects.all(), sort=BY_SCORE, descending=True, after=first.after, n_rows=2)
    assert [row.pk for row in [*first.rows, *rest.rows]] == [row.pk for row in kept]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "after",
    [
        "not base64 !",
        "e30",  # an empty object
        "WyJuYW1lIiwgImEiLCAxXQ",  # made for another sort
        "WyJzY29yZSIsIDAuNSwgIngiXQ",  # an id that is no number
    ],
)
def test_a_cursor_somebody_made_up_is_refused(after: str) -> None:
    with pytest.raises(InputError, match="must come from the page before"):
        read_page(Lead.objects.all(), sort=BY_SCORE, descending=True, after=after)


@pytest.mark.django_db
def test_a_page_takes_at_most_three_queries(make_lead: Callable[..., Lead], django_assert_max_num_queries: Any) -> None:
    for score in (0.5, 0.5, None, None):
        make_lead(score_probability=score)
    first = read_page(Lead.objects.all(), sort=BY_SCORE, descending=True, n_rows=1)
    with django_assert_max_num_queries(3):
        read_page(Lead.objects.all(), sort=BY_SCORE, descending=True, after=first.after, n_rows=3)
