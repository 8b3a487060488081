import numpy as np

from tandem.datasets.sample_company import SampleCompany
from tandem.datasets.sample_company.market import INDUSTRIES


def test_industries_come_in_their_weights(large: SampleCompany) -> None:
    shares = np.bincount(large.world.companies.industry, minlength=len(INDUSTRIES)) / large.world.companies.n
    np.testing.assert_allclose(shares, [level.weight for level in INDUSTRIES], atol=0.015)


def test_nobody_is_both_first_customer_and_mere_target(large: SampleCompany) -> None:
    companies = large.world.companies
    assert not (companies.is_first_customer & companies.is_target).any()
    assert 0.04 < companies.is_first_customer.mean() < 0.08


def test_old_accounts_were_known_before_the_history_begins(large: SampleCompany) -> None:
    assert (large.world.companies.known_since < large.world.calendar.since).all()


def test_sizes_are_skewed_as_company_sizes_are(large: SampleCompany) -> None:
    size = large.world.companies.n_employees
    assert size.min() >= 2
    assert np.mean(size) > 1.5 * np.median(size)
