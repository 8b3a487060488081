import numpy as np

from tandem.datasets.sample_company import SampleCompany


def test_a_company_is_one_account_at_most_and_the_map_leads_back(company: SampleCompany) -> None:
    accounts = company.world.accounts
    assert len(np.unique(accounts.company)) == accounts.n
    np.testing.assert_array_equal(accounts.of_company[accounts.company], np.arange(accounts.n))
    assert (accounts.of_company >= 0).sum() == accounts.n


def test_every_converted_lead_has_an_account_by_then(company: SampleCompany) -> None:
    world = company.world
    converted = world.leads.has_converted(world.calendar.until)
    account = world.accounts.of_company[world.leads.company[converted]]
    assert (account >= 0).all()
    assert (world.accounts.created[account] <= world.leads.decided[converted]).all()
    assert (np.diff(world.accounts.created) >= 0).all()
