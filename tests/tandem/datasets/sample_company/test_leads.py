import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from tandem.datasets.sample_company import SampleCompany
from tandem.datasets.sample_company.calendar import DAY
from tandem.datasets.sample_company.leads import serials


def test_a_logistic_regression_finds_the_coefficients_again(large: SampleCompany) -> None:
    leads, truth = large.world.leads, large.truth
    known = (leads.decided < large.world.calendar.until) & (leads.duplicate_of < 0)
    old = known & (
        leads.created < large.world.calendar.until - 200 * DAY
    )  # later ones are seen only if decided quickly
    numbers = [name for name, value in truth.coefficients.items() if "=" not in name]
    # One level of each category is left out as the reference; its coefficient is 0 in the truth or subtracted below.
    levels = [name for name in truth.coefficients if "=" in name]
    references = {
        "industry": "Software",
        "source": "Website",
        "seniority": "Manager",
        "interest": "Software",
        "country": "GB",
    }
    kept = [name for name in levels if references.get(name.split("=")[0]) != name.split("=")[1]]
    names = ["years", *numbers, *kept]
    x = np.stack([truth.design[name].to_numpy() for name in names], axis=1)[old]
    fitted = LogisticRegression(C=1e6, max_iter=2_000).fit(x, leads.converts[old])
    found = dict(zip(names, fitted.coef_[0], strict=True))
    true = {"years": truth.drift_per_year, **truth.coefficients}
    # What no column shows flattens every coefficient by about sqrt(1 + 0.35 variance).
    shrink = 1 / np.sqrt(1 + 0.346 * truth.unobserved_sd**2)
    errors = {name: found[name] - true[name] * shrink for name in names}
    assert max(abs(error) for error in errors.values()) < 0.3, errors
    assert np.corrcoef([found[name] for name in names], [true[name] for name in names])[0, 1] > 0.97
    strong = [name for name in names if abs(true[name]) >= 0.3]
    assert all(np.sign(found[name]) == np.sign(true[name]) for name in strong)


def test_conversion_and_answering_are_as_in_the_field(large: SampleCompany) -> None:
    leads = large.world.leads
    assert 0.15 < leads.converts.mean() < 0.25
    assert 0.18 < leads.never_answered.mean() < 0.3
    answered = ~leads.never_answered
    assert 0.3 < leads.answered_within_hour[answered].mean() < 0.45
    assert 2 < leads.tries[answered].mean() < 4


def test_old_leads_are_decided_and_recent_ones_still_open(large: SampleCompany) -> None:
    leads, until = large.world.leads, large.world.calendar.until
    open_ = leads.decided >= until
    assert open_[leads.created < until - 365 * DAY].mean() < 0.01
    assert open_[leads.created > until - 14 * DAY].mean() > 0.6


def test_nothing_is_decided_before_the_window_of_engagement_is_over(large: SampleCompany) -> None:
    leads = large.world.leads
    assert (leads.decided >= leads.created + leads.pace).all()
    assert (leads.answered[~leads.never_answered] < (leads.created + leads.pace)[~leads.never_answered]).all()


def test_a_duplicate_repeats_an_earlier_original_and_comes_to_nothing(company: SampleCompany) -> None:
    leads = company.world.leads
    second = np.flatnonzero(leads.duplicate_of >= 0)
    first = leads.duplicate_of[second]
    assert len(second) == int(0.05 * leads.n)
    assert (first < second).all()
    assert (leads.duplicate_of[first] == -1).all()
    for name in ("company", "first", "last"):
        np.testing.assert_array_equal(getattr(leads, name)[second], getattr(leads, name)[first])
    assert not leads.converts[second].any()
    assert (leads.counts[second] == 0).all()


def test_leads_stand_in_order_of_creation(large: SampleCompany) -> None:
    assert (np.diff(large.world.leads.created) >= 0).all()


@pytest.mark.parametrize(
    ("company", "expected"),
    [([1, 1, 1], [0, 2, 3]), ([1, 2, 1], [0, 0, 2])],
)
def test_namesakes_are_numbered_within_their_company(company: list[int], expected: list[int]) -> None:
    same = np.zeros(3, np.int64)
    assert serials(np.array(company), same, same).tolist() == expected
