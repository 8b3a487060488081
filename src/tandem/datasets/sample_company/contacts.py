"""Contacts and buying groups: the person who was the lead, and the colleagues who decide with them."""

from dataclasses import dataclass

import numpy as np

from tandem.datasets.sample_company.calendar import DAY, SECOND, Calendar
from tandem.datasets.sample_company.companies import Companies
from tandem.datasets.sample_company.leads import Leads, serials
from tandem.datasets.sample_company.market import FUNCTIONS, ROLES, SENIORITIES
from tandem.datasets.sample_company.names import FIRST_NAMES, LAST_NAMES
from tandem.datasets.sample_company.opportunities import Opportunities
from tandem.datasets.sample_company.randomness import Bools, Ints, generator_for, pick
from tandem.datasets.sample_company.settings import SampleSettings

__all__ = ["Contacts", "draw_contacts"]

_CONTACTS_PER_FIRST_CUSTOMER = (2, 5)
_GATHERING_DAYS = 14


@dataclass(frozen=True)
class Contacts:
    """One row for each contact; arrays of shape (n_contacts,) unless said otherwise.

    Attributes:
        created: microseconds.
        company, lead: rows of those; `lead` is -1 where the contact never was one.
        first, last, serial, seniority, function: the person.
        role: code into the market's buying roles.
        free_mail: whether the address is a free-mail one.
        primary_of: for each opportunity its primary contact's row, shape (n_opportunities,).
        member_contact, member_opportunity, member_role: the buying groups' members, shape (n_members,).
        of_company_starts, of_company: contacts in order of company; those of company `i` stand in `of_company` from
            `of_company_starts[i]` to `of_company_starts[i + 1]`.
    """

    created: Ints
    company: Ints
    lead: Ints
    first: Ints
    last: Ints
    serial: Ints
    seniority: Ints
    function: Ints
    role: Ints
    free_mail: Bools
    primary_of: Ints
    member_contact: Ints
    member_opportunity: Ints
    member_role: Ints
    of_company_starts: Ints
    of_company: Ints

    @property
    def n(self) -> int:
        """How many contacts there are."""
        return len(self.created)


def draw_contacts(
    settings: SampleSettings,
    calendar: Calendar,
    companies: Companies,
    leads: Leads,
    opportunities: Opportunities,
) -> Contacts:
    """Return the contacts: converted leads first, then first customers' people, then the rest of the buying groups."""
    rng = generator_for(settings.seed, "contacts")
    from_lead = np.flatnonzero(leads.has_converted(calendar.until))
    customers = np.flatnonzero(companies.is_first_customer)
    old = np.repeat(customers, rng.integers(*_CONTACTS_PER_FIRST_CUSTOMER, len(customers)))
    new_business = np.flatnonzero(opportunities.lead >= 0)
    others = np.repeat(new_business, opportunities.n_people[new_business] - 1)
    opened = opportunities.opened[others]
    room = np.minimum(np.minimum(opportunities.closed[others], calendar.until - 1) - opened, _GATHERING_DAYS * DAY)
    joined = opened + (rng.random(len(others)) * room).astype(np.int64) // SECOND * SECOND

    n_extra = len(old) + len(others)
    lead = np.r_[from_lead, np.full(n_extra, -1)]
    company = np.r_[leads.company[from_lead], old, opportunities.company[others]]
    extra = {
        "first": rng.integers(0, len(FIRST_NAMES), n_extra),
        "last": rng.integers(0, len(LAST_NAMES), n_extra),
        "seniority": pick(rng, tuple(level.weight for level in SENIORITIES), n_extra),
        "function": pick(rng, tuple(level.weight for level in FUNCTIONS), n_extra),
    }
    person = {name: np.r_[getattr(leads, name)[from_lead], values] for name, values in extra.items()}
    serial = np.r_[leads.serial[from_lead], _serials_after_leads(leads, company, person, n_extra)]
    role = _draw_roles(rng, from_lead, old, others)
    group = _groups(opportunities, leads.n, from_lead=from_lead, old=old, others=others, role=role)
    by_company = np.argsort(company, kind="stable")
    return Contacts(
        created=np.r_[leads.decided[from_lead], companies.known_since[old], joined],
        company=company,
        lead=lead,
        serial=serial,
        role=role,
        free_mail=np.where(lead >= 0, leads.free_mail[np.maximum(lead, 0)], False),
        **person,
        **group,
        of_company_starts=np.searchsorted(company[by_company], np.arange(companies.n + 1)),
        of_company=by_company,
    )


def _serials_after_leads(leads: Leads, company: Ints, person: dict[str, Ints], n_extra: int) -> Ints:
    """Return serials that keep the further contacts apart from all leads of the same name and company."""
    n_lead_contacts = len(company) - n_extra
    everybody = [
        np.r_[one, two[n_lead_contacts:]]
        for one, two in ((leads.company, company), (leads.first, person["first"]), (leads.last, person["last"]))
    ]
    return serials(everybody[0], everybody[1], everybody[2])[leads.n :]


def _draw_roles(rng: np.random.Generator, from_lead: Ints, old: Ints, others: Ints) -> Ints:
    champion = np.where(rng.random(len(from_lead)) < 0.6, ROLES.index("Champion"), ROLES.index("User"))
    roles: Ints = np.r_[champion, rng.integers(0, len(ROLES), len(old) + len(others))]
    return roles


def _groups(
    opportunities: Opportunities, n_leads: int, *, from_lead: Ints, old: Ints, others: Ints, role: Ints
) -> dict[str, Ints]:
    """Return each opportunity's primary contact, and the members of the buying groups."""
    contact_of_lead = np.full(n_leads, -1, dtype=np.int64)
    contact_of_lead[from_lead] = np.arange(len(from_lead))
    expansion = np.flatnonzero(opportunities.lead < 0)
    starts = np.searchsorted(old, opportunities.company[expansion])
    counts = np.searchsorted(old, opportunities.company[expansion], side="right") - starts
    primary = np.where(opportunities.lead >= 0, contact_of_lead[np.maximum(opportunities.lead, 0)], -1)
    primary[expansion] = starts + len(from_lead)
    offsets = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    of_old = np.repeat(starts, counts) + offsets + len(from_lead)
    new_business = np.flatnonzero(opportunities.lead >= 0)
    contact = np.r_[primary[new_business], of_old, np.arange(len(others)) + len(from_lead) + len(old)]
    opportunity = np.r_[new_business, np.repeat(expansion, counts), others]
    order = np.lexsort((contact, opportunity))
    return {
        "primary_of": primary,
        "member_contact": contact[order],
        "member_opportunity": opportunity[order],
        "member_role": role[contact[order]],
    }
