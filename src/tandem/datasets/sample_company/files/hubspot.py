"""The HubSpot dialect: its exports' labels, several ids in one cell, and histories as warehouse copies have them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.datasets.sample_company.company import SampleCompany
from tandem.datasets.sample_company.files.csv_file import minutes, numbers_in, relabel, write_csv
from tandem.datasets.sample_company.market import COUNTRIES
from tandem.kernel.vocabulary import TouchpointKind as Kind

__all__ = ["write_hubspot"]

_COUNTRY_NAMES = {country.code: country.name for country in COUNTRIES}
_LEAD_STATUSES = {
    "New": "NEW",
    "Working": "IN_PROGRESS",
    "Nurturing": "BAD_TIMING",
    "Unqualified": "UNQUALIFIED",
    "Converted": "OPEN_DEAL",
}
_LIFECYCLE = {"Marketing qualified": "Marketing Qualified Lead", "Sales qualified": "Sales Qualified Lead"}
_LIFECYCLE_IDS = {
    "Lead": "lead",
    "Marketing qualified": "marketingqualifiedlead",
    "Sales qualified": "salesqualifiedlead",
    "Opportunity": "opportunity",
    "Customer": "customer",
}
_SOURCES = {
    "Website": "DIRECT_TRAFFIC",
    "Referral": "REFERRALS",
    "Paid search": "PAID_SEARCH",
    "Organic search": "ORGANIC_SEARCH",
    "Event": "OFFLINE",
    "Social media": "SOCIAL_MEDIA",
    "Bought list": "OFFLINE",
    "Partner": "OTHER_CAMPAIGNS",
}
_STAGES = {
    "Qualification": ("Appointment Scheduled", "appointmentscheduled"),
    "Needs analysis": ("Qualified To Buy", "qualifiedtobuy"),
    "Proposal": ("Presentation Scheduled", "presentationscheduled"),
    "Negotiation": ("Contract Sent", "contractsent"),
    "Closed won": ("Closed Won", "closedwon"),
    "Closed lost": ("Closed Lost", "closedlost"),
}
_FIRST_LEAD, _FIRST_COMPANY, _FIRST_DEAL, _FIRST_CONTACT = 10_000_000, 20_000_000, 30_000_000, 50_000_000
_ENGAGEMENTS = {"email": "EMAIL", "call": "CALL", "meeting": "MEETING", "note": "NOTE", "task": "TASK"}


def write_hubspot(company: SampleCompany, folder: Path) -> None:
    """Write contacts (leads are contacts there), companies, deals, products, activities and histories."""
    tables = company.record_tables()
    people = _People(tables)
    write_csv(folder / "contacts.csv", [people.columns()])
    write_csv(folder / "companies.csv", [_companies(tables["accounts"])])
    write_csv(folder / "deals.csv", [_deals(tables, people)])
    write_csv(folder / "products.csv", [_products(tables["products"])])
    write_csv(folder / "deal_stage.csv", [_deal_stages(tables)])
    write_csv(folder / "contact_property_history.csv", [_contact_history(tables["changes"])])
    write_csv(folder / "engagements.csv", _engagements(company, people))
    write_csv(folder / "email_events.csv", _email_events(company, tables["leads"]))


class _People:
    """Leads and contacts as the one object HubSpot has: a converted lead's contact is the lead's own record."""

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        self._leads, self._contacts = tables["leads"], tables["contacts"]
        converted = self._leads["converted_contact"].combine_chunks()
        contact_rows = pc.subtract(numbers_in(converted.drop_null()), 1).to_numpy()
        lead_rows = np.flatnonzero(pc.is_valid(converted).to_numpy(zero_copy_only=False))
        ids = _FIRST_CONTACT + np.arange(1, self._contacts.num_rows + 1)
        ids[contact_rows] = _FIRST_LEAD + lead_rows + 1
        self._ids = pa.array(ids)
        is_new = np.ones(len(ids), bool)
        is_new[contact_rows] = False
        self._others = self._contacts.filter(pa.array(is_new))
        self._other_ids = pa.array(ids[is_new])

    def of_contacts(self, external_ids: pa.Array) -> pa.Array:
        """Return the record ids of contacts given by external id."""
        return self._ids.take(pc.subtract(numbers_in(external_ids), 1))

    def columns(self) -> dict[str, object]:
        """Return the columns of the contacts export."""
        leads, others, n = self._leads, self._others, self._others.num_rows
        nothing = pa.nulls(n, pa.string())

        def both(name: str, other: pa.Array | None = None) -> pa.Array:
            theirs = others[name].combine_chunks() if other is None else other
            return pa.concat_arrays([leads[name].combine_chunks(), theirs])

        industries = both("industry", nothing)
        columns: dict[str, object] = {
            "Record ID": pa.concat_arrays([_numbered(leads["external_id"], _FIRST_LEAD), self._other_ids]),
            "First Name": both("first_name"),
            "Last Name": both("last_name"),
            "Email": both("email"),
            "Phone Number": both("phone"),
            "Job Title": both("title"),
            "Company Name": both("company", nothing),
            "Industry": industries,
            "Number of Employees": both("n_employees", pa.nulls(n, pa.int64())),
            "Contact owner": both("owner_name"),
            "Lead Status": relabel(both("status", nothing), _LEAD_STATUSES),
            "Lifecycle Stage": relabel(both("lifecycle_stage", nothing), _LIFECYCLE),
            "Original Source": relabel(both("source"), _SOURCES),
            "City": both("city"),
            "Country/Region": relabel(both("country"), _COUNTRY_NAMES),
            "Associated Company IDs": _with_base(both("account"), _FIRST_COMPANY),
            "Create Date": minutes(both("created_at")),
            "Last Modified Date": minutes(both("updated_at")),
            "Unsubscribed from all email": both("email_opt_out").cast(pa.string()),
        }
        custom = [name for name in leads.column_names if name.startswith("custom.")]
        return columns | {name.removeprefix("custom."): both(name, nothing) for name in custom}


def _with_base(external_ids: pa.Array, base: int) -> pa.Array:
    return pc.add(numbers_in(external_ids), base)


def _numbered(column: pa.ChunkedArray, base: int) -> pa.Array:
    return _with_base(column.combine_chunks(), base)


def _companies(accounts: pa.Table) -> dict[str, object]:
    return {
        "Record ID": _numbered(accounts["external_id"], _FIRST_COMPANY),
        "Company name": accounts["name"],
        "Company Domain Name": accounts["domain"],
        "Website URL": accounts["website"],
        "Industry": accounts["industry"],
        "Annual Revenue": accounts["annual_revenue"],
        "Number of Employees": accounts["n_employees"],
        "City": accounts["city"],
        "Country/Region": relabel(accounts["country"].combine_chunks(), _COUNTRY_NAMES),
        "Company owner": accounts["owner_name"],
        "Create Date": minutes(accounts["created_at"].combine_chunks()),
    }


def _deals(tables: Mapping[str, pa.Table], people: _People) -> dict[str, object]:
    deals = tables["opportunities"]
    return {
        "Record ID": _numbered(deals["external_id"], _FIRST_DEAL),
        "Deal Name": deals["name"],
        "Deal Stage": relabel(
            deals["deal_stage"].combine_chunks(), {name: label for name, (label, _) in _STAGES.items()}
        ),
        "Pipeline": pa.repeat(pa.scalar("Sales Pipeline"), deals.num_rows),
        "Amount": deals["amount"],
        "Currency": deals["currency"],
        "Close Date": minutes(
            deals["close_on"].combine_chunks().cast(pa.timestamp("s")).cast(pa.timestamp("us", tz="UTC"))
        ),
        "Deal owner": deals["owner_name"],
        "Deal Type": relabel(
            deals["type"].combine_chunks(), {"New business": "newbusiness", "Expansion": "existingbusiness"}
        ),
        "Closed Lost Reason": deals["lost_reason"],
        "Next step": deals["next_step"],
        "Create Date": minutes(deals["created_at"].combine_chunks()),
        "Associated Company IDs": _numbered(deals["account"], _FIRST_COMPANY),
        "Associated Contact IDs": _member_cells(tables["buying_roles"], people, deals.num_rows),
    }


def _member_cells(roles: pa.Table, people: _People, n_deals: int) -> pa.Array:
    """Return each deal's buying group in one cell, ids divided by semicolons."""
    cells: list[list[str]] = [[] for _ in range(n_deals)]
    rows = pc.subtract(numbers_in(roles["opportunity"].combine_chunks()), 1).to_pylist()
    for row, person in zip(rows, people.of_contacts(roles["contact"].combine_chunks()).to_pylist(), strict=True):
        cells[row].append(str(person))
    return pa.array([";".join(cell) for cell in cells], pa.string())


