"""Campaigns: a row of them along the months, each bringing in leads while it runs."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tandem.datasets.sample_company.calendar import DAY, Calendar
from tandem.datasets.sample_company.columns import amounts, dates, ids, join, moments, table_of, take
from tandem.datasets.sample_company.market import CAMPAIGN_KINDS, INTERESTS
from tandem.datasets.sample_company.randomness import Ints, generator_for, pick
from tandem.datasets.sample_company.settings import SampleSettings

__all__ = ["Campaigns", "campaign_table", "draw_campaigns"]

_LEADS_PER_CAMPAIGN = 120
_LEAD_SHARE = 0.4
_SEASONS = ("winter", "spring", "summer", "autumn")


@dataclass(frozen=True)
class Campaigns:
    """One row for each campaign, in order of starting; arrays of shape (n_campaigns,).

    Attributes:
        kind: code into the market's campaign kinds.
        interest: code of the product line it is about.
        starts, ends: microseconds, whole days.
        budget: cents.
    """

    kind: Ints
    interest: Ints
    starts: Ints
    ends: Ints
    budget: Ints

    @property
    def n(self) -> int:
        """How many campaigns there are."""
        return len(self.kind)

    def bringing(self, rng: np.random.Generator, created: Ints) -> Ints:
        """Return which campaign brought each lead in, or -1; shape (n_leads,)."""
        running = np.searchsorted(self.starts, created, side="right") - 1
        chosen = running - rng.integers(0, 2, len(created))
        chosen = np.where(chosen < 0, running, chosen)
        brought = (rng.random(len(created)) < _LEAD_SHARE) & (chosen >= 0)
        brought &= created < self.ends[chosen]
        return np.where(brought, chosen, -1)


def draw_campaigns(settings: SampleSettings, calendar: Calendar) -> Campaigns:
    """Return the campaigns, each running twice as long as the gap between two starts."""
    rng = generator_for(settings.seed, "campaigns")
    n = int(np.clip(settings.n_leads // _LEADS_PER_CAMPAIGN + 4, 4, 240))
    first_day, n_days = calendar.since // DAY, calendar.n_days
    starts = (first_day + np.arange(n) * n_days // n) * DAY
    return Campaigns(
        kind=pick(rng, tuple(level.weight for level in CAMPAIGN_KINDS), n),
        interest=pick(rng, tuple(level.weight for level in INTERESTS), n),
        starts=starts.astype(np.int64),
        ends=starts + max(2 * n_days // n, 10) * DAY,
        budget=rng.integers(20, 300, n) * 10_000,
    )


def campaign_table(campaigns: Campaigns, settings: SampleSettings, calendar: Calendar) -> pa.Table:
    """Return the campaigns as a table of the common schema."""
    months = campaigns.starts.astype("datetime64[us]").astype("datetime64[M]").astype(int)
    rows = np.arange(campaigns.n)
    created = np.maximum(campaigns.starts - 14 * DAY, calendar.since - 14 * DAY)
    columns = {
        "external_id": ids("campaign", rows),
        "source_system": "sample",
        "created_at": moments(created),
        "recorded_at": moments(created),
        "updated_at": moments(created),
        "owner_name": "Marketing",
        "name": join(
            take([level.name for level in INTERESTS], campaigns.interest),
            " ",
            pa.array([level.name.lower() for level in CAMPAIGN_KINDS]).take(pa.array(campaigns.kind)),
            ", ",
            take(_SEASONS, months % 12 // 3),
            " ",
            pa.array(months // 12 + 1970).cast(pa.string()),
            " (",
            pa.array(rows + 1).cast(pa.string()),
            ")",
        ),
        "type": take([level.name for level in CAMPAIGN_KINDS], campaigns.kind),
        # The status is the one of the day looked at; it has no history, so training never sees it change.
        "status": take(["In progress", "Completed"], (campaigns.ends < calendar.until).astype(np.int64)),
        "starts_on": dates(campaigns.starts),
        "ends_on": dates(campaigns.ends),
        "budget": amounts(campaigns.budget),
        "currency": settings.currency,
    }
    return table_of("campaigns", columns, campaigns.n)
