"""Close dates: the first plan, and each time the seller moves it."""

from dataclasses import dataclass

import numpy as np

from tandem.datasets.sample_company.calendar import DAY, SECOND, Calendar
from tandem.datasets.sample_company.opportunities import Opportunities
from tandem.datasets.sample_company.randomness import Ints, generator_for
from tandem.datasets.sample_company.settings import SampleSettings

__all__ = ["Slips", "draw_slips"]


@dataclass(frozen=True)
class Slips:
    """One row for each move of a close date, in order of opportunity and time; arrays of shape (n_slips,).

    Attributes:
        opportunity: its row.
        moment: microseconds; when the date was moved.
        before, after: the close date before and after, microseconds at midnight.
        first: each opportunity's first close date, shape (n_opportunities,).
        last: each opportunity's close date as last moved, before closing sets it, shape (n_opportunities,).
    """

    opportunity: Ints
    moment: Ints
    before: Ints
    after: Ints
    first: Ints
    last: Ints


def draw_slips(settings: SampleSettings, calendar: Calendar, opportunities: Opportunities) -> Slips:
    """Return the moves of close dates: a Poisson process at each opportunity's own rate while it is open and seen."""
    rng = generator_for(settings.seed, "slips")
    end = np.minimum(opportunities.closed, calendar.until) - SECOND
    weeks = np.maximum(end - opportunities.opened, 0) / (7 * DAY)
    counts = rng.poisson(opportunities.slips_per_week * weeks)
    opportunity = np.repeat(np.arange(opportunities.n), counts)
    span = (end - opportunities.opened)[opportunity]
    moment = (
        opportunities.opened[opportunity] + (rng.random(len(opportunity)) * span).astype(np.int64) // SECOND * SECOND
    )
    moment = np.maximum(moment, opportunities.opened[opportunity] + SECOND)
    order = np.lexsort((moment, opportunity))
    moment = moment[order]
    days = rng.integers(1, 9, len(opportunity)) * 7 * DAY
    first = opportunities.opened // DAY * DAY + opportunities.plan_days * DAY
    moved = np.cumsum(days)
    starts = np.cumsum(counts) - counts
    before_this = np.r_[0, moved][starts]
    after = first[opportunity] + moved - before_this[opportunity]
    total = np.r_[0, moved][starts + counts] - before_this
    return Slips(opportunity, moment, after - days, after, first, first + total)
