"""The truth behind the sample company: what a method that learns from its tables should find again."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np
import pyarrow as pa

from tandem.datasets.sample_company.columns import ids, take
from tandem.datasets.sample_company.contracts import churn_hazard_per_month
from tandem.datasets.sample_company.conversion import (
    COEFFICIENTS,
    DRIFT_PER_YEAR,
    ENGAGEMENTS,
    INTERCEPT,
    UNOBSERVED_SD,
)
from tandem.datasets.sample_company.lead_truth import design_table, expected_probability
from tandem.datasets.sample_company.market import CAMPAIGN_KINDS
from tandem.datasets.sample_company.opportunities import HAZARDS
from tandem.datasets.sample_company.products import DEMAND, LINE_NAMES, PRODUCTS, Demand
from tandem.datasets.sample_company.randomness import Floats
from tandem.datasets.sample_company.touchpoints.machines import MACHINES
from tandem.datasets.sample_company.touchpoints.render import Renderer
from tandem.datasets.sample_company.touchpoints.stream import stream_strands
from tandem.datasets.sample_company.touchpoints.truth import counts_by, text_label_table
from tandem.datasets.sample_company.world import World
from tandem.kernel.timeline import as_utc

__all__ = ["Truth"]


@dataclass(frozen=True)
class Truth:
    """True parameters and, by `external_id`, the true values of each record.

    Attributes:
        world: the drawn company, the future included.
    """

    world: World

    @property
    def coefficients(self) -> dict[str, float]:
        """Coefficients of the logistic model of conversion, by the name of the design's column; log-odds."""
        return dict(COEFFICIENTS)

    @property
    def intercept(self) -> float:
        """Log-odds of a lead at the start of the history with all columns of the design at zero."""
        return INTERCEPT

    @property
    def drift_per_year(self) -> float:
        """Change of the log-odds of conversion with each year since the start of the history."""
        return -DRIFT_PER_YEAR

    @property
    def unobserved_sd(self) -> float:
        """Standard deviation, in log-odds, of what no column shows."""
        return UNOBSERVED_SD

    @property
    def channel_effects(self) -> dict[str, float]:
        """What each touchpoint made by a person, and each kind of campaign, adds to the log-odds of conversion."""
        effects = {one.name: one.effect for one in ENGAGEMENTS}
        return effects | {f"campaign_type={level.name}": level.effect for level in CAMPAIGN_KINDS}

    @property
    def demand(self) -> dict[str, Demand]:
        """The demand curve of each product line."""
        return dict(zip(LINE_NAMES, DEMAND, strict=True))

    @cached_property
    def design(self) -> pa.Table:
        """The conversion model's design: `external_id`, `years` since the start, and a number for each coefficient.

        The observed log-odds of a lead are the intercept, plus drift times `years`, plus coefficients times columns.
        Engagement columns hold what a lead does before its decision, also where that lies after `today`.
        """
        return design_table(self.world)

    @cached_property
    def leads(self) -> pa.Table:
        """One row for each lead.

        Columns: `external_id`; `probability_at_creation` (knowing what stood in the record then, and the seller's
        habits); `probability` (knowing all that can be seen in the end, but not the unobserved part);
        `probability_with_unobserved`; `converts` (what becomes of it, seen or not); `decided_at_us` (microseconds since
        1970, also in the future); `is_resolved`; `duplicate_of` (external id, or empty); `is_misspelled`. Duplicates
        have probability 0.
        """
        leads = self.world.leads
        is_duplicate = leads.duplicate_of >= 0
        at_creation = expected_probability(self.world, leads.created, np.zeros_like(leads.counts))
        in_the_end = expected_probability(self.world, leads.created + leads.pace - 1, leads.counts)
        return pa.table(
            {
                "external_id": ids("lead", np.arange(leads.n)),
                "probability_at_creation": np.where(is_duplicate, 0.0, at_creation),
                "probability": np.where(is_duplicate, 0.0, in_the_end),
                "probability_with_unobserved": leads.probability,
                "converts": leads.converts,
                "decided_at_us": leads.decided,
                "is_resolved": leads.decided < self.world.calendar.until,
                "duplicate_of": ids("lead", leads.duplicate_of),
                "is_misspelled": leads.misspelled,
            }
        )

    def conversion_probability(self, as_of: datetime) -> Floats:
        """Return each lead's true probability of converting in the end, knowing what had happened by a moment.

        Known then: the record, the seller's answer or that there was none yet, each human engagement, that the lead was
        still open (or how it was decided), and how long the lead's window of engagement is.

        Parameters
        ----------
        as_of
            Aware instant.

        Returns
        -------
        array of shape (n_leads,)
            In row order of the leads table; 0 or 1 for leads decided by then, NaN for leads created later.
        """
        moment = int(as_utc(as_of).timestamp() * 1_000_000)
        leads = self.world.leads
        at = np.maximum(leads.created, moment)
        probability = expected_probability(self.world, at, counts_by(self.world, moment))
        probability = np.where(leads.duplicate_of >= 0, 0.0, probability)
        return np.where(leads.created > moment, np.nan, probability)

    @cached_property
    def opportunities(self) -> pa.Table:
        """One row for each opportunity.

        Columns: `external_id`; for each open stage i from 0, `advance_per_week_i`, `loss_per_week_i`,
        `no_decision_per_week_i` (in the last stage, advancing is winning); `slips_per_week`;
        `acceptance_probability` of the quote under negotiation; `win_probability_at_opening`; `outcome` in the end
        (won, lost, no decision), seen or not.
        """
        deals = self.world.opportunities
        columns: dict[str, object] = {"external_id": ids("opportunity", np.arange(deals.n))}
        for name, rates in (("advance", deals.advance), ("loss", deals.loss), ("no_decision", deals.no_decision)):
            columns |= {f"{name}_per_week_{stage}": rates[:, stage] for stage in range(len(HAZARDS))}
        columns["slips_per_week"] = deals.slips_per_week
        columns["acceptance_probability"] = deals.acceptance
        columns["win_probability_at_opening"] = deals.win_probability_from(0)
        columns["outcome"] = take(["won", "lost", "no decision"], deals.outcome)
        return pa.table(columns)

    def win_probability(self, as_of: datetime) -> Floats:
        """Return each opportunity's true probability of being won, given its stage then; shape (n_opportunities,).

        0 or 1 for opportunities closed by then, NaN for ones opened later. The hazards have no memory: the stage and
        the opportunity's own rates are all there is to know.
        """
        moment = int(as_utc(as_of).timestamp() * 1_000_000)
        deals = self.world.opportunities
        stage = (deals.entered <= moment).sum(axis=1) - 1
        by_stage = np.stack([deals.win_probability_from(one) for one in range(len(HAZARDS))], axis=1)
        now = by_stage[np.arange(deals.n), np.maximum(stage, 0)]
        now = np.where(deals.closed <= moment, (deals.outcome == 0).astype(float), now)
        return np.where(deals.opened > moment, np.nan, now)

    @cached_property
    def accounts(self) -> pa.Table:
        """One row for each account: id, `churn_hazard_per_month`, `tickets_per_month`, `has_mail_scanner`."""
        company = self.world.accounts.company
        companies = self.world.companies
        return pa.table(
            {
                "external_id": ids("account", np.arange(self.world.accounts.n)),
                "churn_hazard_per_month": churn_hazard_per_month(companies)[company],
                "tickets_per_month": companies.tickets_per_month[company],
                "has_mail_scanner": companies.has_scanner[company],
            }
        )

    @cached_property
    def replenishments(self) -> pa.Table:
        """One row for each customer relation: account, product, mean `days_between_orders`, when it ends."""
        relations = self.world.relations
        is_supply = np.array([one.line == 2 for one in PRODUCTS])[relations.product]
        return pa.table(
            {
                "account": ids("account", relations.account),
                "product": ids("product", relations.product),
                "opportunity": ids("opportunity", relations.opportunity),
                "days_between_orders": relations.reorder_days * np.where(is_supply, 1.0, 3.5),
                "ends_at_us": relations.churns,
            }
        )

    @cached_property
    def touchpoints(self) -> pa.Table:
        """One row for each touchpoint: `external_id`, `is_machine`, `machine` (person, mail scanner, bot, …)."""
        blocks = [
            pa.table(
                {
                    "external_id": Renderer.external_ids(number, strand.n),
                    "is_machine": strand.machine > 0,
                    "machine": take(MACHINES, strand.machine),
                }
            )
            for number, strand in stream_strands(self.world)
        ]
        return pa.concat_tables(blocks).combine_chunks()

    @cached_property
    def texts(self) -> pa.Table:
        """One row for each touchpoint with a text.

        Columns: `external_id`, `intent`, `objection`, `competitor`, `next_step`, `follow_up_on` (the day named in
        words, or empty), and `start`, `end`: offsets in the body of the sentence that says so.
        """
        return text_label_table(self.world)
