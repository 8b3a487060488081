"""Orders: the first one with each contract, and the replenishing ones that follow at each customer's own rhythm."""

import numpy as np
import pyarrow as pa

from tandem.datasets.sample_company.accounts import Accounts
from tandem.datasets.sample_company.calendar import DAY, SECOND, Calendar
from tandem.datasets.sample_company.changes import CategoryTrack, Rendered, last_change
from tandem.datasets.sample_company.columns import amounts, dates, ids, moments, table_of
from tandem.datasets.sample_company.contracts import Relations
from tandem.datasets.sample_company.products import PRODUCTS
from tandem.datasets.sample_company.randomness import generator_for
from tandem.datasets.sample_company.settings import SampleSettings
from tandem.kernel.vocabulary import SubjectKind

__all__ = ["REORDER_REGULARITY", "order_table"]

REORDER_REGULARITY = 9.0  # shape of the gamma distributed gaps between orders: their spread is a third of their mean

_DELIVERY_DAYS = 10


def order_table(relations: Relations, accounts: Accounts, settings: SampleSettings, calendar: Calendar) -> Rendered:
    """Return the orders, in order of the day ordered, and their changes."""
    rng = generator_for(settings.seed, "orders")
    end = np.minimum(relations.churns, calendar.until)
    begin = np.maximum(relations.starts, calendar.since - 180 * DAY)
    line = np.array([one.line for one in PRODUCTS])[relations.product]
    mean = np.where(line == 2, relations.reorder_days, relations.reorder_days * 3.5)
    room = (np.maximum(end - begin, 0) / DAY / mean * 1.6).astype(np.int64) + 4
    relation = np.repeat(np.arange(relations.n), room)
    gaps = rng.gamma(REORDER_REGULARITY, mean[relation] / REORDER_REGULARITY)
    starts = np.cumsum(room) - room
    gaps[starts] = 0.0
    since_all = np.cumsum(gaps)
    moment = begin[relation] + ((since_all - since_all[starts][relation]) * DAY).astype(np.int64)
    seen = moment < end[relation]
    relation, moment = relation[seen], moment[seen] // SECOND * SECOND
    order = np.argsort(moment, kind="stable")
    relation, moment = relation[order], moment[order]
    per_order = np.maximum(1, relations.quantity[relation] // np.maximum(365 // mean[relation], 1)).astype(np.int64)
    unit = relations.cents_per_year[relation] // np.maximum(relations.quantity[relation], 1)
    recorded = np.maximum(moment, accounts.created[relations.account[relation]])
    track = CategoryTrack(
        SubjectKind.ORDER, "status", ("In preparation", "Delivered"), np.zeros(len(relation), np.int64)
    )
    delivered = recorded + _DELIVERY_DAYS * DAY
    arrived = np.flatnonzero(delivered < calendar.until)
    track.move(arrived, delivered[arrived], 1, "system")
    columns = {
        "external_id": ids("order", np.arange(len(relation))),
        "source_system": "sample",
        "created_at": moments(recorded),
        "recorded_at": moments(recorded),
        "updated_at": moments(last_change(recorded, track.changed)),
        "account": ids("account", relations.account[relation]),
        "opportunity": ids("opportunity", relations.opportunity[relation]),
        "product": ids("product", relations.product[relation]),
        "quantity": pa.array(per_order).cast(pa.float64()),
        "amount": amounts(per_order * unit),
        "currency": settings.currency,
        "ordered_on": dates(moment),
        "status": track.present,
    }
    return Rendered(table_of("orders", columns, len(relation)), tuple(track.changed))
