"""Opportunities: from stage to stage by known hazards, to won, lost, no decision, or still open."""

from dataclasses import dataclass

import numpy as np

from tandem.datasets.sample_company.accounts import Accounts
from tandem.datasets.sample_company.calendar import DAY, NEVER, Calendar
from tandem.datasets.sample_company.companies import Companies
from tandem.datasets.sample_company.conversion import sigmoid
from tandem.datasets.sample_company.leads import Leads
from tandem.datasets.sample_company.market import COMPETITORS
from tandem.datasets.sample_company.products import DEMAND, PRODUCTS
from tandem.datasets.sample_company.randomness import Bools, Floats, Ints, generator_for
from tandem.datasets.sample_company.sellers import Sellers
from tandem.datasets.sample_company.settings import SampleSettings

__all__ = ["HAZARDS", "STAGES", "Opportunities", "StageHazards", "draw_opportunities"]

_EXPANSIONS_PER_YEAR = 0.5


@dataclass(frozen=True)
class StageHazards:
    """Weekly rates at which an average opportunity leaves an open stage: onwards, lost, without a decision."""

    stage: str
    advance: float
    loss: float
    no_decision: float


# In negotiation the demand curve decides: `advance` is the rate of any decision; `loss` and `no_decision` the shares
# of quotes not accepted that end one way or the other.
HAZARDS = (
    StageHazards("Qualification", 0.42, 0.05, 0.05),
    StageHazards("Needs analysis", 0.36, 0.05, 0.045),
    StageHazards("Proposal", 0.4, 0.06, 0.04),
    StageHazards("Negotiation", 0.4, 0.65, 0.35),
)
STAGES = (*(hazards.stage for hazards in HAZARDS), "Closed won", "Closed lost")
GROUP_EFFECT = 0.12  # on the log rate of advancing, for each person of the buying group beyond three
COMPETITOR_EFFECT = 0.5  # on the log rate of losing
UNOBSERVED_ADVANCE_SD = 0.25
SLIPS_PER_WEEK = 0.09
SLIP_SPREAD = 0.4


@dataclass(frozen=True)
class Opportunities:
    """One row for each opportunity, in order of opening; arrays of shape (n_opportunities,) unless said otherwise.

    Attributes:
        opened: microseconds.
        lead: row of the lead it came from, or -1.
        company, owner, product: rows of those.
        quantity: units asked for; `discount` the share off the list price that the quote grants.
        n_people: size of the buying group, 2 to 7.
        competitor: code into the market's competitors, or -1.
        advance, loss, no_decision: weekly rates of leaving each open stage, shape (n_opportunities, 4).
        acceptance: probability that a quote under negotiation is accepted.
        slips_per_week: rate at which the seller moves the close date.
        entered: when each open stage is entered, `NEVER` where it is not, shape (n_opportunities, 4), microseconds.
        closed: microseconds; after `until` it has not been seen.
        outcome: 0 won, 1 lost, 2 no decision; what becomes of it, seen or not yet.
        plan_days: days from opening to the first close date.
    """

    opened: Ints
    lead: Ints
    company: Ints
    owner: Ints
    product: Ints
    quantity: Ints
    discount: Floats
    n_people: Ints
    competitor: Ints
    advance: Floats
    loss: Floats
    no_decision: Floats
    acceptance: Floats
    slips_per_week: Floats
    entered: Ints
    closed: Ints
    outcome: Ints
    plan_days: Ints

    @property
    def n(self) -> int:
        """How many opportunities there are."""
        return len(self.opened)

    def is_closed(self, until: int) -> Bools:
        """Return which are closed before `until`."""
        closed: Bools = self.closed < until
        return closed

    def is_won(self, until: int) -> Bools:
        """Return which are won before `until`."""
        won: Bools = (self.closed < until) & (self.outcome == 0)
        return won

    @property
    def list_cents(self) -> Ints:
        """The amount at list price, in cents."""
        listed: Ints = np.array([product.list_price for product in PRODUCTS])[self.product]
        return self.quantity * listed

    @property
    def unit_cents(self) -> Ints:
        """The quoted unit price, in cents."""
        listed = np.array([product.list_price for product in PRODUCTS])[self.product]
        return np.round(listed * (1 - self.discount)).astype(np.int64)

    def win_probability_from(self, stage: int) -> Floats:
        """Return the true probability of winning for each opportunity, were it in the given open stage now."""
        leaving = self.advance + self.loss + self.no_decision
        onwards = self.advance[:, stage:3] / leaving[:, stage:3]
        result: Floats = np.prod(onwards, axis=1) * self.acceptance
        return result


