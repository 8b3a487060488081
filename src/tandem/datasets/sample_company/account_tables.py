"""Accounts, contacts and buying roles as tables of the common schema."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.datasets.sample_company.calendar import NEVER
from tandem.datasets.sample_company.changes import CategoryTrack, Rendered, last_change
from tandem.datasets.sample_company.columns import amounts, flags, ids, join, moments, table_of, take
from tandem.datasets.sample_company.market import FUNCTIONS, INDUSTRIES, ROLES, SOURCES
from tandem.datasets.sample_company.names import company_domains, company_names, phones
from tandem.datasets.sample_company.people import address_columns, person_columns
from tandem.datasets.sample_company.randomness import generator_for
from tandem.datasets.sample_company.world import World
from tandem.kernel.vocabulary import SubjectKind

__all__ = ["account_table", "buying_role_table", "contact_table"]

_TYPES = ("Prospect", "Customer", "Former customer")


def account_table(world: World) -> Rendered:
    """Return the accounts and how they became customers, or ceased to be."""
    accounts, companies = world.accounts, world.companies
    company = accounts.company
    type_ = _follow_types(world)
    size = companies.n_employees[company]
    columns = {
        "external_id": ids("account", np.arange(accounts.n)),
        "source_system": "sample",
        "created_at": moments(accounts.created),
        "recorded_at": moments(accounts.created),
        "updated_at": moments(last_change(accounts.created, type_.changed)),
        "owner_name": take(world.sellers.names, accounts.owner),
        "name": company_names(company, companies.country[company], companies.form[company]),
        "domain": company_domains(company),
        "website": join("https://www.", company_domains(company)),
        "phone": phones(companies.country[company], company * 3),
        "type": type_.present,
        "industry": take([level.name for level in INDUSTRIES], companies.industry[company]),
        "annual_revenue": amounts(size * 18_000_000),
        "currency": world.settings.currency,
        "n_employees": pa.array(size),
        **address_columns(companies, company),
        "people_only": flags(company % 97 == 3),
    }
    return Rendered(table_of("accounts", columns, accounts.n), tuple(type_.changed))


def _follow_types(world: World) -> CategoryTrack:
    """Return the account types: customer from the first win on, former once every relation has ended."""
    accounts, relations, until = world.accounts, world.relations, world.calendar.until
    is_first = world.companies.is_first_customer[accounts.company]
    track = CategoryTrack(SubjectKind.ACCOUNT, "type", _TYPES, is_first.astype(np.int64))
    won_at = np.full(accounts.n, NEVER)
    from_deal = relations.opportunity >= 0
    np.minimum.at(won_at, relations.account[from_deal], world.opportunities.closed[relations.opportunity[from_deal]])
    rows = np.flatnonzero(won_at < until)
    track.move(rows, won_at[rows], 1, "system")
    ended_at = np.full(accounts.n, -1)
    np.maximum.at(ended_at, relations.account, relations.churns)
    rows = np.flatnonzero((ended_at >= 0) & (ended_at < until))
    track.move(rows, ended_at[rows], 2, "system")
    return track


def contact_table(world: World) -> Rendered:
    """Return the contacts."""
    contacts, companies = world.contacts, world.companies
    account = world.accounts.of_company[contacts.company]
    rng = generator_for(world.settings.seed, "contact table")
    number = np.where(contacts.lead >= 0, contacts.lead, np.arange(contacts.n) + world.leads.n)
    source = take(
        [level.name for level in SOURCES], np.where(contacts.lead >= 0, world.leads.source[contacts.lead], -1)
    )
    person = person_columns(
        companies,
        company=contacts.company,
        first=contacts.first,
        last=contacts.last,
        serial=contacts.serial,
        seniority=contacts.seniority,
        function=contacts.function,
        free_mail=contacts.free_mail,
        number=number,
    )
    columns = {
        "external_id": ids("contact", np.arange(contacts.n)),
        "source_system": "sample",
        "created_at": moments(contacts.created),
        "recorded_at": moments(contacts.created),
        "updated_at": moments(contacts.created),
        "owner_name": take(world.sellers.names, world.accounts.owner[account]),
        **person,
        "account": ids("account", account),
        "department": take([level.name for level in FUNCTIONS], contacts.function),
        "role": take(ROLES, contacts.role),
        "source": source,
        **address_columns(companies, contacts.company),
        "email_opt_out": flags(rng.random(contacts.n) < 0.05),
        "do_not_call": flags(rng.random(contacts.n) < 0.03),
        "people_only": flags(rng.random(contacts.n) < 0.015),
    }
    return Rendered(table_of("contacts", columns, contacts.n))


def buying_role_table(world: World) -> Rendered:
    """Return who takes part in which opportunity, and as what."""
    contacts = world.contacts
    n = len(contacts.member_contact)
    is_primary = contacts.primary_of[contacts.member_opportunity] == contacts.member_contact
    columns = {
        "external_id": ids("role", np.arange(n)),
        "opportunity": ids("opportunity", contacts.member_opportunity),
        "contact": ids("contact", contacts.member_contact),
        "role": take(ROLES, contacts.member_role),
        "is_primary": pc.cast(pa.array(is_primary), pa.bool_()),
    }
    return Rendered(table_of("buying_roles", columns, n))
