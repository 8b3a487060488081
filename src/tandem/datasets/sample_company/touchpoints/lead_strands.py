"""Touchpoints of leads: how they came in, what the seller tried, what they did before the decision."""

from dataclasses import dataclass

import numpy as np

from tandem.datasets.sample_company.calendar import DAY, HOUR, SECOND
from tandem.datasets.sample_company.conversion import ENGAGEMENTS
from tandem.datasets.sample_company.lead_history import accounts_known_at_creation
from tandem.datasets.sample_company.randomness import Ints
from tandem.datasets.sample_company.texts.pool import POOL_NAMES
from tandem.datasets.sample_company.touchpoints.strand import CHANNELS, STATUSES, URLS, Strand, strand_of
from tandem.datasets.sample_company.world import World
from tandem.kernel.vocabulary import TouchpointKind as Kind

__all__ = ["ENGAGED", "LeadBlock", "Look"]

_CALL_SHARE = 0.3
_REACHED_SHARE = 0.4
_NEWSLETTERS_PER_LEAD = 2.0
_NEWSLETTER_DAYS = 180
_CHANNEL = {name: code for code, name in enumerate(CHANNELS)}
_STATUS = {name: code for code, name in enumerate(STATUSES)}
_POOL = {name: code for code, name in enumerate(POOL_NAMES)}


@dataclass(frozen=True)
class Look:
    """What a touchpoint of a lead looks like: its kind, channel, pool of texts and status (empty for none)."""

    kind: Kind
    channel: str
    pool: str = ""
    status: str = ""


# In the order of ENGAGEMENTS.
ENGAGED = (
    Look(Kind.WEB_VISIT, "website"),
    Look(Kind.EMAIL_CLICK, "email"),
    Look(Kind.EMAIL_OPEN, "email"),
    Look(Kind.FORM, "website", "need", "submitted"),
    Look(Kind.CHAT, "chat", "chat", "done"),
    Look(Kind.EVENT, "event", "", "attended"),
    Look(Kind.EMAIL, "email", "positive", "received"),
    Look(Kind.EMAIL, "email", "objecting", "received"),
    Look(Kind.EMAIL, "email", "postponing", "received"),
)
# How leads come in, in the order of SOURCES.
_ARRIVALS = (
    Look(Kind.FORM, "website", "need", "submitted"),
    Look(Kind.NOTE, "crm", "note", "done"),
    Look(Kind.AD, "advertising"),
    Look(Kind.FORM, "website", "need", "submitted"),
    Look(Kind.EVENT, "event", "", "attended"),
    Look(Kind.SOCIAL, "social"),
    Look(Kind.NOTE, "crm", "note", "done"),
    Look(Kind.NOTE, "crm", "note", "done"),
)


