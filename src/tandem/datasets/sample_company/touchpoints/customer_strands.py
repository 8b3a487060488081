"""Touchpoints of customers: requests for help, and the yearly survey."""

import numpy as np

from tandem.datasets.sample_company.calendar import DAY, SECOND
from tandem.datasets.sample_company.randomness import Floats, Ints
from tandem.datasets.sample_company.texts.pool import POOL_NAMES
from tandem.datasets.sample_company.touchpoints.strand import CHANNELS, STATUSES, Strand, strand_of
from tandem.datasets.sample_company.world import World
from tandem.kernel.vocabulary import TouchpointKind as Kind

__all__ = ["customer_strands"]

_SURVEYS_PER_MONTH = 1 / 12
_MONTH_DAYS = 30.4375


def customer_strands(rng: np.random.Generator, world: World, rows: Ints) -> list[Strand]:
    """Return the touchpoints of the customer relations in the given rows, from the beginning of the history on."""
    relations = world.relations
    tickets = world.companies.tickets_per_month[relations.company[rows]]
    yearly = np.full(len(rows), _SURVEYS_PER_MONTH)
    return [
        _happening(rng, world, rows, Kind.TICKET, per_month=tickets, channel="support", pool="ticket"),
        _happening(rng, world, rows, Kind.SURVEY, per_month=yearly, channel="survey", pool="comment"),
    ]


def _happening(
    rng: np.random.Generator, world: World, rows: Ints, kind: Kind, *, per_month: Floats, channel: str, pool: str
) -> Strand:
    relations, contacts, until = world.relations, world.contacts, world.calendar.until
    low = np.maximum(relations.starts[rows], world.calendar.since)
    low = np.maximum(low, world.accounts.created[relations.account[rows]])
    high = np.minimum(relations.churns[rows], until) - SECOND
    months = np.maximum(high - low, 0) / (_MONTH_DAYS * DAY)
    of = np.repeat(np.arange(len(rows)), rng.poisson(per_month * months))
    row, n = rows[of], len(of)
    company = relations.company[row]
    target = low[of] + (rng.random(n) * (high - low)[of]).astype(np.int64)
    at = world.calendar.office_moments(rng, target, world.companies.country[company], low[of], high[of])
    starts = contacts.of_company_starts
    people = starts[company + 1] - starts[company]
    chosen = starts[company] + (rng.random(n) * people).astype(np.int64)
    contact = contacts.of_company[chosen] if n else chosen
    # Somebody who joined later cannot have written; then only the account is known.
    contact = np.where(contacts.created[contact] <= at, contact, -1)
    is_recent = at > until - 5 * DAY
    return strand_of(
        kind,
        at,
        account=relations.account[row],
        contact=contact,
        channel=CHANNELS.index(channel),
        status=np.where(is_recent, STATUSES.index("open"), STATUSES.index("solved")) if kind is Kind.TICKET else -1,
        pool=POOL_NAMES.index(pool),
        text=rng.integers(0, world.texts.size, n),
    )
