"""Sample companies made otherwise: other base rates, effects, hazards, and another part that no column shows."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from unittest.mock import patch

import numpy as np

from tandem.datasets.sample_company import market, opportunities
from tandem.datasets.sample_company.companies import Companies
from tandem.datasets.sample_company.randomness import Floats

__all__ = ["WORLDS", "World", "made_as"]

_HOME = "tandem.datasets.sample_company."
_LISTS = ("SOURCES", "SENIORITIES", "INTERESTS", "INDUSTRIES", "COUNTRIES", "CAMPAIGN_KINDS")
_COMPANIES_UNSHOWN = 0.3  # standard deviation of what `companies` draws for churn


@dataclass(frozen=True)
class World:
    """What is set otherwise than in the sample company as shipped.

    Attributes:
        lead_effects: factor on the effects of every other level of each list; the rest have 0.6 of it.
        lead_intercept, lead_unshown: of the conversion of leads, in log-odds.
        advance, loss: factors on the weekly rates of deals.
        deal_unshown, group_effect, competitor_effect: on log rates of deals.
        churn_per_month, ticket_effect, small_effect, churn_unshown: of the monthly hazard of churn.
    """

    lead_effects: float
    lead_intercept: float
    lead_unshown: float
    advance: float
    loss: float
    deal_unshown: float
    group_effect: float
    competitor_effect: float
    churn_per_month: float
    ticket_effect: float
    small_effect: float
    churn_unshown: float

    def churn_hazard_per_month(self, companies: Companies) -> Floats:
        """Return each company's true monthly hazard, as the function of that name in the sample company."""
        log_hazard = (
            self.ticket_effect * np.log(companies.tickets_per_month / 0.3)
            + self.small_effect * (companies.n_employees < 50)
            + companies.unobserved_churn * self.churn_unshown / _COMPANIES_UNSHOWN
        )
        hazard: Floats = self.churn_per_month * np.exp(log_hazard)
        return hazard


WORLDS: dict[str, World | None] = {
    "as shipped": None,
    "much unshown": World(0.5, -1.9, 0.9, 0.6, 1.8, 0.45, 0.05, 0.2, 0.03, 0.2, 0.2, 0.6),
    "much shown": World(1.6, -4.2, 0.2, 1.3, 0.7, 0.1, 0.25, 0.9, 0.012, 0.9, 0.9, 0.15),
}


@contextmanager
def made_as(world: World | None) -> Iterator[None]:
    """Make companies drawn inside this context as a world says."""
    with ExitStack() as stack:
        if world is not None:
            for name, value in _patches(world):
                stack.enter_context(patch(_HOME + name, value))
        yield


def _patches(world: World) -> Iterator[tuple[str, object]]:
    for name in _LISTS:
        yield (
            f"leads.{name}",
            tuple(
                replace(level, effect=level.effect * world.lead_effects * (0.6 if at % 2 else 1.0))
                for at, level in enumerate(getattr(market, name))
            ),
        )
    yield "leads.INTERCEPT", world.lead_intercept
    for module in ("leads", "lead_truth"):
        yield f"{module}.UNOBSERVED_SD", world.lead_unshown
    last = len(opportunities.HAZARDS) - 1
    hazards = tuple(
        replace(
            one,
            advance=one.advance * world.advance,
            # In the last stage these are shares, not rates.
            loss=one.loss * (world.loss if at < last else 1.0),
            no_decision=one.no_decision * (world.loss if at < last else 1.0),
        )
        for at, one in enumerate(opportunities.HAZARDS)
    )
    yield "opportunities.HAZARDS", hazards
    yield "truth.HAZARDS", hazards
    yield "opportunities.UNOBSERVED_ADVANCE_SD", world.deal_unshown
    yield "opportunities.GROUP_EFFECT", world.group_effect
    yield "opportunities.COMPETITOR_EFFECT", world.competitor_effect
    for module in ("contracts", "truth"):
        yield f"{module}.churn_hazard_per_month", world.churn_hazard_per_month
