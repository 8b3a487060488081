"""The opportunities as a table of the common schema, with their whole stage history."""

import numpy as np
import pyarrow as pa

from tandem.datasets.sample_company.calendar import DAY
from tandem.datasets.sample_company.changes import CategoryTrack, Changed, Rendered, filled_in, last_change, switched_on
from tandem.datasets.sample_company.columns import (
    amount_text,
    amounts,
    dates,
    flags,
    ids,
    join,
    moments,
    table_of,
    take,
    text_of,
)
from tandem.datasets.sample_company.market import COMPETITORS, LOST_REASONS, SOURCES
from tandem.datasets.sample_company.names import company_names
from tandem.datasets.sample_company.opportunities import STAGES
from tandem.datasets.sample_company.products import LINE_NAMES, PRODUCTS
from tandem.datasets.sample_company.randomness import Bools, Ints, generator_for
from tandem.datasets.sample_company.world import World
from tandem.kernel.vocabulary import SubjectKind

__all__ = ["opportunity_table"]

_KIND = SubjectKind.OPPORTUNITY
_STATED = ("0.1", "0.25", "0.5", "0.75", "1", "0")
_FORECAST = ("Pipeline", "Pipeline", "Best case", "Commit", "Closed", "Omitted")
_NEXT_STEPS = (
    "Learn the need",
    "Show the product",
    "Send the quote",
    "Agree on terms",
    "Hand over",
    "Ask again next year",
)


def opportunity_table(world: World) -> Rendered:
    """Return the opportunities and their changes."""
    deals, until = world.opportunities, world.calendar.until
    sellers = take(world.sellers.names, deals.owner)
    tracks = [
        CategoryTrack(_KIND, name, levels, np.zeros(deals.n, np.int64))
        for name, levels in (
            ("deal_stage", STAGES),
            ("win_probability_stated", _STATED),
            ("forecast_category", _FORECAST),
            ("next_step", _NEXT_STEPS),
        )
    ]
    closed = deals.is_closed(until)
    for track in tracks:
        for stage in (1, 2, 3):
            rows = np.flatnonzero(deals.entered[:, stage] < until)
            track.move(rows, deals.entered[rows, stage], stage, sellers.take(pa.array(rows)))
        rows = np.flatnonzero(closed)
        track.move(rows, deals.closed[rows], np.where(deals.outcome[rows] == 0, 4, 5), sellers.take(pa.array(rows)))
    deal_stage, stated, forecast, next_step = tracks
    close_on, close_changes = _follow_close_dates(world, closed, sellers)
    amount, amount_changes = _follow_amounts(world, sellers)
    closing = _closing_fields(world, closed, sellers)
    # "Pipeline" names two stages of the forecast; moving between them is no change.
    forecast_changes = [_real(one) for one in forecast.changed]
    changed = [
        *deal_stage.changed,
        *stated.changed,
        *forecast_changes,
        *next_step.changed,
        *close_changes,
        *amount_changes,
        *(one for _, one in closing.values()),
    ]
    columns = {
        **_fixed_columns(world, sellers),
        "updated_at": moments(last_change(deals.opened, changed)),
        "deal_stage": deal_stage.present,
        "amount": amount,
        "win_probability_stated": stated.present.cast(pa.float64()),
        "close_on": close_on,
        "forecast_category": forecast.present,
        "next_step": next_step.present,
        **{name: values for name, (values, _) in closing.items()},
    }
    return Rendered(table_of("opportunities", columns, deals.n), tuple(changed))


def _fixed_columns(world: World, sellers: pa.Array) -> dict[str, object]:
    deals, companies = world.opportunities, world.companies
    from_lead = deals.lead >= 0
    lead = np.maximum(deals.lead, 0)
    line = take(LINE_NAMES, np.array([product.line for product in PRODUCTS])[deals.product])
    names = company_names(deals.company, companies.country[deals.company], companies.form[deals.company])
    created = moments(deals.opened)
    return {
        "external_id": ids("opportunity", np.arange(deals.n)),
        "source_system": "sample",
        "created_at": created,
        "recorded_at": created,
        "owner_name": sellers,
        "name": join(names, ": ", line),
        "account": ids("account", world.accounts.of_company[deals.company]),
        "contact": ids("contact", world.contacts.primary_of),
        "pipeline": "Sales",
        "currency": world.settings.currency,
        "type": take(["Expansion", "New business"], from_lead.astype(np.int64)),
        "source": take([level.name for level in SOURCES], np.where(from_lead, world.leads.source[lead], -1)),
        "campaign": ids("campaign", np.where(from_lead, world.leads.campaign[lead], -1)),
        "description": join("Interested in ", take([product.name for product in PRODUCTS], deals.product), "."),
    }


