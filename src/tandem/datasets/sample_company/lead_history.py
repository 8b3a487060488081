"""How leads move: status, lifecycle stage, rating, and what is filled in when they are decided."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tandem.datasets.sample_company.calendar import SECOND
from tandem.datasets.sample_company.changes import CategoryTrack, Changed, filled_in, switched_on
from tandem.datasets.sample_company.columns import dates, ids, moments, take
from tandem.datasets.sample_company.conversion import ENGAGEMENTS
from tandem.datasets.sample_company.randomness import Bools, generator_for
from tandem.datasets.sample_company.world import World
from tandem.kernel.vocabulary import SubjectKind

__all__ = ["LIFECYCLE_STAGES", "RATINGS", "STATUSES", "LeadCourse", "follow_leads"]

STATUSES = ("New", "Working", "Nurturing", "Unqualified", "Converted")
LIFECYCLE_STAGES = ("Lead", "Marketing qualified", "Sales qualified", "Opportunity", "Customer")
RATINGS = ("Cold", "Warm", "Hot")
DISQUALIFICATION_NOTES = (
    "No budget this year",
    "Chose another supplier",
    "Could not be reached",
    "No need at present",
    "Wrong person, no referral",
    "Too small for us",
    "Student or competitor",
)
FIRST_CALL_OUTCOMES = (
    "Reached, interested",
    "Reached, not interested",
    "Voicemail",
    "Wrong number",
    "Asked to call back",
)
_KIND = SubjectKind.LEAD


@dataclass(frozen=True)
class LeadCourse:
    """The leads' tracked fields as they stand, by name (arrays of shape (n_leads,)), and the changes that led there."""

    present: dict[str, pa.Array]
    changed: tuple[Changed, ...]


def follow_leads(world: World) -> LeadCourse:
    """Return where every lead stands at the end, and every step that took it there."""
    tracks = _tracks(world)
    once = _decision_fields(world)
    present = {track.field: track.present for track in tracks} | {name: values for name, (values, _) in once.items()}
    changed = [one for track in tracks for one in track.changed] + [one for _, one in once.values()]
    return LeadCourse(present, tuple(changed))


def _tracks(world: World) -> tuple[CategoryTrack, ...]:
    leads, until = world.leads, world.calendar.until
    n, sellers = leads.n, take(world.sellers.names, leads.owner)
    status = CategoryTrack(_KIND, "status", STATUSES, np.zeros(n, np.int64))
    stage = CategoryTrack(_KIND, "lifecycle_stage", LIFECYCLE_STAGES, np.zeros(n, np.int64))
    rating = CategoryTrack(_KIND, "rating", RATINGS, np.full(n, -1))

    def move(track: CategoryTrack, which: Bools, at: np.ndarray, to: np.ndarray | int, actor: pa.Array | str) -> None:
        rows = np.flatnonzero(which & (at < until))
        target = to[rows] if isinstance(to, np.ndarray) else to
        track.move(rows, at[rows], target, actor if isinstance(actor, str) else actor.take(pa.array(rows)))

    everyone = np.ones(n, bool)
    move(status, everyone, leads.answered, 1, sellers)
    move(rating, everyone, leads.answered, leads.rating, sellers)
    counts = dict(zip((one.name for one in ENGAGEMENTS), leads.counts.T.astype(np.int64), strict=True))
    shown = counts["n_web_visits"] + 2 * counts["n_email_clicks"] + 3 * counts["n_forms"] + 3 * counts["n_events"]
    half, late = leads.created + leads.pace // 2, leads.created + leads.pace * 4 // 5
    move(stage, shown >= 3, _whole(half), 1, "marketing automation")
    move(stage, (leads.rating >= 1) & ~leads.never_answered, _whole(late), 2, sellers)
    waiting = (counts["n_postponing_replies"] > 0) & ~leads.never_answered
    move(status, waiting, _whole(leads.created + leads.pace * 19 // 20), 2, sellers)
    move(status, everyone, leads.decided, np.where(leads.converts, 4, 3), sellers)
    move(stage, leads.converts, leads.decided, 3, sellers)
    won = np.flatnonzero(world.opportunities.is_won(until) & (world.opportunities.lead >= 0))
    buyers = world.opportunities.lead[won]
    stage.move(buyers, world.opportunities.closed[won], 4, sellers.take(pa.array(buyers)))
    return status, stage, rating


def _whole(at: np.ndarray) -> np.ndarray:
    return at // SECOND * SECOND


def _decision_fields(world: World) -> dict[str, tuple[pa.Array, Changed]]:
    """Return the fields that stay empty (or false) until the first answer or the decision, with their changes."""
    leads, until = world.leads, world.calendar.until
    rng = generator_for(world.settings.seed, "lead notes")
    sellers = take(world.sellers.names, leads.owner)
    converted = leads.has_converted(until)
    refused = ~leads.converts & (leads.decided < until)
    answered = leads.answered < until
    contact = np.full(leads.n, -1)
    contact[np.flatnonzero(converted)] = np.arange(int(converted.sum()))
    opportunity = np.full(leads.n, -1)
    from_lead = np.flatnonzero(world.opportunities.lead >= 0)
    opportunity[world.opportunities.lead[from_lead]] = from_lead
    note = take(DISQUALIFICATION_NOTES, rng.integers(0, len(DISQUALIFICATION_NOTES), leads.n), refused)
    note = pc.if_else(pa.array(refused & (leads.duplicate_of >= 0)), "Duplicate", note)
    outcome = take(FIRST_CALL_OUTCOMES, rng.integers(0, len(FIRST_CALL_OUTCOMES), leads.n), answered)

    def once(name: str, which: Bools, at: np.ndarray, present: pa.Array) -> tuple[pa.Array, Changed]:
        rows = np.flatnonzero(which)
        return present, filled_in(_KIND, name, rows, at=at[rows], present=present, actor=sellers.take(pa.array(rows)))

    flag_rows = np.flatnonzero(converted)
    by = sellers.take(pa.array(flag_rows))
    known = accounts_known_at_creation(world)
    account = np.where(converted | known, world.accounts.of_company[leads.company], -1)
    handover = dates(leads.decided, converted).cast(pa.string())
    return {
        "is_converted": (
            pa.array(converted),
            switched_on(_KIND, "is_converted", flag_rows, leads.decided[flag_rows], by),
        ),
        "converted_at": once("converted_at", converted, leads.decided, moments(leads.decided, converted)),
        "account": once("account", converted & ~known, leads.decided, ids("account", account)),
        "converted_contact": once("converted_contact", converted, leads.decided, ids("contact", contact)),
        "converted_opportunity": once(
            "converted_opportunity", converted, leads.decided, ids("opportunity", opportunity)
        ),
        "custom.Disqualification note": once("custom.Disqualification note", refused, leads.decided, note),
        "custom.Handover date": once("custom.Handover date", converted, leads.decided, handover),
        "custom.First call outcome": once("custom.First call outcome", answered, leads.answered, outcome),
    }


def accounts_known_at_creation(world: World) -> Bools:
    """Return which leads came from a company that was an account already."""
    account = world.accounts.of_company[world.leads.company]
    known: Bools = (account >= 0) & (world.accounts.created[np.maximum(account, 0)] <= world.leads.created)
    return known if world.accounts.n else np.zeros(world.leads.n, bool)
