"""Campaign members: the leads a campaign brought in."""

import numpy as np
import pyarrow as pa

from tandem.datasets.sample_company.columns import dates, flags, ids, moments, table_of, take
from tandem.datasets.sample_company.randomness import generator_for
from tandem.datasets.sample_company.world import World

__all__ = ["campaign_member_table"]

_RESPONDED_SHARE = 0.7


def campaign_member_table(world: World) -> pa.Table:
    """Return one row for each lead that a campaign brought in."""
    leads = world.leads
    rng = generator_for(world.settings.seed, "campaign members")
    lead = np.flatnonzero(leads.campaign >= 0)
    responded = rng.random(len(lead)) < _RESPONDED_SHARE
    columns = {
        "external_id": ids("member", np.arange(len(lead))),
        "campaign": ids("campaign", leads.campaign[lead]),
        "lead": ids("lead", lead),
        "status": take(["Sent", "Responded"], responded.astype(np.int64)),
        "has_responded": flags(responded),
        "first_responded_on": dates(leads.created[lead], responded),
        "created_at": moments(leads.created[lead]),
    }
    return table_of("campaign_members", columns, len(lead))
