from typing import Any

import pyarrow as pa


def test_the_fold_of_a_deals_changes_is_its_present_state(tables: dict[str, pa.Table], fold: Any) -> None:
    assert fold(tables, "opportunities", "opportunity", 1_000) > 2_000


def test_stage_flags_and_reasons_agree(tables: dict[str, pa.Table]) -> None:
    deals = tables["opportunities"].to_pandas()
    assert (deals["is_won"] == (deals["deal_stage"] == "Closed won")).all()
    assert (deals["is_closed"] == deals["deal_stage"].str.startswith("Closed")).all()
    assert (deals["closed_at"].notna() == deals["is_closed"]).all()
    assert (deals["lost_reason"].notna() == (deals["deal_stage"] == "Closed lost")).all()
    assert (deals.loc[deals["is_won"], "win_probability_stated"] == 1.0).all()
    closed = deals[deals["is_closed"]]
    assert (closed["close_on"] == closed["closed_at"].dt.date).all()


def test_a_deal_known_to_fight_a_competitor_names_one(tables: dict[str, pa.Table]) -> None:
    deals = tables["opportunities"].to_pandas()
    assert deals.loc[deals["lost_reason"] == "Competitor", "competitor"].notna().all()
    assert 0.1 < deals["competitor"].notna().mean() < 0.5
