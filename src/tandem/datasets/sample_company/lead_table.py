"""The leads as a table of the common schema, custom columns included."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.datasets.sample_company.changes import Rendered, last_change
from tandem.datasets.sample_company.columns import amounts, flags, ids, join, moments, table_of, take
from tandem.datasets.sample_company.lead_history import follow_leads
from tandem.datasets.sample_company.market import INDUSTRIES, INTERESTS, SOURCES
from tandem.datasets.sample_company.names import company_domains, company_names, misspelled
from tandem.datasets.sample_company.people import address_columns, person_columns
from tandem.datasets.sample_company.randomness import generator_for
from tandem.datasets.sample_company.world import World

__all__ = ["lead_table"]

_OPT_OUT_SHARE, _DO_NOT_CALL_SHARE, _PEOPLE_ONLY_SHARE = 0.06, 0.04, 0.015
_REVENUE_PER_EMPLOYEE = 18_000_000  # cents a year


def lead_table(world: World) -> Rendered:
    """Return the leads and their changes.

    Custom columns: `Product interest` and `What do you need` (free text) are known at creation and matter; `Campaign
    code` has hundreds of values and means nothing; `Form reference` is different for every lead; `First call outcome`
    is noise filled in at the first answer; `Disqualification note` and `Handover date` are filled in at the decision
    and give it away.
    """
    leads, companies = world.leads, world.companies
    rows = np.arange(leads.n)
    course = follow_leads(world)
    updated = last_change(leads.created, course.changed)
    rng = generator_for(world.settings.seed, "lead table")
    size = companies.n_employees[leads.company]
    person = person_columns(
        companies,
        company=leads.company,
        first=leads.first,
        last=leads.last,
        serial=leads.serial,
        seniority=leads.seniority,
        function=leads.function,
        free_mail=leads.free_mail,
        number=rows,
    )
    names = company_names(leads.company, companies.country[leads.company], companies.form[leads.company])
    columns = {
        "external_id": ids("lead", rows),
        "source_system": "sample",
        "created_at": moments(leads.created),
        "recorded_at": moments(leads.created),
        "updated_at": moments(updated),
        "owner_name": take(world.sellers.names, leads.owner),
        **person,
        "company": misspelled(names, leads.misspelled),
        "website": join("https://www.", company_domains(leads.company)),
        "industry": take([level.name for level in INDUSTRIES], companies.industry[leads.company]),
        "annual_revenue": amounts(size * _REVENUE_PER_EMPLOYEE),
        "currency": world.settings.currency,
        "n_employees": pa.array(size),
        **address_columns(companies, leads.company),
        "source": take([level.name for level in SOURCES], leads.source),
        **course.present,
        "email_opt_out": flags(rng.random(leads.n) < _OPT_OUT_SHARE),
        "do_not_call": flags(rng.random(leads.n) < _DO_NOT_CALL_SHARE),
        "people_only": flags(rng.random(leads.n) < _PEOPLE_ONLY_SHARE),
        "custom.Product interest": take([level.name for level in INTERESTS], leads.interest),
        "custom.What do you need": _needs(world),
        "custom.Campaign code": _campaign_codes(world),
        "custom.Form reference": join("F-", pa.array(rows * 7919 % 1_000_003 + rows // 1_000_003).cast(pa.string())),
    }
    return Rendered(table_of("leads", columns, leads.n), course.changed)


def _needs(world: World) -> pa.Array:
    """Return what each lead wrote into the form; the pressing ones draw from their own pool."""
    rng = generator_for(world.settings.seed, "lead needs")
    text = rng.integers(0, world.texts.size, world.leads.n)
    calm, urgent = (world.texts.pool(name).texts.take(pa.array(text)) for name in ("need", "urgent_need"))
    return pc.if_else(pa.array(world.leads.is_urgent), urgent, calm)


def _campaign_codes(world: World) -> pa.Array:
    campaign = world.leads.campaign
    variant = (world.leads.created // 3_600_000_000) % 40
    code = join("cmp-", pa.array(campaign).cast(pa.string()), "-v", pa.array(variant).cast(pa.string()))
    return pc.if_else(pa.array(campaign >= 0), code, pa.scalar(None, pa.string()))
