"""A sample company's deals, fitted once, and a few deals made up by hand."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest

from tandem.closing.deal_odds import DealHistory, DealOdds
from tandem.datasets.sample_company import SampleCompany, SampleSettings, simulate

TODAY = datetime(2026, 3, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Sample:
    """A company, its deals' history, and odds fitted on it."""

    company: SampleCompany
    history: DealHistory
    odds: DealOdds


def history_of(company: SampleCompany, until: datetime = TODAY) -> DealHistory:
    tables = company.record_tables()
    frames = {name: tables[name].to_pandas() for name in ("opportunities", "accounts", "quotes")}
    for frame in frames.values():
        frame.insert(0, "id", np.arange(1, len(frame) + 1))
    return DealHistory(
        frames["opportunities"],
        tables["changes"].to_pandas(),
        until,
        accounts=frames["accounts"],
        quotes=frames["quotes"],
    )


@pytest.fixture(scope="session")
def sample() -> Sample:
    company = simulate(SampleSettings(seed=1, today=date(2026, 3, 2), n_leads=1500))
    history = history_of(company)
    return Sample(company, history, DealOdds.fit_history(history))


def deals_of(*rows: dict[str, object]) -> pd.DataFrame:
    """Deals with the given fields; ids count from 1."""
    return pd.DataFrame([{"id": at + 1, "is_closed": False, "is_won": False, **row} for at, row in enumerate(rows)])


def changes_of(*rows: tuple[int, str, str | None, str | None, str]) -> pd.DataFrame:
    """Changes as (deal, field, old, new, day)."""
    table = pd.DataFrame(rows, columns=["subject_id", "field", "old", "new", "valid_from"])
    table["valid_from"] = pd.to_datetime(table["valid_from"], utc=True)
    return table.assign(subject_kind="opportunity", recorded_at=table["valid_from"])