def _products(products: pa.Table) -> dict[str, object]:
    return {
        "Record ID": numbers_in(products["external_id"].combine_chunks()),
        "Product Name": products["name"],
        "SKU": products["code"],
        "Unit price": products["list_price"],
        "Product description": products["description"],
        "Create Date": minutes(products["created_at"].combine_chunks()),
    }


def _deal_stages(tables: Mapping[str, pa.Table]) -> dict[str, object]:
    """Return the stage history as warehouse copies have it: each stage entered, the first one at creation."""
    import pandas as pd

    deals = tables["opportunities"]
    is_stage = pc.and_(
        pc.equal(tables["changes"]["subject_kind"], "opportunity"), pc.equal(tables["changes"]["field"], "deal_stage")
    )
    moves = tables["changes"].filter(is_stage).select(["subject_id", "new", "valid_from"]).to_pandas()
    created = pd.DataFrame(
        {"subject_id": np.arange(1, deals.num_rows + 1), "valid_from": deals["created_at"].to_pandas()}
    )
    entered = pd.concat([created.assign(new="Qualification"), moves], ignore_index=True)
    entered = entered.sort_values(["subject_id", "valid_from"], kind="stable").reset_index(drop=True)
    ends = entered.groupby("subject_id")["valid_from"].shift(-1)
    begins = _seconds(pa.array(entered["valid_from"]))
    return {
        "deal_id": pa.array(entered["subject_id"] + _FIRST_DEAL),
        "value": relabel(
            pa.array(entered["new"], pa.string()), {name: stage_id for name, (_, stage_id) in _STAGES.items()}
        ),
        "date_entered": begins,
        "source": pa.repeat(pa.scalar("CRM_UI"), len(entered)),
        "source_id": pa.repeat(pa.scalar("userId:1"), len(entered)),
        "_fivetran_start": begins,
        "_fivetran_end": pc.fill_null(_seconds(pa.array(ends)), "9999-12-31 23:59:59"),
        "_fivetran_active": pa.array(ends.isna().to_numpy()),
    }


