from datetime import timedelta

import numpy as np
import pytest

from tandem.datasets.sample_company import SampleCompany
from tandem.datasets.sample_company.calendar import DAY, NEVER
from tandem.datasets.sample_company.opportunities import HAZARDS


@pytest.mark.parametrize("stage", range(len(HAZARDS)))
def test_time_in_a_stage_shows_its_hazards(large: SampleCompany, stage: int) -> None:
    deals = large.world.opportunities
    reached = deals.entered[:, stage] < NEVER
    left = np.minimum(deals.entered[:, stage + 1] if stage < 3 else NEVER, deals.closed)
    weeks = (left - deals.entered[:, stage])[reached] / (7 * DAY)
    leaving = (deals.advance + deals.loss + deals.no_decision)[reached, stage]
    # Moves wait for office days, hence a little longer than the hazard alone says.
    assert np.mean(weeks * leaving) == pytest.approx(1.0, abs=0.1)


def test_win_probabilities_come_true(large: SampleCompany) -> None:
    deals = large.world.opportunities
    stated, won = deals.win_probability_from(0), deals.outcome == 0
    assert 0.25 < won.mean() < 0.36
    for part in np.array_split(np.argsort(stated), 4):
        error = np.sqrt(stated[part].mean() * (1 - stated[part].mean()) / len(part))
        assert abs(won[part].mean() - stated[part].mean()) < 4 * error


def test_win_probabilities_as_of_a_day_come_true(large: SampleCompany) -> None:
    moment = large.settings.until - timedelta(days=120)
    at = int(moment.timestamp() * 1_000_000)
    deals = large.world.opportunities
    stated = large.truth.win_probability(moment)
    is_open = (deals.opened <= at) & (deals.closed > at)
    won = deals.outcome[is_open] == 0
    error = np.sqrt((stated[is_open] * (1 - stated[is_open])).sum())
    assert abs(won.sum() - stated[is_open].sum()) < 4 * error
    np.testing.assert_array_equal(stated[deals.closed <= at], deals.outcome[deals.closed <= at] == 0)
    assert np.isnan(stated[deals.opened > at]).all()


def test_losses_and_indecision_come_at_their_own_rates(large: SampleCompany) -> None:
    deals = large.world.opportunities
    in_first = deals.entered[:, 1] >= NEVER
    leaving = (deals.advance + deals.loss + deals.no_decision)[:, 0]
    for code, rates in ((1, deals.loss), (2, deals.no_decision)):
        expected = (rates[:, 0] / leaving).sum()
        assert (in_first & (deals.outcome == code)).sum() == pytest.approx(expected, rel=0.12)


def test_competitors_cost_wins_and_larger_groups_gain_them(large: SampleCompany) -> None:
    deals = large.world.opportunities
    won = deals.outcome == 0
    assert won[deals.competitor < 0].mean() > won[deals.competitor >= 0].mean() + 0.05
    assert won[deals.n_people >= 5].mean() > won[deals.n_people == 2].mean()


def test_stages_are_entered_in_order(large: SampleCompany) -> None:
    deals = large.world.opportunities
    assert (np.diff(deals.entered, axis=1) >= 0).all()
    last = np.where(deals.entered < NEVER, deals.entered, 0).max(axis=1)
    assert (deals.closed > last).all()
