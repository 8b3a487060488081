"""Quotes: an early one that is superseded, then the one the customer takes or leaves at its price."""

import numpy as np
import pyarrow as pa

from tandem.datasets.sample_company.calendar import SECOND, Calendar
from tandem.datasets.sample_company.changes import CategoryTrack, Rendered, last_change
from tandem.datasets.sample_company.columns import amounts, dates, ids, moments, table_of, take
from tandem.datasets.sample_company.opportunities import Opportunities
from tandem.datasets.sample_company.products import PRODUCTS
from tandem.datasets.sample_company.randomness import generator_for
from tandem.datasets.sample_company.sellers import Sellers
from tandem.datasets.sample_company.settings import SampleSettings
from tandem.kernel.vocabulary import SubjectKind

__all__ = ["quote_table"]

_EARLY_SHARE = 0.4
_STATUSES = ("Sent", "Accepted", "Rejected", "Superseded")


def quote_table(
    opportunities: Opportunities, sellers: Sellers, settings: SampleSettings, calendar: Calendar
) -> Rendered:
    """Return the quotes and their changes.

    The quote given on entering negotiation follows its line's demand curve. Some opportunities had an earlier one at
    the proposal stage, at half the discount; it says nothing about demand and is marked superseded (or still sent).
    """
    rng = generator_for(settings.seed, "quotes")
    early_rows = np.flatnonzero(
        (opportunities.entered[:, 2] < calendar.until) & (rng.random(opportunities.n) < _EARLY_SHARE)
    )
    final_rows = np.flatnonzero(opportunities.entered[:, 3] < calendar.until)
    row = np.r_[early_rows, final_rows]
    is_final = np.r_[np.zeros(len(early_rows), bool), np.ones(len(final_rows), bool)]
    quoted = np.where(is_final, opportunities.entered[row, 3], opportunities.entered[row, 2])
    order = np.argsort(quoted, kind="stable")
    row, is_final, quoted = row[order], is_final[order], quoted[order]
    closed = opportunities.is_closed(calendar.until)[row]
    won = opportunities.is_won(calendar.until)[row]
    replaced = opportunities.entered[row, 3] < calendar.until
    status = np.where(won, 1, np.where(closed, 2, 0))
    status = np.where(is_final, status, np.where(replaced, 3, np.where(closed, 2, 0)))
    closed_at = opportunities.closed[row]
    settled = np.where(is_final, closed_at, np.minimum(opportunities.entered[row, 3], closed_at))
    track = CategoryTrack(SubjectKind.QUOTE, "status", _STATUSES, np.zeros(len(row), np.int64))
    moved = np.flatnonzero(status > 0)
    track.move(moved, settled[moved], status[moved], take(sellers.names, opportunities.owner[row[moved]]))
    discount = np.round(opportunities.discount[row] * np.where(is_final, 1.0, 0.5), 4)
    listed = np.array([product.list_price for product in PRODUCTS])[opportunities.product[row]]
    columns = {
        "external_id": ids("quote", np.arange(len(row))),
        "source_system": "sample",
        "created_at": moments(quoted),
        "recorded_at": moments(quoted),
        "updated_at": moments(last_change(quoted, track.changed)),
        "owner_name": take(sellers.names, opportunities.owner[row]),
        "opportunity": ids("opportunity", row),
        "product": ids("product", opportunities.product[row]),
        "quantity": pa.array(opportunities.quantity[row]).cast(pa.float64()),
        "list_price": amounts(listed),
        "unit_price": amounts(np.round(listed * (1 - discount)).astype(np.int64)),
        "discount_share": pa.array(discount),
        "currency": settings.currency,
        "quoted_on": dates(np.minimum(quoted, calendar.until - SECOND)),
        "status": track.present,
    }
    return Rendered(table_of("quotes", columns, len(row)), tuple(track.changed))
