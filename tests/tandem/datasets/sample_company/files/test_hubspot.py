from pathlib import Path

import pandas as pd
import pytest

from tandem.datasets.sample_company import SampleCompany


def _read(written: dict[str, Path], name: str) -> pd.DataFrame:
    return pd.read_csv(written["hubspot"] / f"{name}.csv", dtype=str, keep_default_na=False)


def test_leads_and_contacts_are_one_object_and_nobody_stands_twice(
    small: SampleCompany, written: dict[str, Path]
) -> None:
    people, tables = _read(written, "contacts"), small.record_tables()
    converted = tables["leads"]["is_converted"].to_pandas().sum()
    assert len(people) == tables["leads"].num_rows + tables["contacts"].num_rows - converted
    assert people["Record ID"].is_unique
    assert people["Record ID"].str.fullmatch(r"\d+").all()


def test_a_deals_buying_group_stands_in_one_cell(small: SampleCompany, written: dict[str, Path]) -> None:
    deals, people = _read(written, "deals"), _read(written, "contacts").set_index("Record ID")
    groups = deals["Associated Contact IDs"].str.split(";")
    assert groups.str.len().sum() == small.record_tables()["buying_roles"].num_rows
    for company, members in zip(deals["Associated Company IDs"], groups, strict=True):
        assert set(people["Associated Company IDs"].loc[members]) == {company}


def test_dates_owners_and_statuses_look_as_in_its_exports(written: dict[str, Path]) -> None:
    people = _read(written, "contacts")
    assert people["Create Date"].str.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d").all()
    assert set(people["Lead Status"]) <= {"NEW", "IN_PROGRESS", "BAD_TIMING", "UNQUALIFIED", "OPEN_DEAL", ""}
    assert people["Contact owner"].str.contains(" ").all()


def test_the_stage_history_ends_in_the_present_stage(written: dict[str, Path]) -> None:
    history, deals = _read(written, "deal_stage"), _read(written, "deals").set_index("Record ID")
    active = history[history["_fivetran_active"] == "true"].set_index("deal_id")
    assert set(active.index) == set(deals.index)
    assert (active["_fivetran_end"] == "9999-12-31 23:59:59").all()
    labels = deals["Deal Stage"].str.replace(r"[^A-Za-z]", "", regex=True).str.lower()
    assert (active["value"] == labels.loc[active.index]).all()


@pytest.mark.parametrize(("name", "header"), [("hs_lead_status", "Lead Status")])
def test_the_property_history_ends_in_the_present_value(written: dict[str, Path], name: str, header: str) -> None:
    history, people = _read(written, "contact_property_history"), _read(written, "contacts").set_index("Record ID")
    last = history[history["name"] == name].groupby("id")["value"].last()
    assert len(last) > 50
    assert (last == people[header].loc[last.index]).all()


def test_every_activity_has_an_association(written: dict[str, Path]) -> None:
    activities = _read(written, "engagements")
    assert ((activities["contact_id"] != "") | (activities["company_id"] != "") | (activities["deal_id"] != "")).all()
    assert set(activities["type"]) == {"EMAIL", "INCOMING_EMAIL", "CALL", "MEETING", "NOTE", "TASK"}
    assert activities["hs_timestamp"].str.fullmatch(r"\d{13}").all()


def test_email_events_carry_that_systems_own_filter_flag(small: SampleCompany, written: dict[str, Path]) -> None:
    events = _read(written, "email_events")
    kinds = small.tables()["touchpoints"].to_pandas()["kind"].value_counts()
    assert events["type"].value_counts().to_dict() == {"OPEN": kinds["email_open"], "CLICK": kinds["email_click"]}
    assert set(events["filtered_event"]) == {"true", "false"}
    assert events["recipient"].isin(_read(written, "contacts")["Email"]).all()
