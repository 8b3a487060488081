"""Contracts, renewals and churn, and the orders under them."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tandem.datasets.sample_company.accounts import Accounts
from tandem.datasets.sample_company.calendar import DAY, SECOND, Calendar
from tandem.datasets.sample_company.changes import CategoryTrack, Rendered, filled_in, last_change
from tandem.datasets.sample_company.columns import amounts, dates, ids, join, moments, table_of, take
from tandem.datasets.sample_company.companies import Companies
from tandem.datasets.sample_company.opportunities import Opportunities
from tandem.datasets.sample_company.products import LINE_NAMES, PRODUCTS
from tandem.datasets.sample_company.randomness import Bools, Floats, Ints, generator_for
from tandem.datasets.sample_company.settings import SampleSettings
from tandem.kernel.vocabulary import SubjectKind

__all__ = ["CHURN_PER_MONTH", "SMALL_EFFECT", "TICKET_EFFECT", "Relations", "churn_hazard_per_month", "draw_relations"]

CHURN_PER_MONTH = 0.014
TICKET_EFFECT = 0.6  # on the log hazard, for each unit of ln(tickets per month / 0.3)
SMALL_EFFECT = 0.5  # on the log hazard, for companies under 50 employees
MONTH = int(30.4375 * DAY)
_YEAR = 365 * DAY


@dataclass(frozen=True)
class Relations:
    """One row for each customer relation: a chain of yearly contracts; arrays of shape (n_relations,).

    Attributes:
        account, company, product, opportunity: rows of those; `opportunity` is -1 for first customers.
        starts, churns: microseconds, whole days; `churns` after `until` has not been seen.
        quantity: units a year.
        cents_per_year: the yearly amount.
        reorder_days: days between orders on average.
    """

    account: Ints
    company: Ints
    product: Ints
    opportunity: Ints
    starts: Ints
    churns: Ints
    quantity: Ints
    cents_per_year: Ints
    reorder_days: Floats

    @property
    def n(self) -> int:
        """How many relations there are."""
        return len(self.account)

    def has_churned(self, until: int) -> Bools:
        """Return which relations ended before `until`."""
        churned: Bools = self.churns < until
        return churned


def churn_hazard_per_month(companies: Companies) -> Floats:
    """Return each company's true monthly hazard of ending a customer relation, shape (n_companies,)."""
    log_hazard = (
        TICKET_EFFECT * np.log(companies.tickets_per_month / 0.3)
        + SMALL_EFFECT * (companies.n_employees < 50)
        + companies.unobserved_churn
    )
    hazard: Floats = CHURN_PER_MONTH * np.exp(log_hazard)
    return hazard


def draw_relations(
    settings: SampleSettings, calendar: Calendar, companies: Companies, accounts: Accounts, opportunities: Opportunities
) -> Relations:
    """Return the customer relations: first customers', and one for each opportunity won by now."""
    rng = generator_for(settings.seed, "contracts")
    won = np.flatnonzero(opportunities.is_won(calendar.until))
    first = np.flatnonzero(companies.is_first_customer)
    n_first = len(first)
    # First customers joined before the history begins and were there at its start: their hazard counts from there.
    old_start = np.maximum(companies.known_since[first], calendar.since - rng.integers(30, 360, n_first) * DAY)
    starts = np.r_[old_start, opportunities.closed[won] + rng.integers(1, 20, len(won)) * DAY] // DAY * DAY
    starts = np.minimum(starts, (calendar.until - SECOND) // DAY * DAY + 30 * DAY)
    company = np.r_[first, opportunities.company[won]]
    at_risk_from = np.maximum(starts, calendar.since)
    months = rng.exponential(1.0, len(company)) / churn_hazard_per_month(companies)[company]
    churns = at_risk_from + (np.minimum(months, 1_200) * MONTH).astype(np.int64)
    product = np.r_[rng.integers(0, len(PRODUCTS), n_first), opportunities.product[won]]
    quantity = np.r_[rng.integers(5, 80, n_first), opportunities.quantity[won]]
    listed = np.array([one.list_price for one in PRODUCTS])[product]
    unit = np.r_[listed[:n_first] * 9 // 10, opportunities.unit_cents[won]]
    return Relations(
        account=accounts.of_company[company],
        company=company,
        product=product,
        opportunity=np.r_[np.full(n_first, -1), won],
        starts=starts,
        churns=np.maximum(churns // DAY * DAY, starts + DAY),
        quantity=quantity,
        cents_per_year=quantity * unit,
        reorder_days=np.exp(rng.normal(np.log(60), 0.4, len(company))),
    )


def contract_table(relations: Relations, accounts: Accounts, settings: SampleSettings, calendar: Calendar) -> Rendered:
    """Return one row for each yearly term, and its changes: renewed ones, the running one, and the cancelled one."""
    end = np.minimum(relations.churns, calendar.until)
    n_terms = np.maximum((end - relations.starts - DAY) // _YEAR, 0) + 1
    relation = np.repeat(np.arange(relations.n), n_terms)
    term = np.arange(len(relation)) - np.repeat(np.cumsum(n_terms) - n_terms, n_terms)
    starts, churns = relations.starts[relation] + term * _YEAR, relations.churns[relation]
    is_last = term == n_terms[relation] - 1
    is_cancelled = is_last & relations.has_churned(calendar.until)[relation]
    account = relations.account[relation]
    created = np.maximum(np.minimum(starts, calendar.until - SECOND), accounts.created[account])
    status = CategoryTrack(
        SubjectKind.CONTRACT, "status", ("Active", "Renewed", "Cancelled"), np.zeros(len(relation), np.int64)
    )
    cancelled, renewed = np.flatnonzero(is_cancelled), np.flatnonzero(~is_last)
    status.move(cancelled, np.maximum(churns, created)[cancelled], 2, "customer")
    status.move(renewed, np.maximum(starts + _YEAR, created)[renewed], 1, "customer")
    cancelled_on = dates(churns, is_cancelled)
    ended = np.maximum(churns, created)[cancelled]
    ending = filled_in(
        SubjectKind.CONTRACT, "cancelled_on", cancelled, at=ended, present=cancelled_on, actor="customer"
    )
    line = np.array([one.line for one in PRODUCTS])[relations.product[relation]]
    columns = {
        "external_id": ids("contract", np.arange(len(relation))),
        "source_system": "sample",
        "created_at": moments(created),
        "recorded_at": moments(created),
        "updated_at": moments(last_change(created, status.changed)),
        "name": join(take(LINE_NAMES, line), " agreement, year ", pa.array(term + 1).cast(pa.string())),
        "account": ids("account", account),
        "opportunity": ids("opportunity", relations.opportunity[relation]),
        "starts_on": dates(starts),
        "ends_on": dates(starts + _YEAR - DAY),
        "amount_per_year": amounts(relations.cents_per_year[relation]),
        "currency": settings.currency,
        "status": status.present,
        "cancelled_on": cancelled_on,
    }
    return Rendered(table_of("contracts", columns, len(relation)), (*status.changed, ending))
