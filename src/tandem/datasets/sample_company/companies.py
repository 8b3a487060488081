"""The companies of the market; some are customers from before, some become accounts when a lead of theirs converts."""

from dataclasses import dataclass

import numpy as np

from tandem.datasets.sample_company.calendar import DAY, Calendar
from tandem.datasets.sample_company.market import COUNTRIES, INDUSTRIES
from tandem.datasets.sample_company.randomness import Bools, Floats, Ints, generator_for, pick
from tandem.datasets.sample_company.settings import SampleSettings

__all__ = ["Companies", "draw_companies"]

_LEADS_PER_COMPANY = 2.2
_CUSTOMER_SHARE = 0.06
_TARGET_SHARE = 0.1
_SCANNER_SHARE = 0.2
_PROXY_SHARE = 0.35
# Median and spread (of the natural logarithm) of employees, by industry.
_EMPLOYEES = ((220, 1.1), (160, 1.2), (80, 1.1), (60, 1.3), (350, 1.2), (400, 1.3), (90, 1.1), (250, 1.0))


@dataclass(frozen=True)
class Companies:
    """One row for each company; arrays of shape (n_companies,).

    Attributes:
        industry, country, city, form: codes into the market's lists.
        n_employees: >= 1.
        is_first_customer: bought before the history begins.
        is_target: an account without any lead yet.
        known_since: microseconds; since when the two kinds above have been accounts.
        has_scanner: its mail gateway follows every link within seconds.
        has_proxy: its mail programs fetch pictures before anybody reads.
        tickets_per_month: how often it asks for help once a customer, > 0.
        unobserved_churn: part of the log churn hazard that no column shows, standard deviation 0.3.
    """

    industry: Ints
    country: Ints
    city: Ints
    form: Ints
    n_employees: Ints
    is_first_customer: Bools
    is_target: Bools
    known_since: Ints
    has_scanner: Bools
    has_proxy: Bools
    tickets_per_month: Floats
    unobserved_churn: Floats

    @property
    def n(self) -> int:
        """How many companies there are."""
        return len(self.industry)


def draw_companies(settings: SampleSettings, calendar: Calendar) -> Companies:
    """Return the companies of the market, about one for every two leads."""
    rng = generator_for(settings.seed, "companies")
    n = max(2, round(settings.n_leads / _LEADS_PER_COMPANY))
    industry = pick(rng, tuple(level.weight for level in INDUSTRIES), n)
    median, spread = np.array(_EMPLOYEES).T
    size = np.exp(np.log(median[industry]) + spread[industry] * rng.normal(size=n))
    kind = rng.random(n)
    # However small the company, it has one customer from before, so that every table can have rows.
    kind[0] = 0.0
    known = calendar.since - (rng.random(n) * 700 + 30) * DAY
    return Companies(
        industry=industry,
        country=pick(rng, tuple(country.weight for country in COUNTRIES), n),
        city=rng.integers(0, 3, n),
        form=rng.integers(0, 2, n),
        n_employees=np.clip(np.round(size), 2, 60_000).astype(np.int64),
        is_first_customer=kind < _CUSTOMER_SHARE,
        is_target=(kind >= _CUSTOMER_SHARE) & (kind < _CUSTOMER_SHARE + _TARGET_SHARE),
        known_since=known.astype(np.int64) // 1_000_000 * 1_000_000,
        has_scanner=rng.random(n) < _SCANNER_SHARE,
        has_proxy=rng.random(n) < _PROXY_SHARE,
        tickets_per_month=np.exp(rng.normal(-1.2, 0.6, n)),
        unobserved_churn=rng.normal(0, 0.3, n),
    )