class LeadBlock:
    """The touchpoints of some consecutive leads.

    Parameters
    ----------
    world
        The drawn company.
    rows
        Rows of the leads, shape (n,).
    rng
        The block's own generator.
    """

    def __init__(self, world: World, rows: Ints, rng: np.random.Generator) -> None:
        self._world, self._rows, self._rng = world, rows, rng
        leads = world.leads
        known = accounts_known_at_creation(world)[rows]
        account = np.full(leads.n, -1)
        account[rows] = np.where(known, world.accounts.of_company[leads.company[rows]], -1)
        self._account = account

    def strands(self) -> list[Strand]:
        """Return what people did and what the seller sent; machines come after."""
        return [*self._arrivals(), *self._tries(), self._welcomes(), self._newsletters(), *self._engagements()]

    def _strand(self, kind: Kind, at: Ints, lead: Ints, **codes: object) -> Strand:
        strand = strand_of(kind, at, lead=lead, account=self._account[lead], **codes)  # type: ignore[arg-type]
        return strand.take(strand.at < self._world.calendar.until)

    def _texts(self, n: int) -> Ints:
        return self._rng.integers(0, self._world.texts.size, n)

    def _pages(self, n: int) -> Ints:
        return np.minimum(self._rng.integers(0, len(URLS), n), self._rng.integers(0, len(URLS), n))

    def _arrivals(self) -> list[Strand]:
        leads, strands = self._world.leads, []
        for source, look in enumerate(_ARRIVALS):
            rows = self._rows[leads.source[self._rows] == source]
            strands.append(
                self._strand(
                    look.kind,
                    leads.created[rows],
                    rows,
                    campaign=leads.campaign[rows],
                    channel=_CHANNEL[look.channel],
                    status=_STATUS.get(look.status, -1),
                    url=self._pages(len(rows)) if look.kind in (Kind.FORM, Kind.AD) else -1,
                    pool=self._need_pool(rows) if look.pool == "need" else _POOL.get(look.pool, -1),
                    text=self._texts(len(rows)) if look.pool else -1,
                    owner=leads.owner[rows] if look.kind is Kind.NOTE else -1,
                )
            )
        return strands

    def _need_pool(self, rows: Ints) -> Ints:
        return np.where(self._world.leads.is_urgent[rows], _POOL["urgent_need"], _POOL["need"])

    def _tries(self) -> list[Strand]:
        """Return the seller's mails and calls: the first at the moment of answering, the others days apart."""
        leads, rng, calendar = self._world.leads, self._rng, self._world.calendar
        rows = self._rows[leads.answered[self._rows] < calendar.until]
        row = np.repeat(rows, leads.tries[rows])
        number = np.arange(len(row)) - np.repeat(np.cumsum(leads.tries[rows]) - leads.tries[rows], leads.tries[rows])
        target = leads.answered[row] + (number * 3.5 * DAY * (0.7 + 0.6 * rng.random(len(row)))).astype(np.int64)
        country = self._world.companies.country[leads.company[row]]
        later = calendar.office_moments(rng, target, country, leads.answered[row] + HOUR, np.full(len(row), 2**62))
        at = np.where(number == 0, leads.answered[row], later)
        in_time = at < leads.decided[row]
        row, at, number = row[in_time], at[in_time], number[in_time]
        is_call = rng.random(len(row)) < _CALL_SHARE
        mails = np.where(number == 0, _POOL["first_mail"], _POOL["follow_up"])[~is_call]
        reached = rng.random(int(is_call.sum())) < _REACHED_SHARE
        seconds = np.where(reached, rng.gamma(2.0, 200.0, len(reached)).astype(np.int64) + 30, 25)
        owner = leads.owner[row]
        return [
            self._strand(
                Kind.EMAIL,
                at[~is_call],
                row[~is_call],
                outbound=True,
                owner=owner[~is_call],
                channel=_CHANNEL["email"],
                status=_STATUS["sent"],
                pool=mails,
                text=self._texts(len(mails)),
            ),
            self._strand(
                Kind.CALL,
                at[is_call],
                row[is_call],
                outbound=True,
                owner=owner[is_call],
                channel=_CHANNEL["phone"],
                status=np.where(reached, _STATUS["done"], _STATUS["no answer"]),
                seconds=seconds,
                pool=np.where(reached, _POOL["call"], -1),
                text=self._texts(len(reached)),
            ),
        ]

    def _welcomes(self) -> Strand:
        """Return the automatic mail every lead gets two minutes after coming in: later clicks have a mail to be in."""
        at = self._world.leads.created[self._rows] + 120 * SECOND
        return self._automatic_mail(at, self._rows)

    def _newsletters(self) -> Strand:
        leads, rng, calendar = self._world.leads, self._rng, self._world.calendar
        row = np.repeat(self._rows, rng.poisson(_NEWSLETTERS_PER_LEAD, len(self._rows)))
        target = leads.created[row] + (rng.random(len(row)) * _NEWSLETTER_DAYS * DAY).astype(np.int64)
        country = self._world.companies.country[leads.company[row]]
        low = leads.created[row] + 300 * SECOND
        return self._automatic_mail(calendar.office_moments(rng, target, country, low, np.full(len(row), 2**62)), row)

    def _automatic_mail(self, at: Ints, row: Ints) -> Strand:
        return self._strand(
            Kind.EMAIL,
            at,
            row,
            outbound=True,
            campaign=self._world.leads.campaign[row],
            channel=_CHANNEL["email"],
            status=_STATUS["automatic"],
            pool=_POOL["newsletter"],
            text=self._texts(len(row)),
        )

    def _engagements(self) -> list[Strand]:
        leads, rng, strands = self._world.leads, self._rng, []
        for column, (one, look) in enumerate(zip(ENGAGEMENTS, ENGAGED, strict=True)):
            kind = look.kind
            row = np.repeat(self._rows, leads.counts[self._rows, column])
            low = leads.answered[row] + SECOND if one.needs_answer else leads.created[row] + 180 * SECOND
            at = self._within_window(row, low)
            n = len(row)
            strands.append(
                self._strand(
                    kind,
                    at,
                    row,
                    channel=_CHANNEL[look.channel],
                    status=_STATUS.get(look.status, -1),
                    url=self._pages(n) if kind in (Kind.WEB_VISIT, Kind.EMAIL_CLICK, Kind.FORM, Kind.CHAT) else -1,
                    pool=self._need_pool(row) if look.pool == "need" else _POOL.get(look.pool, -1),
                    text=self._texts(n) if look.pool else -1,
                    owner=leads.owner[row] if kind in (Kind.EMAIL, Kind.CHAT) else -1,
                    seconds=rng.gamma(1.5, 60.0, n).astype(np.int64) + 3 if kind is Kind.WEB_VISIT else 0,
                )
            )
        return strands

    def _within_window(self, row: Ints, low: Ints) -> Ints:
        leads, rng = self._world.leads, self._rng
        high = leads.created[row] + leads.pace[row] - SECOND
        target = low + (rng.random(len(row)) * np.maximum(high - low, 0)).astype(np.int64)
        country = self._world.companies.country[leads.company[row]]
        return self._world.calendar.office_moments(rng, target, country, low, high)
