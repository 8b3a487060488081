import numpy as np
import pyarrow as pa
import pytest

from tandem.datasets.sample_company import SampleCompany
from tandem.datasets.sample_company.contracts import MONTH


def test_customers_ask_for_help_at_their_own_rate(company: SampleCompany, tables: dict[str, pa.Table]) -> None:
    world = company.world
    relations = world.relations
    start = np.maximum(relations.starts, world.calendar.since)
    months = np.maximum(np.minimum(relations.churns, world.calendar.until) - start, 0) / MONTH
    expected = (world.companies.tickets_per_month[relations.company] * months).sum()
    n_tickets = (tables["touchpoints"].to_pandas()["kind"] == "ticket").sum()
    assert n_tickets == pytest.approx(expected, rel=0.15)


def test_only_recent_tickets_are_open(company: SampleCompany, tables: dict[str, pa.Table]) -> None:
    touchpoints = tables["touchpoints"].to_pandas()
    tickets = touchpoints[touchpoints["kind"] == "ticket"]
    age = (company.settings.until - tickets["occurred_at"]).dt.days
    assert ((tickets["status"] == "open") == (age < 5)).all()
    assert tickets["account"].notna().all()
    contact_account = tables["contacts"].to_pandas().set_index("external_id")["account"]
    known = tickets[tickets["contact"].notna()]
    assert (contact_account.loc[known["contact"]].to_numpy() == known["account"].to_numpy()).all()
