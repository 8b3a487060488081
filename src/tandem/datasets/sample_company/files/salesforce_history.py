"""Salesforce's histories: changed fields one by one, and the system's own rows of an opportunity's whole state."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.datasets.sample_company.columns import ids, text_of
from tandem.datasets.sample_company.company import SampleCompany
from tandem.datasets.sample_company.files.csv_file import iso_milliseconds, relabel
from tandem.datasets.sample_company.files.salesforce_ids import record_ids, user_ids
from tandem.datasets.sample_company.files.salesforce_words import FIELDS, LEAD_STATUSES, STAGES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["history_files"]

_STATE = ("deal_stage", "amount", "close_on", "win_probability_stated", "forecast_category")


def history_files(company: SampleCompany, tables: Mapping[str, pa.Table]) -> dict[str, dict[str, object]]:
    """Return the columns of LeadHistory, OpportunityFieldHistory and OpportunityHistory."""
    return {
        "LeadHistory": _field_history(company, tables["changes"], "lead", "LeadId"),
        "OpportunityFieldHistory": _field_history(company, tables["changes"], "opportunity", "OpportunityId"),
        "OpportunityHistory": _state_history(company, tables),
    }


def _field_history(company: SampleCompany, changes: pa.Table, kind: str, id_header: str) -> dict[str, object]:
    fields = FIELDS[kind]
    known = pc.and_(
        pc.equal(changes["subject_kind"], kind), pc.is_in(changes["field"], value_set=pa.array(list(fields)))
    )
    rows = changes.filter(known).combine_chunks()
    numbers = rows["subject_id"].combine_chunks().to_numpy() - 1
    field = relabel(rows["field"].combine_chunks(), fields)
    words = LEAD_STATUSES if kind == "lead" else STAGES
    return {
        "Id": record_ids(ids("change", np.arange(rows.num_rows))),
        "IsDeleted": pa.array(np.full(rows.num_rows, "false"), pa.string()),
        id_header: record_ids(ids(kind, numbers)),
        "CreatedById": user_ids(company, rows["actor"].combine_chunks()),
        "CreatedDate": iso_milliseconds(rows["valid_from"].combine_chunks()),
        "Field": field,
        "OldValue": _value(field, rows["old"].combine_chunks(), words),
        "NewValue": _value(field, rows["new"].combine_chunks(), words),
    }


def _value(field: pa.Array, values: pa.Array, words: Mapping[str, str]) -> pa.Array:
    spoken = relabel(values, words)
    is_share = pc.equal(field, "Probability")
    share = pc.if_else(is_share, values, pa.scalar(None, pa.string())).cast(pa.float64())
    percent = pc.round(pc.multiply(share, 100)).cast(pa.int64()).cast(pa.string())
    return pc.if_else(is_share, percent, spoken)


def _state_history(company: SampleCompany, tables: Mapping[str, pa.Table]) -> dict[str, object]:
    """Return one row for each moment an opportunity's state changed, holding the then-current values."""
    state = _states(tables)
    rows = state["row"].to_numpy()
    probability = np.round(state["win_probability_stated"].astype(float).to_numpy() * 100).astype(np.int64)
    amount = state["amount"].astype(float).to_numpy()
    begins = pa.array(state["valid_from"])
    ends = pa.array(state.groupby("row")["valid_from"].shift(-1).fillna(state["valid_from"]))
    owner = tables["opportunities"]["owner_name"].combine_chunks().take(pa.array(rows))
    return {
        "Id": record_ids(ids("change", np.arange(len(rows)))),
        "OpportunityId": record_ids(ids("opportunity", rows)),
        "CreatedById": user_ids(company, owner),
        "CreatedDate": iso_milliseconds(begins),
        "StageName": relabel(pa.array(state["deal_stage"], pa.string()), STAGES),
        "Amount": pa.array(state["amount"], pa.string()),
        "ExpectedRevenue": pa.array([f"{value:.2f}" for value in (amount * probability / 100).tolist()], pa.string()),
        "CloseDate": pa.array(state["close_on"], pa.string()),
        "Probability": pa.array(probability),
        "ForecastCategory": pa.array(state["forecast_category"], pa.string()),
        "IsDeleted": pa.array(np.full(len(rows), "false"), pa.string()),
        "SystemModstamp": iso_milliseconds(ends),
    }


def _states(tables: Mapping[str, pa.Table]) -> "pd.DataFrame":
    """Return the states of all opportunities in order of opportunity and time: `row`, `valid_from`, and each field."""
    import pandas as pd

    deals = tables["opportunities"]
    changes = tables["changes"].filter(pc.equal(tables["changes"]["subject_kind"], "opportunity"))
    moves = changes.select(["subject_id", "field", "old", "new", "valid_from"]).to_pandas()
    moves = moves[moves["field"].isin(_STATE)]
    moves["row"] = moves["subject_id"] - 1
    first = pd.DataFrame({name: text_of(deals[name].combine_chunks()).to_pandas() for name in _STATE})
    for name in _STATE:
        earliest = moves[moves["field"] == name].drop_duplicates("row").set_index("row")["old"]
        first[name] = earliest.reindex(first.index).fillna(first[name])
    first["row"] = first.index
    first["valid_from"] = deals["created_at"].to_pandas()
    later = moves.pivot_table(index=["row", "valid_from"], columns="field", values="new", aggfunc="last").reset_index()
    state = pd.concat([first, later], ignore_index=True).sort_values(["row", "valid_from"], kind="stable")
    state[list(_STATE)] = state.groupby("row")[list(_STATE)].ffill()
    states: pd.DataFrame = state.reset_index(drop=True)
    return states
