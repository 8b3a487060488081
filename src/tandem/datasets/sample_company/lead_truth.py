"""The true probability of each lead at any moment, integrated over what was not known then."""

import numpy as np
import pyarrow as pa
from scipy.special import ndtr

from tandem.datasets.sample_company.calendar import DAY, HOUR, NEVER
from tandem.datasets.sample_company.columns import ids
from tandem.datasets.sample_company.conversion import (
    COEFFICIENTS,
    ENGAGEMENTS,
    NO_DECISION_MULTIPLE,
    SOURCE_ACTIVITY,
    UNOBSERVED_SD,
    YES_DECISION_MULTIPLE,
    expected_sigmoid,
)
from tandem.datasets.sample_company.leads import (
    AT_ONCE_SHARE,
    LATER_HOURS_MEDIAN,
    LATER_SPREAD,
    LATEST_ANSWER,
    fixed_log_odds,
)
from tandem.datasets.sample_company.market import CAMPAIGN_KINDS, COUNTRIES, INDUSTRIES, INTERESTS, SENIORITIES, SOURCES
from tandem.datasets.sample_company.randomness import Counts, Floats, Ints
from tandem.datasets.sample_company.world import World

__all__ = ["design_table", "expected_probability"]

_EFFECTS = np.array([one.effect for one in ENGAGEMENTS])
_RATES = np.array([one.per_lead for one in ENGAGEMENTS])
_NEEDS_ANSWER = np.array([one.needs_answer for one in ENGAGEMENTS])


def expected_probability(world: World, at: Ints, counts: Counts) -> Floats:
    """Return each lead's probability of converting in the end, knowing what had happened by its moment.

    What is not known then is integrated out: the unobserved part, the engagements still to come (the sum of their
    effects taken as normal), and whether and how fast the seller will answer. A lead open beyond its window of
    engagement loses by it, since refusals take longer than conversions.

    Parameters
    ----------
    at
        Shape (n_leads,), microseconds, not before creation.
    counts
        Shape (n_leads, n_engagements): the engagements that had happened by then.
    """
    leads = world.leads
    age = at - leads.created
    total = np.zeros(leads.n)
    for weight, answer_effect, share_left in _answer_states(world, at):
        rates = _RATES * np.array(SOURCE_ACTIVITY)[leads.source][:, None] * share_left
        mean = fixed_log_odds(world.calendar, world.companies, world.campaigns, leads) + answer_effect
        mean = mean + (counts + rates) @ _EFFECTS
        total += weight * expected_sigmoid(mean, UNOBSERVED_SD**2 + rates @ _EFFECTS**2)
    waited = np.maximum(age / leads.pace - 1.0, 0.0)
    yes = total * np.exp(-waited / YES_DECISION_MULTIPLE)
    no = (1.0 - total) * np.exp(-waited / NO_DECISION_MULTIPLE)
    return np.where(leads.decided <= at, leads.converts.astype(float), yes / (yes + no))


def _answer_states(world: World, at: Ints) -> list[tuple[Floats, float, Floats]]:
    """Return the three ways of being answered: (probability, effect on the log-odds, share of engagement to come)."""
    leads, owner = world.leads, world.leads.owner
    age = np.maximum(at - leads.created, 0)
    hours = age / HOUR
    at_once = AT_ONCE_SHARE * np.clip(hours * 12, 0, 1) + (1 - AT_ONCE_SHARE) * np.clip(hours, 0, 1)
    late = ndtr((np.log(np.maximum(hours - 1.0, 1e-9)) - np.log(LATER_HOURS_MEDIAN)) / LATER_SPREAD)
    late = np.where(age >= LATEST_ANSWER * leads.pace, 1.0, late)
    never, within = world.sellers.never_share[owner], world.sellers.within_hour_share[owner]
    waiting = np.stack([never, (1 - never) * within * (1 - at_once), (1 - never) * (1 - within) * (1 - late)])
    waiting /= np.maximum(waiting.sum(axis=0), 1e-300)
    known = np.stack([np.zeros(leads.n), leads.answered_within_hour, ~leads.answered_within_hour]).astype(float)
    is_answered = leads.answered <= at
    weights = np.where(is_answered, known, waiting)
    end = leads.created + leads.pace
    left = np.clip(1.0 - age / leads.pace, 0.0, 1.0)
    after = np.where(
        is_answered, np.clip((end - at) / np.maximum(end - np.minimum(leads.answered, end - 1), 1), 0, 1), 1.0
    )
    after = np.where(at >= end, 0.0, after)
    answered = np.where(_NEEDS_ANSWER, after[:, None], left[:, None])
    unanswered = np.where(_NEEDS_ANSWER, 0.0, left[:, None])
    return [
        (weights[0], COEFFICIENTS["never_answered"], unanswered),
        (weights[1], COEFFICIENTS["answered_within_hour"], answered),
        (weights[2], 0.0, answered),
    ]


def design_table(world: World) -> pa.Table:
    """Return the columns the coefficients belong to, one row for each lead."""
    leads, companies = world.leads, world.companies
    columns: dict[str, object] = {
        "external_id": ids("lead", np.arange(leads.n)),
        "years": (leads.created - world.calendar.since) / (365.25 * DAY),
    }
    kinds = np.where(leads.campaign >= 0, world.campaigns.kind[leads.campaign], -1)
    for name, names, codes in (
        ("industry", [level.name for level in INDUSTRIES], companies.industry[leads.company]),
        ("source", [level.name for level in SOURCES], leads.source),
        ("seniority", [level.name for level in SENIORITIES], leads.seniority),
        ("interest", [level.name for level in INTERESTS], leads.interest),
        ("campaign_type", [level.name for level in CAMPAIGN_KINDS], kinds),
        ("country", [country.code for country in COUNTRIES], companies.country[leads.company]),
    ):
        columns |= {f"{name}={level}": (codes == code).astype(float) for code, level in enumerate(names)}
    columns["log10_employees"] = np.log10(companies.n_employees[leads.company])
    columns["is_urgent"] = leads.is_urgent.astype(float)
    columns["answered_within_hour"] = leads.answered_within_hour.astype(float)
    columns["never_answered"] = (leads.answered >= NEVER).astype(float)
    columns |= {one.name: leads.counts[:, column].astype(float) for column, one in enumerate(ENGAGEMENTS)}
    return pa.table(columns)
