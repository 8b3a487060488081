"""What the texts of touchpoints are known to say."""

import numpy as np
import pyarrow as pa

from tandem.datasets.sample_company.calendar import DAY
from tandem.datasets.sample_company.randomness import Bools, Counts, Ints
from tandem.datasets.sample_company.texts.pool import POOL_NAMES
from tandem.datasets.sample_company.touchpoints.lead_strands import ENGAGED
from tandem.datasets.sample_company.touchpoints.render import Renderer
from tandem.datasets.sample_company.touchpoints.strand import KINDS, Strand
from tandem.datasets.sample_company.touchpoints.stream import stream_strands
from tandem.datasets.sample_company.world import World
from tandem.kernel.vocabulary import TouchpointKind

__all__ = ["counts_by", "text_label_table"]

_WORDS = ("intent", "objection", "competitor", "next_step")
_NUMBERS = ("follow_up_weeks", "follow_up_months", "start", "end")


def text_label_table(world: World) -> pa.Table:
    """Return one row for each touchpoint with a text: its id, its labels, and where in the body they stand."""
    renderer = Renderer(world)
    labels = [label for pool in world.texts.pools for label in pool.labels]
    words = {name: pa.array([getattr(label, name) for label in labels]) for name in _WORDS}
    numbers = {name: np.array([getattr(label, name) for label in labels]) for name in _NUMBERS}
    blocks = [
        _block(renderer, number, strand, size=world.texts.size, words=words, numbers=numbers)
        for number, strand in stream_strands(world)
    ]
    return pa.concat_tables(blocks).combine_chunks()


def _block(
    renderer: Renderer, number: int, strand: Strand, *, size: int, words: dict[str, pa.Array], numbers: dict[str, Ints]
) -> pa.Table:
    has_text = strand.pool >= 0
    ids = renderer.external_ids(number, strand.n).filter(pa.array(has_text))
    spoken = strand.take(has_text)
    label = spoken.pool * size + spoken.text
    shift = renderer.greeting_lengths(spoken)
    days, is_named = _follow_up_days(spoken.at, numbers["follow_up_weeks"][label], numbers["follow_up_months"][label])
    return pa.table(
        {
            "external_id": ids,
            **{name: pool.take(pa.array(label)) for name, pool in words.items()},
            "follow_up_on": pa.array(days.astype(np.int32), pa.int32(), mask=~is_named).cast(pa.date32()),
            "start": numbers["start"][label] + shift,
            "end": numbers["end"][label] + shift,
        }
    )


def _follow_up_days(at: Ints, weeks: Ints, months: Ints) -> tuple[Ints, Bools]:
    """Return the day (since 1970) so many weeks or months later; the last of the month where it has no such day."""
    day = (at // DAY).astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    into_month = (day - month.astype("datetime64[D]")).astype(np.int64)
    target = month + months
    n_days = ((target + 1).astype("datetime64[D]") - target.astype("datetime64[D]")).astype(np.int64)
    by_months = target.astype("datetime64[D]").astype(np.int64) + np.minimum(into_month, n_days - 1)
    return np.where(months > 0, by_months, at // DAY + weeks * 7), (weeks > 0) | (months > 0)


def counts_by(world: World, moment: int) -> Counts:
    """Return how many engagements of each kind every lead had shown by a moment, shape (n_leads, n_engagements)."""
    counts = np.zeros_like(world.leads.counts)
    for _, strand in stream_strands(world):
        made = strand.take((strand.lead >= 0) & (strand.machine == 0) & (strand.at <= moment) & ~strand.outbound)
        # What a lead came in with stands at its creation and is no engagement.
        made = made.take(made.at > world.leads.created[made.lead])
        for column, one in enumerate(ENGAGED):
            which = made.kind == KINDS.index(one.kind)
            if one.pool and one.kind is TouchpointKind.EMAIL:
                which &= made.pool == POOL_NAMES.index(one.pool)
            np.add.at(counts[:, column], made.lead[which], 1)
    return counts
