from datetime import date

import numpy as np

from tandem.datasets.sample_company import SampleSettings
from tandem.datasets.sample_company.sellers import draw_sellers


def _sellers(n_leads: int, seed: int = 1):
    return draw_sellers(SampleSettings(seed=seed, today=date(2026, 3, 2), n_leads=n_leads))


def test_there_are_three_sellers_at_least_and_sixty_at_most() -> None:
    assert len(_sellers(1).names) == 3
    assert len(_sellers(2_000_000).names) == 60
    assert len(set(_sellers(2_000_000).names)) == 60


def test_loads_differ_and_sum_to_one() -> None:
    load = _sellers(20_000).load
    assert load.sum() == np.float64(1.0) or abs(load.sum() - 1) < 1e-12
    assert load.max() > 2 * load.min()


def test_habits_average_what_audits_of_answering_found() -> None:
    many = [_sellers(30_000, seed) for seed in range(20)]
    assert abs(np.mean([one.never_share.mean() for one in many]) - 0.23) < 0.02
    assert abs(np.mean([one.within_hour_share.mean() for one in many]) - 0.37) < 0.02
    assert all((one.discount_share > 0).all() and (one.discount_share < 0.6).all() for one in many)