def _contact_history(changes: pa.Table) -> dict[str, object]:
    is_known = pc.and_(
        pc.equal(changes["subject_kind"], "lead"),
        pc.is_in(changes["field"], value_set=pa.array(["status", "lifecycle_stage"])),
    )
    rows = changes.filter(is_known).combine_chunks()
    names = {"status": "hs_lead_status", "lifecycle_stage": "lifecyclestage"}
    return {
        "id": pc.add(rows["subject_id"].combine_chunks(), _FIRST_LEAD),
        "name": relabel(rows["field"].combine_chunks(), names),
        "value": relabel(rows["new"].combine_chunks(), _LEAD_STATUSES | _LIFECYCLE_IDS),
        "timestamp": _seconds(rows["valid_from"].combine_chunks()),
        "source": pa.repeat(pa.scalar("CRM_UI"), rows.num_rows),
        "source_id": pa.repeat(pa.scalar("userId:1"), rows.num_rows),
    }


def _seconds(moments: pa.Array) -> pa.Array:
    return pc.strftime(moments.cast(pa.timestamp("s", tz="UTC"), safe=False), format="%Y-%m-%d %H:%M:%S")


def _engagements(company: SampleCompany, people: _People) -> Iterator[dict[str, object]]:
    kinds = pa.array(list(_ENGAGEMENTS))
    for batch in company.stream_touchpoints():
        rows = batch.filter(pc.is_in(batch["kind"], value_set=kinds))
        incoming = pc.and_(pc.equal(rows["kind"], "email"), pc.equal(rows["direction"], "inbound"))
        milliseconds = pc.divide(rows["occurred_at"].cast(pa.int64()), 1000)
        yield {
            "id": numbers_in(rows["external_id"]),
            "type": pc.if_else(incoming, "INCOMING_EMAIL", relabel(rows["kind"], _ENGAGEMENTS)),
            "hs_timestamp": milliseconds,
            "hs_email_subject": _only(rows, Kind.EMAIL, "subject"),
            "hs_email_text": _only(rows, Kind.EMAIL, "body"),
            "hs_call_title": _only(rows, Kind.CALL, "subject"),
            "hs_call_body": _only(rows, Kind.CALL, "body"),
            "hs_call_direction": pc.utf8_upper(_only(rows, Kind.CALL, "direction")),
            "hs_call_duration": pc.multiply(_only(rows, Kind.CALL, "duration_seconds"), 1000.0).cast(
                pa.int64(), safe=False
            ),
            "hs_meeting_title": _only(rows, Kind.MEETING, "subject"),
            "hs_meeting_body": _only(rows, Kind.MEETING, "body"),
            "hs_note_body": _only(rows, Kind.NOTE, "body"),
            "hs_task_subject": _only(rows, Kind.TASK, "subject"),
            "hs_task_body": _only(rows, Kind.TASK, "body"),
            "contact_id": pc.coalesce(_with_base(rows["lead"], _FIRST_LEAD), people.of_contacts(rows["contact"])),
            "company_id": _with_base(rows["account"], _FIRST_COMPANY),
            "deal_id": _with_base(rows["opportunity"], _FIRST_DEAL),
            "owner": rows["owner_name"],
        }


def _only(rows: pa.RecordBatch, kind: Kind, name: str) -> pa.Array:
    return pc.if_else(pc.equal(rows["kind"], str(kind)), rows[name], pa.scalar(None, rows[name].type))


def _email_events(company: SampleCompany, leads: pa.Table) -> Iterator[dict[str, object]]:
    emails = leads["email"].combine_chunks()
    types = {"email_open": "OPEN", "email_click": "CLICK"}
    for batch in company.stream_touchpoints():
        rows = batch.filter(pc.is_in(batch["kind"], value_set=pa.array(list(types))))
        yield {
            "id": numbers_in(rows["external_id"]),
            "type": relabel(rows["kind"], types),
            "created": _seconds(rows["occurred_at"]),
            "recipient": emails.take(pc.subtract(numbers_in(rows["lead"]), 1)),
            "email_campaign_id": numbers_in(rows["campaign"]),
            "filtered_event": pc.less(rows["human_probability"], 0.5),
            "url": rows["url"],
        }
