"""The stream of touchpoints: blocks of leads, then opportunities, then customers, each block from its own generator."""

from collections.abc import Iterator

import numpy as np

from tandem.datasets.sample_company.randomness import generator_for
from tandem.datasets.sample_company.touchpoints.customer_strands import customer_strands
from tandem.datasets.sample_company.touchpoints.deal_strands import deal_strands
from tandem.datasets.sample_company.touchpoints.lead_strands import LeadBlock
from tandem.datasets.sample_company.touchpoints.machines import machine_strands
from tandem.datasets.sample_company.touchpoints.strand import Strand, join_strands
from tandem.datasets.sample_company.world import World

__all__ = ["stream_strands"]

_LEADS_PER_BLOCK = 8_000
_DEALS_PER_BLOCK = 8_000
_RELATIONS_PER_BLOCK = 8_000


def stream_strands(world: World) -> Iterator[tuple[int, Strand]]:
    """Yield (number of the first touchpoint, a block in order of time); numbers run on from block to block."""
    number = 0
    for strand in _blocks(world):
        yield number, strand
        number += strand.n


def _blocks(world: World) -> Iterator[Strand]:
    seed = world.settings.seed
    for block, rows in enumerate(_slices(world.leads.n, _LEADS_PER_BLOCK)):
        rng = generator_for(seed, "lead touchpoints", block)
        made = join_strands(LeadBlock(world, rows, rng).strands())
        yield join_strands([made, *machine_strands(rng, world, made)])
    for block, rows in enumerate(_slices(world.opportunities.n, _DEALS_PER_BLOCK)):
        yield join_strands(deal_strands(generator_for(seed, "deal touchpoints", block), world, rows))
    for block, rows in enumerate(_slices(world.relations.n, _RELATIONS_PER_BLOCK)):
        yield join_strands(customer_strands(generator_for(seed, "customer touchpoints", block), world, rows))


def _slices(n: int, size: int) -> Iterator[np.ndarray]:
    for start in range(0, n, size):
        yield np.arange(start, min(start + size, n))
