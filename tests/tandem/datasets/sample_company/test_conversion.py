import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.datasets.sample_company import SampleCompany
from tandem.datasets.sample_company.conversion import COEFFICIENTS, expected_sigmoid, sigmoid


@given(st.floats(-6, 6), st.floats(0, 9))
@settings(max_examples=60, deadline=None)
def test_the_quadrature_equals_the_integral_summed_by_hand(mean: float, variance: float) -> None:
    quantiles = (np.arange(200_000) + 0.5) / 200_000
    from scipy.special import ndtri

    by_hand = sigmoid(mean + np.sqrt(variance) * ndtri(quantiles)).mean()
    assert abs(expected_sigmoid(np.array([mean]), np.array([variance]))[0] - by_hand) < 2e-3


def test_every_coefficient_has_its_column_in_the_design(company: SampleCompany) -> None:
    assert set(company.truth.design.column_names) == {"external_id", "years", *COEFFICIENTS}


def test_the_design_times_the_coefficients_gives_the_probability(company: SampleCompany) -> None:
    truth, leads = company.truth, company.world.leads
    log_odds = truth.intercept + truth.drift_per_year * truth.design["years"].to_numpy()
    for name, value in truth.coefficients.items():
        log_odds = log_odds + value * truth.design[name].to_numpy()
    original = leads.duplicate_of < 0
    expected = sigmoid(log_odds + leads.unobserved)
    np.testing.assert_allclose(leads.probability[original], expected[original], rtol=1e-9)
    np.testing.assert_array_equal(leads.probability[~original], 0.0)
