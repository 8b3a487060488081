"""The sets odds are measured on: public ones from TANDEM_BENCH_DATA, and one drawn from a known truth."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tandem.datasets.sample_company.columns import schema_of
from tandem.learning.features import read_outcomes

__all__ = ["BenchSet", "data_folder", "known_truth", "public_sets", "sample_company"]

# Columns that the set's own description says were written during or after sales contact; kept from everybody alike.
EDUCATION_LEAKS = (
    "Tags", "Lead Quality", "Lead Profile", "Last Activity", "Last Notable Activity", "Asymmetrique Activity Index",
    "Asymmetrique Profile Index", "Asymmetrique Activity Score", "Asymmetrique Profile Score",
)  # fmt: skip


@dataclass(frozen=True)
class BenchSet:
    """One table with a known outcome; `time` is "" where rows carry none, `truth` holds true probabilities if known."""

    name: str
    table: pd.DataFrame
    target: str
    time: str = ""
    truth: np.ndarray | None = None

    @property
    def happened(self) -> np.ndarray:
        """Outcomes, 0.0 or 1.0."""
        return read_outcomes(self.table[self.target]).happened


def data_folder() -> Path | None:
    """Return the folder of public sets, `None` where the environment names none."""
    named = os.environ.get("TANDEM_BENCH_DATA", "")
    return Path(named) if named and Path(named).is_dir() else None


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str)


def public_sets(folder: Path) -> Iterator[BenchSet]:
    """Yield the public sets that are there."""
    leads = folder / "x_education_leads" / "leads.csv.gz"
    if leads.is_file():
        table = _read(leads).drop(columns=[*EDUCATION_LEAKS, "Prospect ID", "Lead Number"])
        yield BenchSet("x_education_leads", table, "Converted")
    deals = folder / "it_deals_win_prediction" / "deals.csv.gz"
    if deals.is_file():
        yield BenchSet("it_deals_win_prediction", _read(deals), "Deal Status Code", "Deal Date")
    churn = folder / "telco_churn_ibm" / "telco_churn.csv.gz"
    if churn.is_file():
        yield BenchSet("telco_churn_ibm", _read(churn).drop(columns="customerID"), "Churn")


def known_truth(n_rows: int, seed: int) -> BenchSet:
    """Return rows whose true probabilities are known: numbers, a bend, an interaction, a category of many levels."""
    rng = np.random.default_rng(seed)
    minutes, visits, size = rng.gamma(1.5, 8, n_rows), rng.poisson(3, n_rows), rng.lognormal(4, 1.2, n_rows)
    source = rng.choice(["Web", "Referral", "Event", "Cold call", "Partner"], n_rows, p=[0.45, 0.1, 0.15, 0.2, 0.1])
    n_owners = 60
    owner = rng.integers(0, n_owners, n_rows)
    skill = np.random.default_rng(99).normal(0, 0.5, n_owners)
    pull = {"Web": -0.3, "Referral": 1.2, "Event": 0.2, "Cold call": -0.9, "Partner": 0.6}
    score = -1.2 + 0.9 * np.log1p(minutes / 12) + 0.25 * np.minimum(visits, 5) - 0.4 * (size > 150)
    score = (
        score + np.array([pull[one] for one in source]) + skill[owner] + 0.8 * ((source == "Web") & (visits > 4)) - 0.7
    )
    truth = 1 / (1 + np.exp(-score))
    table = pd.DataFrame(
        {
            "minutes on site": minutes.round(1).astype(str),
            "visits": visits.astype(str),
            "employees": [f"{one:,.0f}" for one in size],
            "source": source,
            "owner": [f"owner {one:02d}" for one in owner],
            "noise": rng.normal(size=n_rows).round(3).astype(str),
            "won": np.where(rng.random(n_rows) < truth, "Won", "Lost"),
        }
    )
    return BenchSet("known truth", table, "won", truth=truth)


def sample_company(n_leads: int, seed: int) -> BenchSet:
    """Return the simulated seller's leads as their records stood when they came in, with what becomes of each.

    Duplicates are left out. The truth is each lead's probability knowing the record and the seller's habits.
    """
    from datetime import date

    from tandem.datasets.sample_company import SampleSettings, simulate
    from tandem.prospecting.lead_facts import facts_at

    company = simulate(SampleSettings(seed=seed, today=date(2026, 3, 2), n_leads=n_leads))
    tables, truth = company.record_tables(), company.truth.leads.to_pandas()
    leads = tables["leads"]
    own = [one for one in leads.schema.names if one.startswith("custom.")]
    texts = [
        json.dumps({name.removeprefix("custom."): cell for name, cell in row.items() if cell})
        for row in leads.select(own).to_pylist()
    ]
    leads = leads.append_column("id", pa.array(np.arange(1, leads.num_rows + 1)))
    leads = leads.append_column("custom", pa.array(texts))
    changes = tables["changes"].filter(pc.equal(tables["changes"]["subject_kind"], "lead"))
    changes = changes.append_column("id", pa.array(np.arange(changes.num_rows)))
    none = schema_of("touchpoints").empty_table()
    facts = facts_at(leads, changes, none, moments=leads["created_at"].to_pandas()).drop(columns="id")
    alone = (truth["duplicate_of"].fillna("") == "").to_numpy()
    table = facts.assign(converted=np.where(truth["converts"], "Yes", "No"))[alone].reset_index(drop=True)
    chances = truth["probability_at_creation"].to_numpy(dtype=float)[alone]
    return BenchSet(f"sample company, {n_leads:,} leads", table, "converted", truth=chances)
