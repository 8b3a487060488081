"""The Salesforce dialect: API names, one CSV for each object, 18-character ids, owners by user id."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.datasets.sample_company.columns import join
from tandem.datasets.sample_company.company import SampleCompany
from tandem.datasets.sample_company.files.csv_file import flag_text, iso_milliseconds, relabel, write_csv
from tandem.datasets.sample_company.files.salesforce_activities import activity_batches
from tandem.datasets.sample_company.files.salesforce_history import history_files
from tandem.datasets.sample_company.files.salesforce_ids import record_ids, user_ids, user_names
from tandem.datasets.sample_company.files.salesforce_words import LEAD_STATUSES, STAGES
from tandem.datasets.sample_company.market import COUNTRIES

__all__ = ["write_salesforce"]

_COUNTRY_NAMES = {country.code: country.name for country in COUNTRIES}
_PERSON = {
    "FirstName": "first_name",
    "LastName": "last_name",
    "Name": "name",
    "Title": "title",
    "Email": "email",
    "Phone": "phone",
    "LeadSource": "source",
}
_OBJECTS: dict[str, tuple[str, dict[str, str]]] = {
    "Account": (
        "accounts",
        {
            "Name": "name",
            "Type": "type",
            "Industry": "industry",
            "AnnualRevenue": "annual_revenue",
            "NumberOfEmployees": "n_employees",
            "Website": "website",
            "Phone": "phone",
            "BillingStreet": "street",
            "BillingCity": "city",
            "BillingPostalCode": "postal_code",
            "BillingCountry": "country",
        },
    ),
    "Contact": (
        "contacts",
        {
            **_PERSON,
            "AccountId": "account",
            "Department": "department",
            "MailingStreet": "street",
            "MailingCity": "city",
            "MailingPostalCode": "postal_code",
            "MailingCountry": "country",
            "HasOptedOutOfEmail": "email_opt_out",
            "DoNotCall": "do_not_call",
        },
    ),
    "Lead": (
        "leads",
        {
            **_PERSON,
            "Company": "company",
            "Website": "website",
            "Street": "street",
            "City": "city",
            "PostalCode": "postal_code",
            "Country": "country",
            "Industry": "industry",
            "AnnualRevenue": "annual_revenue",
            "NumberOfEmployees": "n_employees",
            "Status": "status",
            "Rating": "rating",
            "IsConverted": "is_converted",
            "ConvertedDate": "converted_at",
            "ConvertedAccountId": "account",
            "ConvertedContactId": "converted_contact",
            "ConvertedOpportunityId": "converted_opportunity",
            "HasOptedOutOfEmail": "email_opt_out",
            "DoNotCall": "do_not_call",
        },
    ),
    "Opportunity": (
        "opportunities",
        {
            "Name": "name",
            "AccountId": "account",
            "ContactId": "contact",
            "Amount": "amount",
            "StageName": "deal_stage",
            "CloseDate": "close_on",
            "Type": "type",
            "LeadSource": "source",
            "NextStep": "next_step",
            "CampaignId": "campaign",
            "ForecastCategoryName": "forecast_category",
            "IsClosed": "is_closed",
            "IsWon": "is_won",
            "Description": "description",
            "Loss_Reason__c": "lost_reason",
            "Main_Competitor__c": "competitor",
        },
    ),
    "Product2": (
        "products",
        {
            "Name": "name",
            "ProductCode": "code",
            "Family": "family",
            "IsActive": "is_active",
            "Description": "description",
            "ListPrice__c": "list_price",
        },
    ),
    "Campaign": (
        "campaigns",
        {
            "Name": "name",
            "Type": "type",
            "Status": "status",
            "StartDate": "starts_on",
            "EndDate": "ends_on",
            "BudgetedCost": "budget",
        },
    ),
    "Contract": (
        "contracts",
        {
            "Name": "name",
            "AccountId": "account",
            "Opportunity__c": "opportunity",
            "StartDate": "starts_on",
            "EndDate": "ends_on",
            "Status": "status",
            "Yearly_Amount__c": "amount_per_year",
            "Cancelled_On__c": "cancelled_on",
        },
    ),
    "Order": (
        "orders",
        {
            "AccountId": "account",
            "OpportunityId": "opportunity",
            "EffectiveDate": "ordered_on",
            "Status": "status",
            "TotalAmount": "amount",
            "Product__c": "product",
            "Quantity__c": "quantity",
        },
    ),
    "CampaignMember": (
        "campaign_members",
        {
            "CampaignId": "campaign",
            "LeadId": "lead",
            "ContactId": "contact",
            "Status": "status",
            "HasResponded": "has_responded",
            "FirstRespondedDate": "first_responded_on",
        },
    ),
    "OpportunityContactRole": (
        "buying_roles",
        {"OpportunityId": "opportunity", "ContactId": "contact", "Role": "role", "IsPrimary": "is_primary"},
    ),
}
_VALUES: dict[tuple[str, str], Mapping[str, str]] = {
    ("leads", "status"): LEAD_STATUSES,
    ("opportunities", "deal_stage"): STAGES,
}


def write_salesforce(company: SampleCompany, folder: Path) -> None:
    """Write the objects of a weekly export; a lead's account stands in it only once the lead is converted."""
    tables = company.record_tables()
    for name, (source, headers) in _OBJECTS.items():
        write_csv(folder / f"{name}.csv", [_object(company, source, tables[source], headers)])
    write_csv(folder / "OpportunityLineItem.csv", [_line_items(tables["quotes"])])
    write_csv(folder / "User.csv", [_users(company)])
    for name, columns in history_files(company, tables).items():
        write_csv(folder / f"{name}.csv", [columns])
    for name in ("EmailMessage", "Task", "Event"):
        write_csv(folder / f"{name}.csv", activity_batches(company, name))


