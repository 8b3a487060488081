import numpy as np
import pytest

from tandem.datasets.sample_company import SampleCompany
from tandem.datasets.sample_company.calendar import DAY


def test_close_dates_are_moved_at_each_deals_own_rate(large: SampleCompany) -> None:
    world = large.world
    deals, slips = world.opportunities, world.slips
    weeks = (np.minimum(deals.closed, world.calendar.until) - deals.opened) / (7 * DAY)
    counts = np.bincount(slips.opportunity, minlength=deals.n)
    assert counts.sum() == pytest.approx((deals.slips_per_week * weeks).sum(), rel=0.05)
    often = deals.slips_per_week > np.median(deals.slips_per_week)
    assert counts[often].sum() / weeks[often].sum() > 1.4 * counts[~often].sum() / weeks[~often].sum()


def test_each_move_goes_on_from_the_one_before(large: SampleCompany) -> None:
    slips = large.world.slips
    same = slips.opportunity[1:] == slips.opportunity[:-1]
    np.testing.assert_array_equal(slips.before[1:][same], slips.after[:-1][same])
    assert (slips.moment[1:][same] >= slips.moment[:-1][same]).all()
    assert (slips.after > slips.before).all()
    begins = np.r_[True, ~same]
    np.testing.assert_array_equal(slips.before[begins], slips.first[slips.opportunity[begins]])
    ends = np.r_[~same, True]
    np.testing.assert_array_equal(slips.after[ends], slips.last[slips.opportunity[ends]])


def test_dates_are_moved_only_while_the_deal_is_open_and_seen(large: SampleCompany) -> None:
    world = large.world
    of = world.slips.opportunity
    assert (world.slips.moment > world.opportunities.opened[of]).all()
    assert (world.slips.moment < np.minimum(world.opportunities.closed, world.calendar.until)[of]).all()
