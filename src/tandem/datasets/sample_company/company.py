"""The sample company: its tables, its touchpoints as a stream, and its truth."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from tandem.datasets.sample_company.account_tables import account_table, buying_role_table, contact_table
from tandem.datasets.sample_company.campaign_members import campaign_member_table
from tandem.datasets.sample_company.campaigns import campaign_table
from tandem.datasets.sample_company.changes import Rendered, change_table
from tandem.datasets.sample_company.columns import schema_of
from tandem.datasets.sample_company.contracts import contract_table
from tandem.datasets.sample_company.lead_table import lead_table
from tandem.datasets.sample_company.opportunity_table import opportunity_table
from tandem.datasets.sample_company.orders import order_table
from tandem.datasets.sample_company.products import product_table
from tandem.datasets.sample_company.quotes import quote_table
from tandem.datasets.sample_company.settings import SampleSettings
from tandem.datasets.sample_company.touchpoints.render import Renderer
from tandem.datasets.sample_company.touchpoints.stream import stream_strands
from tandem.datasets.sample_company.truth import Truth
from tandem.datasets.sample_company.world import World, draw_world

__all__ = ["SampleCompany", "simulate"]


@dataclass(frozen=True)
class SampleCompany:
    """A simulated B2B seller, looked at on the day its settings name.

    Attributes:
        settings: what it was made from.
        world: everything drawn, the future included; tables and truth are read from it.
    """

    settings: SampleSettings
    world: World

    @property
    def truth(self) -> Truth:
        """The true parameters, probabilities, hazards and labels behind the tables."""
        return Truth(self.world)

    def tables(self) -> dict[str, pa.Table]:
        """Return every table of the common schema, in memory; see :meth:`record_tables` for all but the touchpoints."""
        return {**self.record_tables(), "touchpoints": self._touchpoints()}

    def record_tables(self) -> dict[str, pa.Table]:
        """Return every table but `touchpoints`; `changes.subject_id` is a record's position in its table, from 1."""
        rendered = self._rendered
        tables = {name: one.table for name, one in rendered.items()}
        tables["changes"] = change_table([changed for one in rendered.values() for changed in one.changed])
        return tables

    def stream_touchpoints(self, batch_rows: int = 50_000) -> Iterator[pa.RecordBatch]:
        """Yield the touchpoints in batches of `batch_rows` (the last may be smaller), never holding all of them.

        They come in blocks of leads, opportunities and customers, in order of time within each block. Rows and order do
        not depend on `batch_rows`.
        """
        renderer = Renderer(self.world)
        waiting: pa.Table = schema_of("touchpoints").empty_table()
        for number, strand in stream_strands(self.world):
            waiting = pa.concat_tables([waiting, renderer.rows(number, strand)])
            n_whole = waiting.num_rows // batch_rows * batch_rows
            for start in range(0, n_whole, batch_rows):
                yield _one_batch(waiting.slice(start, batch_rows))
            waiting = waiting.slice(n_whole)
        if waiting.num_rows:
            yield _one_batch(waiting)

    def _touchpoints(self) -> pa.Table:
        renderer = Renderer(self.world)
        blocks = [renderer.rows(number, strand) for number, strand in stream_strands(self.world)]
        return pa.concat_tables(blocks).combine_chunks()

    @cached_property
    def _rendered(self) -> dict[str, Rendered]:
        world, settings, calendar = self.world, self.settings, self.world.calendar
        return {
            "accounts": account_table(world),
            "contacts": contact_table(world),
            "campaigns": Rendered(campaign_table(world.campaigns, settings, calendar)),
            "leads": lead_table(world),
            "products": Rendered(product_table(settings, calendar)),
            "opportunities": opportunity_table(world),
            "quotes": quote_table(world.opportunities, world.sellers, settings, calendar),
            "orders": order_table(world.relations, world.accounts, settings, calendar),
            "contracts": contract_table(world.relations, world.accounts, settings, calendar),
            "campaign_members": Rendered(campaign_member_table(world)),
            "buying_roles": buying_role_table(world),
        }


def _one_batch(table: pa.Table) -> pa.RecordBatch:
    return table.combine_chunks().to_batches()[0]


def simulate(settings: SampleSettings) -> SampleCompany:
    """Return the sample company of these settings; equal settings give equal companies.

    Examples
    --------
    >>> from datetime import date
    >>> company = simulate(SampleSettings(seed=1, today=date(2026, 3, 2), n_leads=50))
    >>> company.tables()["leads"].num_rows
    50
    """
    return SampleCompany(settings, draw_world(settings))
