"""Accounts: companies the seller keeps a record of, from before or since a lead of theirs converted."""

from dataclasses import dataclass

import numpy as np

from tandem.datasets.sample_company.calendar import NEVER, Calendar
from tandem.datasets.sample_company.companies import Companies
from tandem.datasets.sample_company.leads import Leads
from tandem.datasets.sample_company.randomness import Ints, generator_for, pick
from tandem.datasets.sample_company.sellers import Sellers
from tandem.datasets.sample_company.settings import SampleSettings

__all__ = ["Accounts", "draw_accounts"]


@dataclass(frozen=True)
class Accounts:
    """One row for each account, in order of creation; arrays of shape (n_accounts,) unless said otherwise.

    Attributes:
        company: row of the company it is.
        created: microseconds.
        owner: row of the seller who keeps it.
        of_company: for each company its account's row, or -1; shape (n_companies,).
    """

    company: Ints
    created: Ints
    owner: Ints
    of_company: Ints

    @property
    def n(self) -> int:
        """How many accounts there are."""
        return len(self.company)


def draw_accounts(
    settings: SampleSettings, calendar: Calendar, companies: Companies, sellers: Sellers, leads: Leads
) -> Accounts:
    """Return the accounts: first customers, targets, and companies whose lead has converted by now."""
    rng = generator_for(settings.seed, "accounts")
    since = np.where(companies.is_first_customer | companies.is_target, companies.known_since, NEVER)
    converted = leads.has_converted(calendar.until)
    np.minimum.at(since, leads.company[converted], leads.decided[converted])
    company = np.flatnonzero(since < NEVER)
    company = company[np.argsort(since[company], kind="stable")]
    of_company = np.full(companies.n, -1, dtype=np.int64)
    of_company[company] = np.arange(len(company))
    return Accounts(company, since[company], pick(rng, sellers.load, len(company)), of_company)
