"""Files of known systems are recognised by name and headers, in every spelling."""

import pytest

from tandem.tables.dialects import OBJECTS, Spelling, fold, match_table, object_shape, snake, spelling_of
from tandem.tables.schema import TABLES

API = [
    "Id",
    "FirstName",
    "LastName",
    "Company",
    "Status",
    "IsConverted",
    "LeadSource",
    "HasOptedOutOfEmail",
    "Budget__c",
]
LABELS = [
    "Lead ID",
    "First Name",
    "Last Name",
    "Company",
    "Lead Status",
    "Converted",
    "Lead Source",
    "Email Opt Out",
    "Budget",
]


def columns(name, headers):
    found = match_table(name, headers)
    assert found is not None
    return {
        header: field.column
        for header, field in zip(headers, found.fields, strict=True)
        if field is not None and field.column
    }


@pytest.mark.parametrize(
    ("headers", "spelling"),
    [
        (API, Spelling.API),
        ([one.upper() for one in API], Spelling.UPPER),
        ([snake(one) for one in API], Spelling.SNAKE),
        (LABELS, Spelling.LABEL),
    ],
)
def test_salesforce_leads_are_recognised_in_all_spellings(headers, spelling):
    found = match_table("Lead", headers)
    assert (found.shape.system, found.shape.name, found.spelling) == ("salesforce", "Lead", spelling)
    assert [field.column if field else None for field in found.fields] == [
        "external_id", "first_name", "last_name", "company", "status", "is_converted", "source", "email_opt_out", None,
    ]  # fmt: skip


CASES = [
    ("Opportunity", "Id,Name,AccountId,Amount,StageName,CloseDate,Probability,IsWon", "salesforce", "opportunities"),
    ("report", (
        "Opportunity Name,Account Name,Stage,Amount,Amount Currency,Close Date,Opportunity Owner"
    ), "salesforce", "opportunities"),
    ("Contact", "Id,AccountId,FirstName,LastName,Email,MailingCity", "salesforce", "contacts"),
    ("Account", "Id,Name,Industry,BillingCountry,NumberOfEmployees", "salesforce", "accounts"),
    ("Task", "Id,WhoId,WhatId,Subject,ActivityDate,Status", "salesforce", "touchpoints"),
    ("OpportunityLineItem", "Id,OpportunityId,Product2Id,Quantity,UnitPrice,ListPrice", "salesforce", "quotes"),
    ("CampaignMember", "Id,CampaignId,LeadId,ContactId,Status,HasResponded", "salesforce", "campaign_members"),
    ("User", "Id,Name,Email,Username,IsActive", "salesforce", ""),
    ("all-contacts", (
        "Record ID,First Name,Last Name,Email,Contact owner,Lead Status,Lifecycle Stage"
    ), "hubspot", "leads"),
    ("contact", (
        "id,property_email,property_firstname,property_lifecyclestage,property_hs_lead_status"
    ), "hubspot", "leads"),
    ("deals", (
        "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Deal owner,Associated Contact IDs"
    ), "hubspot", "opportunities"),
    ("deal", (
        "deal_id,property_dealname,property_dealstage,property_amount,property_closedate"
    ), "hubspot", "opportunities"),
    ("companies", "Record ID,Company name,Company Domain Name,Company owner,Create Date", "hubspot", "accounts"),
    ("CRM Lead", (
        "name,first_name,last_name,email,mobile_no,organization,lead_owner,sla_status,status"
    ), "frappe", "leads"),
    ("CRM Deal", "name,organization,deal_value,expected_closure_date,deal_owner,status", "frappe", "opportunities"),
    ("Lead", "id,firstName,lastName,accountName,emailAddress,phoneNumber,status,source", "espocrm", "leads"),
    ("Opportunity", "id,name,amount,amountCurrency,stage,lastStage,probability,closeDate", "espocrm", "opportunities"),
    ("crm.lead", "id,name,partner_id,stage_id,expected_revenue,probability,date_deadline", "odoo", "opportunities"),
    ("people", "Id,Name / First Name,Name / Last Name,Emails / Primary Email,Company / Id", "twenty", "contacts"),
    ("subscribers", "email,name,attributes", "listmonk", "contacts"),
    ("leads", "external_id,source_system,first_name,last_name,email,company,status,n_employees", "generic", "leads"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "headers", "system", "table"), CASES, ids=[f"{case[2]} {case[0]}" for case in CASES])
def test_known_exports(name, headers, system, table):
    found = match_table(name, headers.split(","))
    assert found is not None
    assert (found.shape.system, found.shape.table) == (system, table)


@pytest.mark.parametrize(
    "headers",
    [
        (
            "Prospect ID,Lead Number,Lead Origin,Converted,TotalVisits,Specialization,Tags,Search,Magazine"
        ),  # a shop's own table
        "Client Category,Solution Type,Deal Date,Sector,Location,VP Name,Deal Cost,Deal Status Code",
        "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value",
        "a,b,c",
        "",
    ],
)
def test_tables_of_no_known_system_are_not_forced_into_one(headers):
    assert match_table("table", headers.split(",")) is None


def test_the_order_of_headers_does_not_matter():
    assert columns("Lead", API) == columns("Lead", API[::-1])


def test_hubspot_cells_that_hold_several_ids_are_marked():
    found = match_table("deals", ["Record ID", "Deal Name", "Deal Stage", "Associated Contact IDs"])
    assert found.fields[3].many


def test_every_field_of_every_object_is_a_column_of_its_table():
    for one in OBJECTS:
        for field in one.fields:
            if field.column and one.table:
                assert field.column in TABLES[one.table].column_names, (one.system, one.name, field.api)


def test_an_object_can_be_written_in_each_spelling_and_is_recognised_again():
    lead = object_shape("salesforce", "Lead")
    for spelling in Spelling:
        headers = [
            lead.spell(column, spelling)
            for column in ("external_id", "last_name", "company", "is_converted", "n_employees")
        ]
        assert all(headers)
        assert spelling_of(headers, lead) is spelling


@pytest.mark.parametrize(
    ("api", "name"),
    [("AnnualRevenue", "annual_revenue"), ("Pricebook2Id", "pricebook_2_id"), ("Region__c", "region_c"), ("Id", "id")],
)
def test_warehouse_names(api, name):
    assert snake(api) == name


def test_folding_forgets_case_signs_and_accents():
    assert fold("Prénom (1)") == "prenom1"


def test_an_unknown_object_is_a_key_error():
    with pytest.raises(KeyError):
        object_shape("salesforce", "Nothing")
