from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.datasets.sample_company import SampleCompany
from tandem.datasets.sample_company.lead_history import STATUSES


def test_the_fold_of_a_leads_changes_is_its_present_state(tables: dict[str, pa.Table], fold: Any) -> None:
    assert fold(tables, "leads", "lead", 400) > 1_000


def test_what_gives_the_outcome_away_is_filled_in_only_at_the_decision(
    company: SampleCompany, tables: dict[str, pa.Table]
) -> None:
    leads, changes = company.world.leads, tables["changes"]
    for name in ("custom.Disqualification note", "custom.Handover date", "is_converted"):
        rows = changes.filter(pc.and_(pc.equal(changes["subject_kind"], "lead"), pc.equal(changes["field"], name)))
        subject = rows["subject_id"].to_numpy() - 1
        at = rows["valid_from"].cast(pa.int64()).to_numpy()
        np.testing.assert_array_equal(at, leads.decided[subject])
    table = tables["leads"]
    refused = pc.is_valid(table["custom.Disqualification note"]).to_numpy()
    handed_over = pc.is_valid(table["custom.Handover date"]).to_numpy()
    np.testing.assert_array_equal(handed_over, table["is_converted"].to_numpy())
    assert not (refused & handed_over).any()


def test_status_says_what_the_flags_say(tables: dict[str, pa.Table]) -> None:
    table = tables["leads"].to_pandas()
    assert set(table["status"]) == set(STATUSES)
    assert (table["is_converted"] == (table["status"] == "Converted")).all()
    assert (table["converted_at"].notna() == table["is_converted"]).all()
    assert (
        table.loc[table["is_converted"], ["account", "converted_contact", "converted_opportunity"]]
        .notna()
        .all(axis=None)
    )
    assert table.loc[table["is_converted"], "lifecycle_stage"].isin(["Opportunity", "Customer"]).all()
    assert (table.loc[table["status"] == "New", "rating"].isna()).all()
