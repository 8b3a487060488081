from pathlib import Path

import pandas as pd
import pytest

from tandem.datasets.sample_company import SampleCompany

FILES = {
    "Account", "Contact", "Lead", "Opportunity", "Product2", "Campaign", "Contract", "Order", "CampaignMember", "User",
    "OpportunityContactRole", "OpportunityLineItem", "LeadHistory", "OpportunityFieldHistory", "OpportunityHistory",
    "EmailMessage", "Task", "Event",
}  # fmt: skip


def _read(written: dict[str, Path], name: str) -> pd.DataFrame:
    return pd.read_csv(written["salesforce"] / f"{name}.csv", dtype=str, keep_default_na=False)


def test_there_is_one_file_for_each_object(written: dict[str, Path]) -> None:
    assert {path.stem for path in written["salesforce"].iterdir()} == FILES


@pytest.mark.parametrize("name", sorted(FILES))
def test_ids_are_eighteen_characters_and_unique(written: dict[str, Path], name: str) -> None:
    ids = _read(written, name)["Id"]
    assert ids.str.fullmatch(r"[0-9A-Za-z]{18}").all()
    assert ids.is_unique


@pytest.mark.parametrize(
    ("name", "header", "target"),
    [
        ("Lead", "ConvertedAccountId", "Account"),
        ("Lead", "ConvertedContactId", "Contact"),
        ("Lead", "ConvertedOpportunityId", "Opportunity"),
        ("Lead", "OwnerId", "User"),
        ("Contact", "AccountId", "Account"),
        ("Opportunity", "AccountId", "Account"),
        ("Opportunity", "CampaignId", "Campaign"),
        ("OpportunityLineItem", "Product2Id", "Product2"),
        ("OpportunityHistory", "OpportunityId", "Opportunity"),
        ("LeadHistory", "LeadId", "Lead"),
        ("Task", "OwnerId", "User"),
        ("EmailMessage", "CreatedById", "User"),
    ],
)
def test_references_point_into_the_other_files(written: dict[str, Path], name: str, header: str, target: str) -> None:
    given = _read(written, name)[header]
    assert set(given[given != ""]) <= set(_read(written, target)["Id"])


def test_leads_have_the_names_and_words_of_that_system(small: SampleCompany, written: dict[str, Path]) -> None:
    leads, own = _read(written, "Lead"), small.record_tables()["leads"].to_pandas()
    statuses = {
        "Open - Not Contacted",
        "Working - Contacted",
        "Nurturing",
        "Closed - Not Converted",
        "Closed - Converted",
    }
    assert set(leads["Status"]) <= statuses
    assert (leads["IsConverted"] == own["is_converted"].map({True: "true", False: "false"})).all()
    assert (leads["Email"] == own["email"]).all()
    assert ((leads["ConvertedAccountId"] != "") == own["is_converted"]).all()
    assert leads["CreatedDate"].str.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z").all()
    assert "Disqualification_note__c" in leads
    assert set(leads["Country"]) <= {
        "Germany", "United Kingdom", "France", "United States", "Netherlands", "Sweden", "Finland", "Spain",
    }  # fmt: skip


def test_who_and_what_of_an_activity_are_a_person_and_a_record(written: dict[str, Path]) -> None:
    tasks = _read(written, "Task")
    assert set(tasks["WhoId"].str[:3]) <= {"00Q", "003", ""}
    assert set(tasks["WhatId"].str[:3]) <= {"006", "001", ""}
    assert (tasks.loc[tasks["Type"] == "Call", "CallDurationInSeconds"] != "").all()