def draw_opportunities(
    settings: SampleSettings,
    calendar: Calendar,
    *,
    companies: Companies,
    sellers: Sellers,
    leads: Leads,
    accounts: Accounts,
) -> Opportunities:
    """Return the opportunities of converted leads and of first customers who want more."""
    rng = generator_for(settings.seed, "opportunities")
    what = _draw_openings(rng, calendar, companies, leads, accounts)
    lead, company, opened, owner, line = what
    n = len(opened)
    size = companies.n_employees[company]
    n_people = np.clip(2 + rng.poisson(0.5 + 0.45 * np.log10(np.maximum(size, 2))), 2, 7)
    competitor = np.where(rng.random(n) < 0.4, rng.integers(0, len(COMPETITORS), n), -1)
    granted = sellers.discount_share[owner] + rng.normal(0, 0.07, n)
    discount: Floats = np.asarray(np.round(np.clip(granted, 0.0, 0.45), 2), dtype=np.float64)
    log_advance = sellers.log_skill[owner] + GROUP_EFFECT * (n_people - 3) + rng.normal(0, UNOBSERVED_ADVANCE_SD, n)
    log_loss = COMPETITOR_EFFECT * (competitor >= 0)
    acceptance = _acceptance(line, discount, competitor >= 0)
    rates = _rates(np.exp(log_advance), np.exp(log_loss), acceptance)
    entered, closed, outcome = _walk(rng, calendar, companies.country[company], opened, rates)
    return Opportunities(
        opened=opened,
        lead=lead,
        company=company,
        owner=owner,
        product=line * 3 + rng.integers(0, 3, n),
        quantity=np.maximum(1, np.round(np.exp(rng.normal(0.6, 0.6, n)) * size**0.4)).astype(np.int64),
        discount=discount,
        n_people=n_people.astype(np.int64),
        competitor=competitor,
        advance=rates[0],
        loss=rates[1],
        no_decision=rates[2],
        acceptance=acceptance,
        slips_per_week=SLIPS_PER_WEEK * np.exp(rng.normal(0, SLIP_SPREAD, n)),
        entered=entered,
        closed=closed,
        outcome=outcome,
        plan_days=rng.integers(45, 120, n),
    )


def _draw_openings(
    rng: np.random.Generator, calendar: Calendar, companies: Companies, leads: Leads, accounts: Accounts
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    from_lead = np.flatnonzero(leads.has_converted(calendar.until))
    years = calendar.n_days / 365.25
    customers = np.flatnonzero(companies.is_first_customer)
    wanting = np.repeat(customers, rng.poisson(_EXPANSIONS_PER_YEAR * years, len(customers)))
    low, high = np.full(len(wanting), calendar.since), np.full(len(wanting), calendar.until - 1)
    targets = rng.integers(calendar.since, calendar.until, len(wanting))
    moments = calendar.office_moments(rng, targets, companies.country[wanting], low, high)
    opened = np.r_[leads.decided[from_lead], moments]
    order = np.argsort(opened, kind="stable")
    return (
        np.r_[from_lead, np.full(len(wanting), -1)][order],
        np.r_[leads.company[from_lead], wanting][order],
        opened[order],
        np.r_[leads.owner[from_lead], accounts.owner[accounts.of_company[wanting]]][order],
        np.r_[leads.interest[from_lead], rng.integers(0, len(DEMAND), len(wanting))][order],
    )


def _acceptance(line: Ints, discount: Floats, has_competitor: Bools) -> Floats:
    intercept, slope, against = np.array([[one.intercept, one.price_slope, one.competitor_effect] for one in DEMAND]).T
    return sigmoid(intercept[line] - slope[line] * np.log1p(-discount) - against[line] * has_competitor)


def _rates(advance: Floats, loss: Floats, acceptance: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the weekly rates (onwards, lost, no decision) for each of the four open stages."""
    onwards = np.stack([hazards.advance * advance for hazards in HAZARDS], axis=1)
    lost = np.stack([hazards.loss * loss for hazards in HAZARDS], axis=1)
    undecided = np.stack([np.full(len(advance), hazards.no_decision) for hazards in HAZARDS], axis=1)
    last, refused = HAZARDS[-1], 1.0 - acceptance
    onwards[:, -1] = last.advance * acceptance
    lost[:, -1] = last.advance * refused * last.loss
    undecided[:, -1] = last.advance * refused * last.no_decision
    return onwards, lost, undecided


def _walk(
    rng: np.random.Generator, calendar: Calendar, country: Ints, opened: Ints, rates: tuple[Floats, Floats, Floats]
) -> tuple[Ints, Ints, Ints]:
    """Return when each stage is entered, when each opportunity closes, and how."""
    n = len(opened)
    entered = np.full((n, len(HAZARDS)), NEVER, dtype=np.int64)
    closed, outcome = np.full(n, NEVER, dtype=np.int64), np.zeros(n, dtype=np.int64)
    moment, walking = opened.copy(), np.ones(n, dtype=bool)
    onwards, lost, undecided = rates
    for stage in range(len(HAZARDS)):
        entered[walking, stage] = moment[walking]
        leaving = onwards[:, stage] + lost[:, stage] + undecided[:, stage]
        wait = (rng.exponential(1.0, n) / leaving * 7 * DAY).astype(np.int64)
        later = calendar.office_moments(rng, moment + wait, country, moment + 1_000_000, np.full(n, NEVER))
        way = rng.random(n) * leaving
        advances = way < onwards[:, stage]
        ends = walking & (~advances | (stage == len(HAZARDS) - 1))
        closed[ends] = later[ends]
        fate = np.where(advances, 0, np.where(way < onwards[:, stage] + lost[:, stage], 1, 2))
        outcome[ends] = fate[ends]
        moment, walking = later, walking & ~ends
    return entered, closed, outcome