def _real(one: Changed) -> Changed:
    kept = np.array(one.old.to_pylist(), dtype=object) != np.array(one.new.to_pylist(), dtype=object)
    mask = pa.array(kept.astype(bool))
    actor = one.actor if isinstance(one.actor, str) else one.actor.filter(mask)
    return Changed(
        one.kind, one.field, one.rows[kept], one.moments[kept], one.old.filter(mask), one.new.filter(mask), actor
    )


def _follow_close_dates(world: World, closed: Bools, sellers: pa.Array) -> tuple[pa.Array, list[Changed]]:
    deals, slips = world.opportunities, world.slips
    moved = Changed(
        _KIND,
        "close_on",
        slips.opportunity,
        slips.moment,
        text_of(dates(slips.before)),
        text_of(dates(slips.after)),
        sellers.take(pa.array(slips.opportunity)),
    )
    final = deals.closed // DAY * DAY
    rows = np.flatnonzero(closed & (final != slips.last))
    set_at_close = Changed(
        _KIND,
        "close_on",
        rows,
        deals.closed[rows],
        text_of(dates(slips.last[rows])),
        text_of(dates(final[rows])),
        sellers.take(pa.array(rows)),
    )
    return dates(np.where(closed, final, slips.last)), [moved, set_at_close]


def _follow_amounts(world: World, sellers: pa.Array) -> tuple[pa.Array, list[Changed]]:
    deals = world.opportunities
    quoted = deals.quantity * deals.unit_cents
    is_quoted = deals.entered[:, 3] < world.calendar.until
    rows = np.flatnonzero(is_quoted & (quoted != deals.list_cents))
    changed = Changed(
        _KIND,
        "amount",
        rows,
        deals.entered[rows, 3],
        amount_text(deals.list_cents[rows]),
        amount_text(quoted[rows]),
        sellers.take(pa.array(rows)),
    )
    return amounts(np.where(is_quoted, quoted, deals.list_cents)), [changed]


def _closing_fields(world: World, closed: Bools, sellers: pa.Array) -> dict[str, tuple[pa.Array, Changed]]:
    """Return the fields that are empty (or false) until something is known, with their changes."""
    deals, until = world.opportunities, world.calendar.until
    won, lost = deals.is_won(until), closed & (deals.outcome != 0)

    def filled(name: str, which: Bools, at: Ints, present: pa.Array) -> tuple[pa.Array, Changed]:
        rows = np.flatnonzero(which)
        return present, filled_in(_KIND, name, rows, at=at[rows], present=present, actor=sellers.take(pa.array(rows)))

    def switched(name: str, which: Bools) -> tuple[pa.Array, Changed]:
        rows = np.flatnonzero(which)
        return flags(which), switched_on(_KIND, name, rows, deals.closed[rows], sellers.take(pa.array(rows)))

    # Competitors come to light when the need is analysed, or when the opportunity is lost before that.
    seen_at = np.minimum(deals.entered[:, 1], deals.closed)
    competitor = take(COMPETITORS, deals.competitor, seen_at < until)
    reason = take(LOST_REASONS, _lost_reasons(world), lost)
    return {
        "is_closed": switched("is_closed", closed),
        "is_won": switched("is_won", won),
        "closed_at": filled("closed_at", closed, deals.closed, moments(deals.closed, closed)),
        "lost_reason": filled("lost_reason", lost, deals.closed, reason),
        "competitor": filled("competitor", (seen_at < until) & (deals.competitor >= 0), seen_at, competitor),
    }


def _lost_reasons(world: World) -> Ints:
    deals = world.opportunities
    rng = generator_for(world.settings.seed, "lost reasons")
    chance = rng.random(deals.n)
    by_competitor = (deals.competitor >= 0) & (chance < 0.6)
    late = deals.entered[:, 3] < world.calendar.until
    other = np.where(late & (chance < 0.75), 0, np.where(chance < 0.9, 4, 3))
    return np.where(deals.outcome == 2, 2, np.where(by_competitor, 1, other))
