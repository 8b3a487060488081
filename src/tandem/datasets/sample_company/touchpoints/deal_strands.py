"""Touchpoints of opportunities: calls, meetings, mails, notes and tasks with the members of the buying group."""

from dataclasses import dataclass

import numpy as np

from tandem.datasets.sample_company.calendar import DAY, SECOND
from tandem.datasets.sample_company.randomness import Ints
from tandem.datasets.sample_company.texts.pool import POOL_NAMES
from tandem.datasets.sample_company.touchpoints.strand import CHANNELS, STATUSES, Strand, strand_of
from tandem.datasets.sample_company.world import World
from tandem.kernel.vocabulary import TouchpointKind as Kind

__all__ = ["deal_strands"]


@dataclass(frozen=True)
class _Habit:
    """How often one kind of touchpoint happens in an open opportunity, and what it looks like."""

    kind: Kind
    per_week: float
    channel: str
    status: str
    pools: tuple[str, ...]
    outbound: bool
    minutes: float = 0.0


_HABITS = (
    _Habit(Kind.EMAIL, 0.45, "email", "sent", ("follow_up",), outbound=True),
    _Habit(Kind.EMAIL, 0.3, "email", "received", ("positive", "positive", "objecting", "postponing"), outbound=False),
    _Habit(Kind.CALL, 0.3, "phone", "done", ("call",), outbound=True, minutes=12),
    _Habit(Kind.MEETING, 0.22, "event", "attended", ("note",), outbound=True, minutes=45),
    _Habit(Kind.NOTE, 0.2, "crm", "done", ("note",), outbound=True),
    _Habit(Kind.TASK, 0.25, "crm", "done", ("note",), outbound=True),
)


def deal_strands(rng: np.random.Generator, world: World, rows: Ints) -> list[Strand]:
    """Return the touchpoints of the opportunities in the given rows while they are open."""
    deals, calendar = world.opportunities, world.calendar
    end = np.minimum(deals.closed[rows], calendar.until) - SECOND
    weeks = np.maximum(end - deals.opened[rows], 0) / (7 * DAY)
    members: Ints = np.asarray(np.searchsorted(world.contacts.member_opportunity, np.r_[rows, rows[-1:] + 1]))
    strands = []
    for habit in _HABITS:
        counts = rng.poisson(habit.per_week * weeks)
        of = np.repeat(np.arange(len(rows)), counts)
        row, n = rows[of], len(of)
        low, high = deals.opened[row], end[of]
        target = low + (rng.random(n) * np.maximum(high - low, 0)).astype(np.int64)
        at = calendar.office_moments(rng, target, world.companies.country[deals.company[row]], low, high)
        group = members[1:][of] - members[:-1][of]
        member = members[:-1][of] + (rng.random(n) * group).astype(np.int64)
        contact = world.contacts.member_contact[member] if n else member
        # Somebody who has not joined yet cannot be met: then it was the primary contact.
        contact = np.where(world.contacts.created[contact] <= at, contact, world.contacts.primary_of[row])
        pools = np.array([POOL_NAMES.index(name) for name in habit.pools])
        seconds = rng.gamma(4.0, habit.minutes * 15.0, n).astype(np.int64) + 60 if habit.minutes else 0
        strands.append(
            strand_of(
                habit.kind,
                at,
                outbound=habit.outbound,
                account=world.accounts.of_company[deals.company[row]],
                contact=contact,
                opportunity=row,
                owner=deals.owner[row],
                channel=CHANNELS.index(habit.channel),
                status=STATUSES.index(habit.status),
                pool=pools[rng.integers(0, len(pools), n)],
                text=rng.integers(0, world.texts.size, n),
                seconds=seconds,
            )
        )
    return strands
