"""Which leads convert: a logistic model with known coefficients over what can be seen, and a known unseen rest."""

from dataclasses import dataclass

import numpy as np

from tandem.datasets.sample_company.market import (
    CAMPAIGN_KINDS,
    COUNTRIES,
    INDUSTRIES,
    INTERESTS,
    SENIORITIES,
    SOURCES,
)
from tandem.datasets.sample_company.randomness import Floats

__all__ = [
    "COEFFICIENTS",
    "DRIFT_PER_YEAR",
    "ENGAGEMENTS",
    "INTERCEPT",
    "NO_DECISION_MULTIPLE",
    "SOURCE_ACTIVITY",
    "UNOBSERVED_SD",
    "YES_DECISION_MULTIPLE",
    "Engagement",
    "expected_sigmoid",
    "sigmoid",
]

INTERCEPT = -3.35
DRIFT_PER_YEAR = 0.15  # leads grow harder: the log-odds fall by this much with each year
UNOBSERVED_SD = 0.5
# Decisions come after the engagement window, on average this many windows later: no takes longer than yes.
YES_DECISION_MULTIPLE = 0.8
NO_DECISION_MULTIPLE = 1.7


@dataclass(frozen=True)
class Engagement:
    """One kind of human activity before the decision.

    Attributes:
        name: of the count, as it stands in the design.
        per_lead: expected count of an average lead.
        effect: what each one adds to the log-odds of converting.
        needs_answer: whether it can only follow a seller's answer.
    """

    name: str
    per_lead: float
    effect: float
    needs_answer: bool = False


ENGAGEMENTS = (
    Engagement("n_web_visits", 1.6, 0.12),
    Engagement("n_email_clicks", 0.5, 0.35),
    Engagement("n_email_opens", 1.0, 0.0),
    Engagement("n_forms", 0.25, 0.55),
    Engagement("n_chats", 0.1, 0.4),
    Engagement("n_events", 0.08, 0.6),
    Engagement("n_positive_replies", 0.22, 1.1, needs_answer=True),
    Engagement("n_objecting_replies", 0.16, -0.7, needs_answer=True),
    Engagement("n_postponing_replies", 0.12, -0.45, needs_answer=True),
)

# How active leads of each source are, as a multiple of `per_lead`; in the order of SOURCES.
SOURCE_ACTIVITY = (1.15, 1.3, 0.95, 1.15, 0.9, 0.8, 0.4, 1.2)

_LISTS = (
    ("industry", INDUSTRIES),
    ("source", SOURCES),
    ("seniority", SENIORITIES),
    ("interest", INTERESTS),
    ("campaign_type", CAMPAIGN_KINDS),
)

COEFFICIENTS: dict[str, float] = {
    **{f"{name}={level.name}": level.effect for name, levels in _LISTS for level in levels},
    **{f"country={country.code}": country.effect for country in COUNTRIES},
    "log10_employees": 0.35,
    "is_urgent": 0.6,
    "answered_within_hour": 0.35,
    "never_answered": -0.9,
    **{one.name: one.effect for one in ENGAGEMENTS},
}
"""Every coefficient of the model, by the name of its column in the design; a level with 0.0 is a reference level."""


def sigmoid(log_odds: Floats) -> Floats:
    """Return the probability of each log-odds."""
    result: Floats = 1.0 / (1.0 + np.exp(-log_odds))
    return result


_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(15)


def expected_sigmoid(mean: Floats, variance: Floats) -> Floats:
    """Return the mean of the sigmoid of a normal variable, by Gauss-Hermite quadrature with 15 nodes.

    Parameters
    ----------
    mean
        Shape (n,), log-odds.
    variance
        Shape (n,), >= 0.

    Examples
    --------
    >>> float(expected_sigmoid(np.array([0.0]), np.array([4.0]))[0].round(6))
    0.5
    """
    total = np.zeros_like(mean)
    deviation = np.sqrt(variance)
    for node, weight in zip(_NODES.tolist(), _WEIGHTS.tolist(), strict=True):
        total += weight * sigmoid(mean + deviation * node)
    result: Floats = total / _WEIGHTS.sum()
    return result
