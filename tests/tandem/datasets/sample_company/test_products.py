import numpy as np
import pytest

from tandem.datasets.sample_company.products import DEMAND, LINE_NAMES, PRODUCTS, Demand


def test_every_line_has_three_products_and_a_demand_curve() -> None:
    assert len(DEMAND) == len(LINE_NAMES)
    assert np.bincount([product.line for product in PRODUCTS]).tolist() == [3, 3, 3, 3]
    assert len({product.code for product in PRODUCTS}) == len(PRODUCTS)


@pytest.mark.parametrize("demand", DEMAND)
def test_the_elasticity_is_the_slope_of_the_curve(demand: Demand) -> None:
    def accepted(log_price_ratio: float) -> float:
        return float(1 / (1 + np.exp(-(demand.intercept - demand.price_slope * log_price_ratio))))

    at, step = -0.1, 1e-6
    by_hand = (np.log(accepted(at + step)) - np.log(accepted(at))) / step
    assert demand.elasticity(accepted(at)) == pytest.approx(by_hand, rel=1e-3)
