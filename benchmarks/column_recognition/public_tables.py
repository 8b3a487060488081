"""Public tables with the mapping a person would make.

The leads, the deals and the four pipeline tables were looked at while the recogniser was built; the others were not.
"""

import os
from pathlib import Path

from benchmarks.column_recognition.renamings import Renamed
from tandem.prospecting.column_recognition import TableSample
from tandem.tables.files import open_source

__all__ = ["public_tables"]

# file → (our table, {header: field}); every header not named is a custom column; no table: to be left out.
_EXPECTED: dict[str, tuple[str, dict[str, str]]] = {
    "x_education_leads/leads.csv.gz": (
        "leads",
        {
            "Prospect ID": "external_id",
            "Lead Source": "source",
            "Do Not Email": "email_opt_out",
            "Do Not Call": "do_not_call",
            "Converted": "is_converted",
            "Country": "country",
            "City": "city",
        },
    ),
    "it_deals_win_prediction/deals.csv.gz": (
        "opportunities",
        {"Deal Date": "created_at", "Deal Cost": "amount", "Deal Status Code": "deal_stage"},
    ),
    "crm_pipeline_maven/sales_pipeline.csv.gz": (
        "opportunities",
        {
            "opportunity_id": "external_id",
            "sales_agent": "owner_name",
            "account": "account",
            "deal_stage": "deal_stage",
            "engage_date": "created_at",
            "close_date": "close_on",
            "close_value": "amount",
        },
    ),
    "crm_pipeline_maven/accounts.csv": (
        "accounts",
        {
            "account": "name",
            "sector": "industry",
            "revenue": "annual_revenue",
            "employees": "n_employees",
            "office_location": "country",
            "subsidiary_of": "parent",
        },
    ),
    "crm_pipeline_maven/products.csv": (
        "products",
        {"product": "name", "series": "family", "sales_price": "list_price"},
    ),
    "crm_pipeline_maven/sales_teams.csv": ("", {}),
    "er_fake_1000/fake_1000.csv.gz": (
        "contacts",
        {
            "unique_id": "external_id",
            "first_name": "first_name",
            "surname": "last_name",
            "city": "city",
            "email": "email",
        },
    ),
    "er_febrl/dataset1.csv.gz": (
        "contacts",
        {
            "rec_id": "external_id",
            "given_name": "first_name",
            "surname": "last_name",
            "address_1": "street",
            "suburb": "city",
            "postcode": "postal_code",
            "state": "state",
        },
    ),
    "online_retail_uci/transactions.parquet": (
        "orders",
        {
            "InvoiceNo": "external_id",
            "StockCode": "product",
            "Quantity": "quantity",
            "InvoiceDate": "ordered_on",
            "CustomerID": "account",
        },
    ),
    "wholesale_customers/wholesale.csv": ("", {}),
    "physician_detailing/demo.csv": ("", {}),
}


def public_tables() -> list[Renamed] | None:
    """Return the public tables, or nothing where the folder `TANDEM_BENCH_DATA` is not given."""
    folder = os.environ.get("TANDEM_BENCH_DATA", "")
    if not folder or not Path(folder).is_dir():
        return None
    found = []
    for path, (table, fields) in _EXPECTED.items():
        if not (Path(folder) / path).exists():
            continue
        source = open_source(Path(folder) / path)[0]
        columns = tuple(tuple(column.to_pylist()) for column in source.sample(500).columns)
        truth = {header: fields.get(header, "") for header in source.headers}
        found.append(Renamed(TableSample(source.name, source.headers, columns), table, path.partition("/")[0], truth))
    return found
