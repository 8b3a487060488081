from dataclasses import replace

import numpy as np

from tandem.datasets.sample_company import SampleCompany
from tandem.datasets.sample_company.world import draw_world


def test_dirt_does_not_move_who_the_companies_are(company: SampleCompany) -> None:
    """Each noun has a generator of its own, so that a setting of one leaves the nouns before it as they were."""
    settings = replace(company.settings, misspelling_share=0.5)
    other = draw_world(settings)
    np.testing.assert_array_equal(other.companies.n_employees, company.world.companies.n_employees)
    np.testing.assert_array_equal(other.campaigns.budget, company.world.campaigns.budget)
    assert other.sellers.names == company.world.sellers.names


def test_more_texts_are_written_for_larger_companies(company: SampleCompany, large: SampleCompany) -> None:
    assert company.world.texts.size < large.world.texts.size <= 1_500
