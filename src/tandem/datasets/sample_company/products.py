"""Products: four lines of three, with list prices and a known demand curve for each line."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tandem.datasets.sample_company.calendar import DAY, Calendar
from tandem.datasets.sample_company.columns import amounts, ids, moments, table_of
from tandem.datasets.sample_company.settings import SampleSettings

__all__ = ["DEMAND", "PRODUCTS", "Demand", "Product", "product_table"]


@dataclass(frozen=True)
class Product:
    """One product: name, code, code of its line in the market's interests, list price in cents."""

    name: str
    code: str
    line: int
    list_price: int


@dataclass(frozen=True)
class Demand:
    """The demand curve of one line, for a quote that reached negotiation.

    The log-odds that the customer accepts are `intercept - price_slope * ln(unit price / list price)`, less
    `competitor_effect` where a competitor also bids.
    """

    intercept: float
    price_slope: float
    competitor_effect: float = 0.5

    def elasticity(self, acceptance_probability: float) -> float:
        """Return the percentage change of acceptance for one per cent more price, at a given acceptance probability.

        Examples
        --------
        >>> Demand(0.0, 6.0).elasticity(0.5)
        -3.0
        """
        return -self.price_slope * (1.0 - acceptance_probability)


PRODUCTS = (
    Product("Vigil pressure sensor", "SEN-100", 0, 48_000),
    Product("Vigil flow sensor", "SEN-200", 0, 72_500),
    Product("Vigil gas detector", "SEN-300", 0, 129_000),
    Product("Beacon monitoring, seat", "SOF-100", 1, 42_000),
    Product("Beacon planning, seat", "SOF-200", 1, 66_000),
    Product("Beacon reporting, seat", "SOF-300", 1, 30_000),
    Product("Calibration gas, bottle", "SUP-100", 2, 9_500),
    Product("Filter set", "SUP-200", 2, 6_200),
    Product("Probe tips, box", "SUP-300", 2, 14_800),
    Product("Installation, day", "SER-100", 3, 98_000),
    Product("Inspection, day", "SER-200", 3, 89_000),
    Product("Training, day", "SER-300", 3, 120_000),
)
DEMAND = (Demand(-0.1, 6.0), Demand(0.15, 4.0), Demand(-0.5, 9.0), Demand(0.25, 3.0))
LINE_NAMES = ("Sensors", "Software", "Supplies", "Services")


def product_table(settings: SampleSettings, calendar: Calendar) -> pa.Table:
    """Return the products as a table of the common schema."""
    n = len(PRODUCTS)
    created = np.full(n, calendar.since - 800 * DAY)
    columns = {
        "external_id": ids("product", np.arange(n)),
        "source_system": "sample",
        "created_at": moments(created),
        "recorded_at": moments(created),
        "updated_at": moments(created),
        "name": [product.name for product in PRODUCTS],
        "code": [product.code for product in PRODUCTS],
        "family": [LINE_NAMES[product.line] for product in PRODUCTS],
        "list_price": amounts(np.array([product.list_price for product in PRODUCTS])),
        "currency": settings.currency,
        "is_active": True,
        "description": [f"{product.name} of the {LINE_NAMES[product.line].lower()} line." for product in PRODUCTS],
    }
    return table_of("products", columns, n)
