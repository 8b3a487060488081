"""Close dates that move: rates found again, and the slip to expect."""

import numpy as np
import pytest

from tandem.closing.deal_odds.slips import PushRates, expected_slip_days, fit_push_rates
from tandem.learning.hazards import Curves


def still_open(survival: list[float]) -> Curves:
    point = np.array([[[1 - one for one in survival], survival]])
    return Curves(("won",), point, point, point)


def test_the_sample_companys_push_rates_are_found_again(sample):
    history = sample.history
    rates = fit_push_rates(history)
    true = sample.company.truth.opportunities.to_pandas()["slips_per_week"].to_numpy()
    assert rates.shape / rates.weeks == pytest.approx(true.mean(), rel=0.15)
    assert rates.mean_days == pytest.approx(4.5 * 7, rel=0.1)
    endings = history.endings
    until = np.where(endings.cause > 0, endings.ended, history.until_second)
    weeks = (until - history.opened) / (7 * 86_400)
    pushes = np.bincount(history.pushes["row"], minlength=len(weeks))
    said = rates.rate(pushes, weeks)
    # Sharper than the mean for all, and than each deal's own count over its own weeks.
    assert np.mean((said - true) ** 2) < np.mean((true.mean() - true) ** 2)
    assert np.mean((said - true) ** 2) < np.mean((pushes / np.maximum(weeks, 1) - true) ** 2)


def test_each_week_without_a_push_makes_one_less_likely():
    rates = PushRates(2.0, 20.0, 30.0, 10, 100.0)
    chances = rates.probability(np.array([0.0, 0.0, 3.0]), np.array([0.0, 30.0, 30.0]), 4.0)
    assert chances[0] == pytest.approx(1 - (20 / 24) ** 2)
    assert chances[1] < chances[0] < chances[2]


def test_the_slip_is_the_time_open_beyond_the_stated_day():
    curves = still_open([1.0, 0.5, 0.0])
    # Straight from 1 at day 7 to 0.5 at day 14 to 0 at day 21: beyond day 14 the area is a triangle.
    assert expected_slip_days(curves, np.array([14.0])) == pytest.approx([0.5 * 7 / 2])
    assert expected_slip_days(curves, np.array([21.0])) == pytest.approx([0.0])


def test_a_date_already_passed_counts_from_that_day():
    curves = still_open([0.0])
    assert expected_slip_days(curves, np.array([-10.0])) == pytest.approx([10 + 3.5])
    assert np.isnan(expected_slip_days(curves, np.array([np.nan]))[0])


def test_before_any_deal_the_rate_is_the_stated_belief(sample):
    from tests.tandem.closing.deal_odds.conftest import TODAY, changes_of, deals_of

    from tandem.closing.deal_odds import DealHistory

    rates = fit_push_rates(DealHistory(deals_of({"created_at": "2026-03-01"}), changes_of(), TODAY))
    assert rates.shape / rates.weeks == pytest.approx(0.1, abs=0.01)
    assert rates.n_pushes == 0
    assert PushRates.from_dict(rates.to_dict()).shape == rates.shape
