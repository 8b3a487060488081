from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from sklearn.linear_model import PoissonRegressor

from tandem.datasets.sample_company import SampleCompany
from tandem.datasets.sample_company.contracts import (
    CHURN_PER_MONTH,
    MONTH,
    SMALL_EFFECT,
    TICKET_EFFECT,
    churn_hazard_per_month,
)


def _exposure_months(company: SampleCompany) -> np.ndarray:
    world = company.world
    start = np.maximum(world.relations.starts, world.calendar.since)
    return np.maximum(np.minimum(world.relations.churns, world.calendar.until) - start, 0) / MONTH


def test_customers_leave_at_their_true_hazard(large: SampleCompany) -> None:
    relations = large.world.relations
    hazard = churn_hazard_per_month(large.world.companies)[relations.company]
    months, churned = _exposure_months(large), relations.has_churned(large.world.calendar.until)
    assert churned.sum() == pytest.approx((hazard * months).sum(), rel=0.1)
    high = hazard > np.quantile(hazard, 0.7)
    assert churned[high].sum() == pytest.approx((hazard * months)[high].sum(), rel=0.15)
    assert churned[~high].sum() / months[~high].sum() < 0.6 * churned[high].sum() / months[high].sum()


def test_a_poisson_regression_finds_the_hazard_and_its_effects_again(large: SampleCompany) -> None:
    relations, companies = large.world.relations, large.world.companies
    months = _exposure_months(large)
    seen = months > 0
    churned = relations.has_churned(large.world.calendar.until)[seen].astype(float)
    company, months = relations.company[seen], months[seen]
    x = np.stack(
        [
            np.log(companies.tickets_per_month / 0.3)[company],
            (companies.n_employees < 50)[company],
            companies.unobserved_churn[company],
        ],
        axis=1,
    ).astype(float)
    fitted = PoissonRegressor(alpha=0.0, max_iter=1_000, tol=1e-8).fit(x, churned / months, sample_weight=months)
    found = np.r_[fitted.intercept_, fitted.coef_]
    design = np.c_[np.ones(len(x)), x]
    # Sampling error from the expected events: the inverse of Fisher's information.
    errors = np.sqrt(np.diag(np.linalg.inv(design.T * np.exp(design @ found) * months @ design)))
    true = np.array([np.log(CHURN_PER_MONTH), TICKET_EFFECT, SMALL_EFFECT, 1.0])
    assert errors.max() < 0.2
    assert (np.abs(found - true) < 3 * errors).all(), (found, errors)


def test_tickets_foretell_churn(large: SampleCompany) -> None:
    relations, companies = large.world.relations, large.world.companies
    tickets = companies.tickets_per_month[relations.company]
    churned, months = relations.has_churned(large.world.calendar.until), _exposure_months(large)
    many = tickets > np.median(tickets)
    assert churned[many].sum() / months[many].sum() > 1.3 * churned[~many].sum() / months[~many].sum()


def test_terms_follow_on_each_other_without_gap(tables: dict[str, pa.Table]) -> None:
    contracts = tables["contracts"].to_pandas()
    renewed = contracts[contracts["status"] == "Renewed"]
    following = contracts.shift(-1).loc[renewed.index]
    assert (following["account"] == renewed["account"]).all()
    gaps = [after - before for after, before in zip(following["starts_on"], renewed["ends_on"], strict=True)]
    assert set(gaps) == {timedelta(days=1)}


def test_only_cancelled_contracts_have_a_day_of_cancelling(tables: dict[str, pa.Table]) -> None:
    contracts = tables["contracts"].to_pandas()
    assert (contracts["cancelled_on"].notna() == (contracts["status"] == "Cancelled")).all()
    cancelled = contracts[contracts["status"] == "Cancelled"]
    assert len(cancelled) > 10
    assert (cancelled["cancelled_on"] > cancelled["starts_on"]).all()
    assert (cancelled["cancelled_on"] < cancelled["ends_on"] + timedelta(days=3)).all()


def test_every_deal_won_has_its_contract(tables: dict[str, pa.Table]) -> None:
    deals = tables["opportunities"].to_pandas()
    won = set(deals.loc[deals["is_won"], "external_id"])
    assert won == set(tables["contracts"]["opportunity"].drop_null().to_pylist())


def test_the_fold_of_a_contracts_changes_is_its_present_state(tables: dict[str, pa.Table], fold: Any) -> None:
    assert fold(tables, "contracts", "contract", 2_000) > 50