def _object(company: SampleCompany, source: str, table: pa.Table, headers: dict[str, str]) -> dict[str, object]:
    columns: dict[str, object] = {"Id": record_ids(table["external_id"].combine_chunks())}
    for header, name in headers.items():
        columns[header] = _spelled(source, name, table[name].combine_chunks())
    if source == "leads":
        converted = table["is_converted"].combine_chunks()
        columns["ConvertedAccountId"] = pc.if_else(
            converted, columns["ConvertedAccountId"], pa.scalar(None, pa.string())
        )
        columns["ConvertedDate"] = table["converted_at"].combine_chunks().cast(pa.date32())
    if source == "opportunities":
        columns["Probability"] = pc.round(pc.multiply(table["win_probability_stated"].combine_chunks(), 100)).cast(
            pa.int64()
        )
    if "owner_name" in table.column_names:
        columns["OwnerId"] = user_ids(company, table["owner_name"].combine_chunks())
    for name in table.column_names:
        if name.startswith("custom."):
            columns[f"{name.removeprefix('custom.').replace(' ', '_')}__c"] = table[name]
    for header, name in (("CreatedDate", "created_at"), ("LastModifiedDate", "updated_at")):
        if name in table.column_names:
            columns[header] = iso_milliseconds(table[name].combine_chunks())
    return columns


def _spelled(source: str, name: str, values: pa.Array) -> object:
    from tandem.tables.schema import ColumnType, table

    column = table(source).column(name)
    if column.type is ColumnType.REFERENCE:
        return record_ids(values)
    if column.type is ColumnType.FLAG:
        return flag_text(values)
    if column.type is ColumnType.COUNTRY:
        return relabel(values, _COUNTRY_NAMES)
    if column.type is ColumnType.MOMENT:
        return iso_milliseconds(values)
    return relabel(values, _VALUES[source, name]) if (source, name) in _VALUES else values


def _line_items(quotes: pa.Table) -> dict[str, object]:
    quantity = quotes["quantity"].combine_chunks()
    price = quotes["unit_price"].combine_chunks()
    total = pc.round(pc.multiply(quantity, price.cast(pa.float64())), 2)
    return {
        "Id": record_ids(quotes["external_id"].combine_chunks()),
        "OpportunityId": record_ids(quotes["opportunity"].combine_chunks()),
        "Product2Id": record_ids(quotes["product"].combine_chunks()),
        "Quantity": quantity,
        "ListPrice": quotes["list_price"],
        "UnitPrice": price,
        "TotalPrice": total,
        "Discount": pc.round(pc.multiply(quotes["discount_share"].combine_chunks(), 100), 2),
        "ServiceDate": quotes["quoted_on"],
        "Quote_Status__c": quotes["status"],
        "CreatedDate": iso_milliseconds(quotes["created_at"].combine_chunks()),
        "LastModifiedDate": iso_milliseconds(quotes["updated_at"].combine_chunks()),
    }


def _users(company: SampleCompany) -> dict[str, object]:
    names = pa.array(user_names(company))
    address = join(pc.replace_substring(pc.utf8_lower(names), " ", "."), "@vigil-instruments.example")
    return {
        "Id": user_ids(company, names),
        "Name": names,
        "Email": address,
        "Username": address,
        "IsActive": pa.array(np.full(len(names), "true")),
        "TimeZoneSidKey": pa.array(np.full(len(names), "Europe/Berlin")),
    }
