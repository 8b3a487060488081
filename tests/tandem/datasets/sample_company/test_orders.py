from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from tandem.datasets.sample_company import SampleCompany
from tandem.datasets.sample_company.orders import REORDER_REGULARITY, order_table


def test_customers_order_again_at_their_own_rhythm(large: SampleCompany) -> None:
    world = large.world
    orders = order_table(world.relations, world.accounts, large.settings, world.calendar).table.to_pandas()
    truth = large.truth.replenishments.to_pandas()
    alone = truth[~truth["account"].duplicated(keep=False)].set_index("account")["days_between_orders"]
    orders = orders[orders["account"].isin(alone.index)].sort_values(["account", "created_at"], kind="stable")
    gaps = orders.groupby("account")["created_at"].diff().dt.total_seconds() / 86_400
    relative = (gaps / alone.loc[orders["account"]].to_numpy()).dropna()
    # Long gaps are cut off by today and by churn, so that the mean seen lies a little under one.
    assert len(relative) > 5_000
    assert relative.mean() == pytest.approx(1.0, abs=0.06)
    assert relative.std() == pytest.approx(1 / np.sqrt(REORDER_REGULARITY), abs=0.05)


def test_nobody_orders_after_leaving_or_after_today(tables: dict[str, pa.Table], company: SampleCompany) -> None:
    orders = tables["orders"].to_pandas()
    assert (orders["created_at"] < company.settings.until).all()
    assert (orders["amount"].astype(float) > 0).all()


def test_the_fold_of_an_orders_changes_is_its_present_state(tables: dict[str, pa.Table], fold: Any) -> None:
    assert fold(tables, "orders", "order", 500) > 300
