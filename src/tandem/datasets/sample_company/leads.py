"""Leads: who comes in, what they do, how they are answered, and what becomes of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from tandem.datasets.sample_company.calendar import DAY, HOUR, NEVER, SECOND, Calendar
from tandem.datasets.sample_company.campaigns import Campaigns
from tandem.datasets.sample_company.companies import Companies
from tandem.datasets.sample_company.conversion import (
    COEFFICIENTS,
    DRIFT_PER_YEAR,
    ENGAGEMENTS,
    INTERCEPT,
    NO_DECISION_MULTIPLE,
    SOURCE_ACTIVITY,
    UNOBSERVED_SD,
    YES_DECISION_MULTIPLE,
    sigmoid,
)
from tandem.datasets.sample_company.market import (
    CAMPAIGN_KINDS,
    COUNTRIES,
    FUNCTIONS,
    INDUSTRIES,
    INTERESTS,
    SENIORITIES,
    SOURCES,
)
from tandem.datasets.sample_company.names import FIRST_NAMES, LAST_NAMES
from tandem.datasets.sample_company.randomness import Bools, Counts, Floats, Ints, generator_for, pick
from tandem.datasets.sample_company.sellers import Sellers
from tandem.datasets.sample_company.settings import SampleSettings

__all__ = [
    "AT_ONCE_SHARE",
    "LATER_HOURS_MEDIAN",
    "LATER_SPREAD",
    "LATEST_ANSWER",
    "Drawn",
    "Leads",
    "draw_leads",
    "fixed_log_odds",
    "serials",
]

_PACE_DAYS_MEDIAN, _PACE_SPREAD = 12.0, 0.5
LATEST_ANSWER = 0.6  # of the engagement window; who has not answered by then never will
AT_ONCE_SHARE = 0.55  # of the answers within the hour, those within five minutes
LATER_HOURS_MEDIAN, LATER_SPREAD = 20.0, 1.3  # of the answers after the first hour
_RATING_NOISE_SD = 0.8


@dataclass(frozen=True)
class Drawn:
    """Who a lead is, before anything has happened; the meaning of each array is as in :class:`Leads`."""

    created: Ints
    company: Ints
    owner: Ints
    campaign: Ints
    source: Ints
    seniority: Ints
    function: Ints
    interest: Ints
    is_urgent: Bools
    first: Ints
    last: Ints
    free_mail: Bools
    misspelled: Bools


@dataclass(frozen=True)
class Leads:
    """One row for each lead, in order of creation; arrays of shape (n_leads,) unless said otherwise.

    Attributes:
        created: microseconds.
        company, owner, campaign: rows of those; `campaign` is -1 where none brought the lead in.
        source, seniority, function, interest: codes into the market's lists.
        is_urgent: the need as written down is pressing.
        first, last, serial: the person's name; `serial` above 0 keeps namesakes of one company apart.
        free_mail, misspelled: dirt.
        duplicate_of: row of the lead it repeats, or -1.
        pace: microseconds; length of the window in which a lead shows its interest.
        answered: microseconds; when a seller first wrote or called, `NEVER` if nobody will.
        tries: how many times the seller tries.
        counts: human engagements before the decision, shape (n_leads, n_engagements).
        probability: of converting, everything known, the unobserved part included; 0 for duplicates.
        unobserved: part of the log-odds that no column shows.
        converts: what becomes of it, seen or not yet.
        decided: microseconds; when that happens; after `until` it has not been seen.
        rating: 0 cold, 1 warm, 2 hot: the seller's judgement at the first answer.
    """

    created: Ints
    company: Ints
    owner: Ints
    campaign: Ints
    source: Ints
    seniority: Ints
    function: Ints
    interest: Ints
    is_urgent: Bools
    first: Ints
    last: Ints
    serial: Ints
    free_mail: Bools
    misspelled: Bools
    duplicate_of: Ints
    pace: Ints
    answered: Ints
    tries: Ints
    counts: Counts
    probability: Floats
    unobserved: Floats
    converts: Bools
    decided: Ints
    rating: Ints

    @property
    def n(self) -> int:
        """How many leads there are."""
        return len(self.created)

    @property
    def never_answered(self) -> Bools:
        """Which leads no seller ever answers."""
        return self.answered >= NEVER

    @property
    def answered_within_hour(self) -> Bools:
        """Which leads a seller answers within the hour."""
        return self.answered - self.created <= HOUR

    def has_converted(self, until: int) -> Bools:
        """Return which leads have converted before `until`."""
        converted: Bools = self.converts & (self.decided < until)
        return converted


def draw_leads(
    settings: SampleSettings, calendar: Calendar, companies: Companies, sellers: Sellers, campaigns: Campaigns
) -> Leads:
    """Return the leads with their whole course, the part after `today` included (it is what truth knows)."""
    rng = generator_for(settings.seed, "leads")
    n = settings.n_leads
    # A power above one gives some companies many leads (their buying groups) and most only one or two.
    company = np.minimum((rng.random(n) ** 1.6 * companies.n).astype(np.int64), companies.n - 1)
    created = calendar.incoming(rng, n, companies.country[company])
    order = np.argsort(created, kind="stable")
    created, company = created[order], company[order]
    who = _draw_people(rng, settings, company)
    who["campaign"] = campaigns.bringing(rng, created)
    duplicate_of = _draw_duplicates(rng, settings, n)
    second = duplicate_of >= 0
    for values in (company, *who.values()):
        values[second] = values[duplicate_of[second]]
    who["free_mail"] |= second & (rng.random(n) < 0.5)
    who["misspelled"] |= second & (rng.random(n) < 0.5)
    owner = pick(rng, sellers.load, n)
    own_serial = serials(company, who["first"], who["last"])
    person = Drawn(created=created, company=company, owner=owner, **who)
    course = _draw_course(rng, sellers, person, second)
    fixed = fixed_log_odds(calendar, companies, campaigns, person)
    outcome = _draw_outcome(
        rng, calendar, country=companies.country[company], person=person, course=course, fixed=fixed, second=second
    )
    return Leads(
        created=created,
        company=company,
        owner=owner,
        serial=np.where(second, own_serial[duplicate_of], own_serial),
        duplicate_of=duplicate_of,
        **who,
        **course,
        **outcome,
    )


def _draw_people(rng: np.random.Generator, settings: SampleSettings, company: Ints) -> dict[str, Any]:
    n = len(company)
    return {
        "source": pick(rng, tuple(level.weight for level in SOURCES), n),
        "seniority": pick(rng, tuple(level.weight for level in SENIORITIES), n),
        "function": pick(rng, tuple(level.weight for level in FUNCTIONS), n),
        "interest": pick(rng, tuple(level.weight for level in INTERESTS), n),
        "is_urgent": rng.random(n) < 0.22,
        "first": rng.integers(0, len(FIRST_NAMES), n),
        "last": rng.integers(0, len(LAST_NAMES), n),
        "free_mail": rng.random(n) < settings.free_mail_share,
        "misspelled": rng.random(n) < settings.misspelling_share,
    }


def _draw_duplicates(rng: np.random.Generator, settings: SampleSettings, n: int) -> Ints:
    """Return for each row the earlier lead it repeats (never itself a repetition), or -1."""
    duplicate_of = np.full(n, -1, dtype=np.int64)
    n_duplicates = int(settings.duplicate_share * n)
    if n < 2 or n_duplicates == 0:
        return duplicate_of
    rows = np.sort(rng.permutation(np.arange(1, n))[:n_duplicates])
    is_original = np.ones(n, dtype=bool)
    is_original[rows] = False
    originals = np.flatnonzero(is_original)
    # The repeated lead came in up to 200 leads earlier: days or weeks, as happens when somebody fills in a second form.
    n_before = np.searchsorted(originals, rows)
    back = (rng.random(len(rows)) * np.minimum(n_before, 200)).astype(np.int64) + 1
    duplicate_of[rows] = originals[n_before - back]
    return duplicate_of


def serials(company: Ints, first: Ints, last: Ints) -> Ints:
    """Return 0 for the first person of a name in a company and 2, 3, … for namesakes, in row order."""
    person = (company * len(FIRST_NAMES) + first) * len(LAST_NAMES) + last
    order = np.argsort(person, kind="stable")
    ordered = person[order]
    begins = np.r_[True, ordered[1:] != ordered[:-1]]
    start = np.maximum.accumulate(np.where(begins, np.arange(len(ordered)), 0))
    serial = np.empty(len(person), dtype=np.int64)
    serial[order] = np.arange(len(ordered)) - start
    return np.where(serial > 0, serial + 1, 0)


def _draw_course(rng: np.random.Generator, sellers: Sellers, person: Drawn, second: Bools) -> dict[str, Any]:
    n = len(person.created)
    days = np.clip(_PACE_DAYS_MEDIAN * np.exp(_PACE_SPREAD * rng.normal(size=n)), 3, 40)
    pace: Ints = (days * DAY).astype(np.int64) // SECOND * SECOND
    answered = _draw_answers(rng, sellers, person.created, person.owner, pace)
    answered[second] = NEVER
    counts = _draw_counts(rng, person.source, answered < NEVER)
    counts[second] = 0
    tries = np.where(answered < NEVER, rng.poisson(sellers.tries[person.owner] - 0.5) + 1, 0)
    return {"pace": pace, "answered": answered, "counts": counts, "tries": tries}


def _draw_outcome(
    rng: np.random.Generator,
    calendar: Calendar,
    *,
    country: Ints,
    person: Drawn,
    course: dict[str, Any],
    fixed: Floats,
    second: Bools,
) -> dict[str, Any]:
    n = len(fixed)
    answered, pace = course["answered"], course["pace"]
    before = fixed + COEFFICIENTS["never_answered"] * (answered >= NEVER)
    before += COEFFICIENTS["answered_within_hour"] * (answered - person.created <= HOUR)
    unobserved = rng.normal(0, UNOBSERVED_SD, n)
    engaged = course["counts"] @ np.array([one.effect for one in ENGAGEMENTS])
    probability = np.where(second, 0.0, sigmoid(before + engaged + unobserved))
    converts = rng.random(n) < probability
    wait = rng.exponential(1.0, n) * np.where(converts, YES_DECISION_MULTIPLE, NO_DECISION_MULTIPLE)
    earliest = person.created + pace
    target = earliest + (wait * pace).astype(np.int64)
    judged = before + rng.normal(0, _RATING_NOISE_SD, n)
    return {
        "probability": probability,
        "unobserved": unobserved,
        "converts": converts,
        "decided": calendar.office_moments(rng, target, country, earliest, np.full(n, NEVER)),
        "rating": np.digitize(judged, [-2.9, -1.9]),
    }


def _draw_answers(rng: np.random.Generator, sellers: Sellers, created: Ints, owner: Ints, pace: Ints) -> Ints:
    """Return when each lead is first answered: at once by habit or automation, later, or never."""
    n = len(created)
    kind, within = rng.random(n), rng.random(n)
    automatic = within < AT_ONCE_SHARE
    at_once = np.where(automatic, within / AT_ONCE_SHARE / 12, (within - AT_ONCE_SHARE) / (1 - AT_ONCE_SHARE))
    later = 1.0 + np.exp(np.log(LATER_HOURS_MEDIAN) + LATER_SPREAD * rng.normal(size=n))
    hours = np.where(rng.random(n) < sellers.within_hour_share[owner], at_once, later)
    delay = np.minimum((hours * HOUR).astype(np.int64), (LATEST_ANSWER * pace).astype(np.int64))
    answered = (created + np.maximum(delay, 40 * SECOND)) // SECOND * SECOND
    return np.where(kind < sellers.never_share[owner], NEVER, answered)


def _draw_counts(rng: np.random.Generator, source: Ints, is_answered: Bools) -> Counts:
    activity = np.array(SOURCE_ACTIVITY)[source]
    counts = np.empty((len(source), len(ENGAGEMENTS)), dtype=np.int8)
    for column, one in enumerate(ENGAGEMENTS):
        rate = one.per_lead * activity * (is_answered if one.needs_answer else 1.0)
        counts[:, column] = np.minimum(rng.poisson(rate), 100)
    return counts


def fixed_log_odds(calendar: Calendar, companies: Companies, campaigns: Campaigns, leads: Leads | Drawn) -> Floats:
    """Return the log-odds of converting that follow from what stands in the record at creation, shape (n_leads,)."""
    years = (leads.created - calendar.since) / (365.25 * DAY)
    log_odds = INTERCEPT - DRIFT_PER_YEAR * years
    for codes, levels in (
        (leads.source, SOURCES),
        (leads.seniority, SENIORITIES),
        (leads.interest, INTERESTS),
        (companies.industry[leads.company], INDUSTRIES),
        (companies.country[leads.company], COUNTRIES),
    ):
        log_odds = log_odds + np.array([level.effect for level in levels])[codes]
    campaign_effects = np.array([level.effect for level in CAMPAIGN_KINDS])[campaigns.kind]
    log_odds += np.where(leads.campaign >= 0, campaign_effects[leads.campaign], 0.0)
    log_odds += COEFFICIENTS["log10_employees"] * np.log10(companies.n_employees[leads.company])
    result: Floats = log_odds + COEFFICIENTS["is_urgent"] * leads.is_urgent
    return result
