"""Machine traffic: mail scanners that follow every link within seconds, picture proxies, bots, automatic replies."""

import numpy as np

from tandem.datasets.sample_company.calendar import DAY, SECOND
from tandem.datasets.sample_company.randomness import Bools, Ints
from tandem.datasets.sample_company.texts.pool import POOL_NAMES
from tandem.datasets.sample_company.touchpoints.strand import CHANNELS, KINDS, STATUSES, URLS, Strand, strand_of
from tandem.datasets.sample_company.world import World
from tandem.kernel.vocabulary import TouchpointKind as Kind

__all__ = ["MACHINES", "is_digital", "machine_strands"]

MACHINES = ("person", "mail scanner", "picture proxy", "bot", "automatic reply")
_SCANNER_SHARE, _PROXY_SHARE = 0.45, 0.35  # of machine opens, clicks and visits; bots make the rest
_LINKS_PER_MAIL = (3, 6)
_AUTO_REPLY_SHARE = 0.05
_DIGITAL = tuple(KINDS.index(kind) for kind in (Kind.EMAIL_OPEN, Kind.EMAIL_CLICK, Kind.WEB_VISIT))


def is_digital(strand: Strand) -> Bools:
    """Return which touchpoints are opens, clicks and visits: the kinds that machines make, too."""
    digital: Bools = np.isin(strand.kind, _DIGITAL)
    return digital


def machine_strands(rng: np.random.Generator, world: World, made: Strand) -> list[Strand]:
    """Return machine traffic beside what people did, at the share of opens, clicks and visits that the settings state.

    Parameters
    ----------
    rng
        The block's generator.
    world
        The drawn company.
    made
        A block of leads' touchpoints so far, made by people.
    """
    share = world.settings.machine_share
    wanted = int(np.round(is_digital(made).sum() * share / (1 - share)))
    mails = np.flatnonzero((made.kind == KINDS.index(Kind.EMAIL)) & made.outbound)
    company = world.leads.company[made.lead[mails]]
    scanned = rng.permutation(mails[world.companies.has_scanner[company]])
    proxied = rng.permutation(mails[world.companies.has_proxy[company]])
    scans = _scans(rng, made, scanned, int(wanted * _SCANNER_SHARE))
    opens = _proxy_opens(rng, made, proxied[: int(wanted * _PROXY_SHARE)])
    left = max(wanted - scans.n - opens.n, 0)
    bots = _bots(rng, world, made, left)
    strands = [scans, opens, bots, _auto_replies(rng, world, made, mails)]
    return [strand.take(strand.at < world.calendar.until) for strand in strands]


def _scans(rng: np.random.Generator, made: Strand, mails: Ints, wanted: int) -> Strand:
    links = rng.integers(*_LINKS_PER_MAIL, len(mails))
    # Whole bursts only: the last one goes in where it fits.
    mail = np.repeat(mails, links)[: int(links[np.cumsum(links) <= wanted].sum())]
    at = made.at[mail] + rng.integers(2, 25, len(mail)) * SECOND
    return _answering(Kind.EMAIL_CLICK, made, mail, at, machine=1, url=rng.integers(0, len(URLS), len(mail)))


def _proxy_opens(rng: np.random.Generator, made: Strand, mail: Ints) -> Strand:
    return _answering(
        Kind.EMAIL_OPEN, made, mail, made.at[mail] + rng.integers(1, 90, len(mail)) * SECOND, machine=2, url=-1
    )


def _answering(kind: Kind, made: Strand, mail: Ints, at: Ints, *, machine: int, url: Ints | int) -> Strand:
    return strand_of(
        kind,
        at,
        lead=made.lead[mail],
        account=made.account[mail],
        campaign=made.campaign[mail],
        channel=CHANNELS.index("email"),
        machine=machine,
        url=url,
    )


def _bots(rng: np.random.Generator, world: World, made: Strand, n: int) -> Strand:
    """Return visits at any hour of day and night, in the half year after the lead came in."""
    known = rng.integers(0, made.n, n)
    lead = made.lead[known]
    created = world.leads.created[lead]
    room = np.minimum(created + 180 * DAY, world.calendar.until) - created
    at = created + (rng.random(n) * room).astype(np.int64) // SECOND * SECOND
    return strand_of(
        Kind.WEB_VISIT,
        at,
        lead=lead,
        account=made.account[known],
        channel=CHANNELS.index("website"),
        url=rng.integers(0, len(URLS), n),
        seconds=rng.integers(0, 3, n),
        machine=3,
    )


def _auto_replies(rng: np.random.Generator, world: World, made: Strand, mails: Ints) -> Strand:
    mail = mails[rng.random(len(mails)) < _AUTO_REPLY_SHARE]
    return strand_of(
        Kind.EMAIL,
        made.at[mail] + rng.integers(3, 90, len(mail)) * SECOND,
        lead=made.lead[mail],
        account=made.account[mail],
        owner=made.owner[mail],
        channel=CHANNELS.index("email"),
        status=STATUSES.index("automatic"),
        pool=POOL_NAMES.index("auto_reply"),
        text=rng.integers(0, world.texts.size, len(mail)),
        machine=4,
    )
