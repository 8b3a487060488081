"""From strands to rows: ids, names, texts with their greeting, and the labels that go with them."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.datasets.sample_company.calendar import SECOND
from tandem.datasets.sample_company.columns import ids, join, moments, table_of, take
from tandem.datasets.sample_company.names import FIRST_NAMES
from tandem.datasets.sample_company.randomness import Bools, Ints, generator_for
from tandem.datasets.sample_company.touchpoints.machines import is_digital
from tandem.datasets.sample_company.touchpoints.strand import CHANNELS, KINDS, STATUSES, URLS, Strand
from tandem.datasets.sample_company.world import World
from tandem.kernel.vocabulary import TouchpointKind

__all__ = ["Renderer"]

_FOUND_SHARE, _ACCUSED_SHARE = 0.75, 0.03
_LOGGED_BY_HAND = (TouchpointKind.CALL, TouchpointKind.MEETING)


class Renderer:
    """Turns strands of one company into rows; it keeps the pools of texts it looks up."""

    def __init__(self, world: World) -> None:
        self._world = world
        texts = world.texts
        self._bodies = pa.concat_arrays([pool.texts for pool in texts.pools])
        self._greeted = np.array([pool.is_greeted for pool in texts.pools])
        self._subject_starts = np.array(texts.subject_starts)
        # The names a greeting can use, in one list: people's first names, then the sellers'.
        self._names = pa.array([*FIRST_NAMES, *(name.split()[0] for name in world.sellers.names)])

    def rows(self, number: int, strand: Strand) -> pa.Table:
        """Return the touchpoints as a table of the common schema; `number` counts the ones before."""
        columns = {
            "external_id": self.external_ids(number, strand.n),
            "source_system": "sample",
            "kind": take([str(kind) for kind in KINDS], strand.kind),
            "direction": take(["inbound", "outbound"], strand.outbound.astype(np.int64)),
            "occurred_at": moments(strand.at),
            "recorded_at": moments(self._recorded(number, strand)),
            "duration_seconds": pa.array(strand.seconds.astype(float), mask=strand.seconds == 0),
            "account": ids("account", strand.account),
            "contact": ids("contact", strand.contact),
            "lead": ids("lead", strand.lead),
            "opportunity": ids("opportunity", strand.opportunity),
            "campaign": ids("campaign", strand.campaign),
            "channel": take(CHANNELS, strand.channel),
            "subject": self._subjects(strand),
            "body": self._texts(strand),
            "url": take(URLS, strand.url),
            "status": take(STATUSES, strand.status),
            "human_probability": self._filtered(number, strand),
            "owner_name": take(self._world.sellers.names, strand.owner),
        }
        return table_of("touchpoints", columns, strand.n)

    @staticmethod
    def external_ids(number: int, n: int) -> pa.Array:
        """Return the ids of `n` touchpoints after the first `number`."""
        return ids("touchpoint", np.arange(number, number + n))

    def greeting_lengths(self, strand: Strand) -> Ints:
        """Return how many characters stand before each pool text; shape (n,)."""
        lengths = np.array([len("Hello ,\n\n") + len(name) for name in self._names.to_pylist()])
        name = self._greeting_names(strand)
        return np.where(name >= 0, lengths[np.maximum(name, 0)], 0)

    def _greeting_names(self, strand: Strand) -> Ints:
        world = self._world
        is_greeted = (strand.pool >= 0) & self._greeted[strand.pool]
        first = np.where(strand.lead >= 0, world.leads.first[strand.lead], -1)
        if world.contacts.n:
            first = np.where(strand.contact >= 0, world.contacts.first[strand.contact], first)
        seller = np.where(strand.owner >= 0, strand.owner + len(FIRST_NAMES), -1)
        return np.where(is_greeted, np.where(strand.outbound, first, seller), -1)

    def _texts(self, strand: Strand) -> pa.Array:
        body = take(self._bodies, np.where(strand.pool >= 0, strand.pool * self._world.texts.size + strand.text, -1))
        name = take(self._names, self._greeting_names(strand))
        greeting = pc.fill_null(join("Hello ", name, ",\n\n"), "")
        return join(greeting, body)

    def _subjects(self, strand: Strand) -> pa.Array:
        start = self._subject_starts[strand.pool]
        length = self._subject_starts[strand.pool + 1] - start
        return take(
            self._world.texts.subjects, np.where(strand.pool >= 0, start + strand.text % np.maximum(length, 1), -1)
        )

    def _recorded(self, number: int, strand: Strand) -> Ints:
        """Return when each was recorded: calls and meetings some hours later, since people write them down by hand."""
        rng = generator_for(self._world.settings.seed, "recording", number)
        by_hand = np.isin(strand.kind, [KINDS.index(kind) for kind in _LOGGED_BY_HAND])
        lag = (
            np.where(by_hand, rng.exponential(3 * 3600, strand.n), rng.integers(0, 60, strand.n)).astype(np.int64)
            * SECOND
        )
        latest = np.maximum(self._world.calendar.until - SECOND, strand.at)
        recorded: Ints = np.minimum(strand.at + lag, latest)
        return recorded

    def _filtered(self, number: int, strand: Strand) -> pa.Array:
        """Return what the source system's own bot filter thinks: it misses some machines and accuses some people."""
        rng = generator_for(self._world.settings.seed, "bot filter", number)
        is_machine = strand.machine > 0
        chance = rng.random(strand.n)
        accused = np.where(is_machine, chance < _FOUND_SHARE, chance < _ACCUSED_SHARE)
        judged: Bools = is_digital(strand) | is_machine
        return pa.array(np.where(accused, 0.05, 0.9), mask=~judged)
