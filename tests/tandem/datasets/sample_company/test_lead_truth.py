from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from tandem.datasets.sample_company import SampleCompany


def _gap_in_standard_errors(stated: np.ndarray, happened: np.ndarray) -> float:
    return float((happened - stated).sum() / np.sqrt((stated * (1 - stated)).sum()))


@pytest.mark.parametrize("name", ["probability_at_creation", "probability", "probability_with_unobserved"])
def test_stated_probabilities_come_true_in_every_fifth(large: SampleCompany, name: str) -> None:
    truth = large.truth.leads
    stated, happened = truth[name].to_numpy(), truth["converts"].to_numpy(zero_copy_only=False)
    original = truth["duplicate_of"].to_pandas().isna().to_numpy()
    stated, happened = stated[original], happened[original]
    for part in np.array_split(np.argsort(stated), 5):
        assert abs(happened[part].mean() - stated[part].mean()) < 0.015


def test_knowing_more_spreads_the_probabilities(large: SampleCompany) -> None:
    truth = large.truth.leads
    spread = [
        np.std(truth[name].to_numpy())
        for name in ("probability_at_creation", "probability", "probability_with_unobserved")
    ]
    assert spread == sorted(spread)


@pytest.mark.parametrize("days_ago", [600, 350, 120])
def test_probabilities_as_of_a_past_day_come_true(large: SampleCompany, days_ago: int) -> None:
    moment = large.settings.until - timedelta(days=days_ago)
    leads = large.world.leads
    at = int(moment.timestamp() * 1_000_000)
    stated = large.truth.conversion_probability(moment)
    is_open = (leads.created <= at) & (leads.decided > at) & (leads.duplicate_of < 0)
    assert abs(_gap_in_standard_errors(stated[is_open], leads.converts[is_open])) < 4
    late = is_open & (at - leads.created > 2 * leads.pace)
    assert abs(_gap_in_standard_errors(stated[late], leads.converts[late])) < 4
    assert stated[late].mean() < stated[is_open].mean()


def test_decided_leads_are_certain_and_future_ones_unknown(company: SampleCompany) -> None:
    moment = datetime(2025, 6, 1, tzinfo=UTC)
    at = int(moment.timestamp() * 1_000_000)
    stated, leads = company.truth.conversion_probability(moment), company.world.leads
    decided = leads.decided <= at
    np.testing.assert_array_equal(stated[decided], leads.converts[decided].astype(float))
    np.testing.assert_array_equal(np.isnan(stated), leads.created > at)
    assert ((stated[~np.isnan(stated)] >= 0) & (stated[~np.isnan(stated)] <= 1)).all()
