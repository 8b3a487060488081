import numpy as np

from tandem.datasets.sample_company import SampleCompany


def test_buying_groups_have_two_to_seven_members(company: SampleCompany) -> None:
    world = company.world
    sizes = np.bincount(world.contacts.member_opportunity, minlength=world.opportunities.n)
    assert sizes.min() >= 2
    assert sizes.max() <= 7
    new_business = world.opportunities.lead >= 0
    np.testing.assert_array_equal(sizes[new_business], world.opportunities.n_people[new_business])


def test_nobody_joins_after_the_deal_is_closed_or_after_today(company: SampleCompany) -> None:
    world = company.world
    contacts, deals = world.contacts, world.opportunities
    joined = contacts.created[contacts.member_contact]
    assert (joined <= deals.closed[contacts.member_opportunity]).all()
    assert (contacts.created < world.calendar.until).all()


def test_the_index_by_company_finds_everybody(company: SampleCompany) -> None:
    contacts = company.world.contacts
    for row in range(0, company.world.companies.n, 37):
        found = contacts.of_company[contacts.of_company_starts[row] : contacts.of_company_starts[row + 1]]
        np.testing.assert_array_equal(np.sort(found), np.flatnonzero(contacts.company == row))
