from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from sklearn.linear_model import LogisticRegression

from tandem.datasets.sample_company import SampleCompany
from tandem.datasets.sample_company.products import LINE_NAMES, PRODUCTS
from tandem.datasets.sample_company.quotes import quote_table


@pytest.fixture(scope="module")
def settled(large: SampleCompany) -> Any:
    world = large.world
    quotes = quote_table(world.opportunities, world.sellers, large.settings, world.calendar).table.to_pandas()
    quotes = quotes[quotes["status"].isin(["Accepted", "Rejected"])].copy()
    row = quotes["opportunity"].str.rpartition("-")[2].astype(int).to_numpy() - 1
    quotes["line"] = [LINE_NAMES[PRODUCTS[product].line] for product in world.opportunities.product[row]]
    quotes["has_competitor"] = world.opportunities.competitor[row] >= 0
    # An early quote rejected before negotiation says nothing about the demand curve.
    return quotes[world.opportunities.entered[row, 3] < world.calendar.until]


@pytest.mark.parametrize("line", LINE_NAMES)
def test_the_price_slope_of_each_line_is_found_again(settled: Any, large: SampleCompany, line: str) -> None:
    quotes = settled[settled["line"] == line]
    ratio = np.log(quotes["unit_price"].astype(float) / quotes["list_price"].astype(float))
    x = np.stack([ratio, quotes["has_competitor"]], axis=1)
    fitted = LogisticRegression(C=1e6).fit(x, quotes["status"] == "Accepted")
    demand = large.truth.demand[line]
    assert -fitted.coef_[0][0] == pytest.approx(demand.price_slope, abs=2.2)
    assert -fitted.coef_[0][1] == pytest.approx(demand.competitor_effect, abs=0.45)


def test_deeper_discounts_are_accepted_more_often(settled: Any) -> None:
    accepted = settled["status"] == "Accepted"
    shallow, deep = settled["discount_share"] < 0.1, settled["discount_share"] > 0.25
    assert accepted[deep].mean() > accepted[shallow].mean() + 0.15


def test_the_unit_price_is_the_list_price_less_the_discount(tables: dict[str, pa.Table]) -> None:
    quotes = tables["quotes"].to_pandas()
    expected = quotes["list_price"].astype(float) * (1 - quotes["discount_share"])
    assert (quotes["unit_price"].astype(float) - expected).abs().max() < 0.011


def test_the_fold_of_a_quotes_changes_is_its_present_state(tables: dict[str, pa.Table], fold: Any) -> None:
    assert fold(tables, "quotes", "quote", 1_000) > 100


def test_a_superseded_quote_has_a_successor(tables: dict[str, pa.Table]) -> None:
    quotes = tables["quotes"].to_pandas()
    superseded = quotes[quotes["status"] == "Superseded"]
    counts = quotes["opportunity"].value_counts()
    assert len(superseded) > 20
    assert (counts.loc[superseded["opportunity"]] == 2).all()
