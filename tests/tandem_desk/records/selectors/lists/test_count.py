"""How many rows: exact where it is cheap, an honest 'about' where it is not."""

import pytest

from tandem_desk.records.models import Lead
from tandem_desk.records.selectors.lists import count
from tandem_desk.records.selectors.lists.count import Count, count_rows


@pytest.mark.django_db
def test_a_short_list_is_counted_exactly(make_lead) -> None:
    for _ in range(3):
        make_lead()
    assert count_rows(Lead.objects.all()) == Count(3, exact=True)
    assert count_rows(Lead.objects.none()) == Count(0, exact=True)


@pytest.mark.django_db
def test_a_long_list_is_estimated_within_a_tenth(workspace, now, monkeypatch: pytest.MonkeyPatch) -> None:
    """Six hundred ids drawn from two thousand know the share of a half to within two points."""
    monkeypatch.setattr(count, "EXACT_UP_TO", 100)
    Lead.objects.bulk_create(
        Lead(workspace=workspace, recorded_at=now, status="New" if number % 2 else "Old") for number in range(2_000)
    )
    found = count_rows(Lead.objects.filter(status="New"), seed=3)
    assert not found.exact
    assert found.n == pytest.approx(1_000, rel=0.1)
    assert str(found).startswith("about ")


def test_an_estimate_claims_no_more_than_two_figures() -> None:
    assert [count._two_figures(value) for value in (0.4, 7, 123, 98_765, 1_049_000)] == [0, 7, 120, 99_000, 1_000_000]
