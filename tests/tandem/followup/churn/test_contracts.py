"""Contracts month by month: renewals go on, late entries count late, and the sample company's truth is found again."""

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest

from tandem.datasets.sample_company import SampleSettings, simulate
from tandem.followup.churn import Churn, ContractHistory
from tandem.followup.churn.tenure import MONTH_DAYS
from tandem.kernel.errors import InputError

UNTIL = datetime(2026, 3, 2, tzinfo=UTC)


def contracts_of(*rows: tuple[str, str, str, str | None]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["account", "name", "starts_on", "cancelled_on"])
    ends = pd.to_datetime(table["starts_on"]) + pd.Timedelta(days=364)
    return table.assign(id=range(1, len(table) + 1), ends_on=ends, amount_per_year=1000.0)


def test_a_renewed_contract_goes_on_and_a_cancelled_one_ends():
    history = ContractHistory(
        contracts_of(
            ("a", "Supplies agreement, year 1", "2024-01-01", None),
            ("a", "Supplies agreement, year 2", "2024-12-31", "2025-03-15"),
            ("b", "Supplies agreement, year 1", "2025-06-01", None),
        ),
        UNTIL,
    )
    assert len(history.chains) == 2
    assert history.active_now().tolist() == [1]
    months = history.months
    assert (months.chain == 0).sum() == int(
        (pd.Timestamp("2025-03-15") - pd.Timestamp("2024-01-01")).days / 30.4375
    ) + 1
    assert months.cause[months.chain == 0].tolist()[-1] == 1
    assert months.cause[months.chain == 1].sum() == 0


def test_what_is_cancelled_later_is_running_still():
    contracts = contracts_of(("a", "Supplies", "2024-01-01", "2026-02-01"))
    early = ContractHistory(contracts, datetime(2025, 1, 1, tzinfo=UTC))
    assert early.active_now().tolist() == [0]
    assert early.months.cause.sum() == 0


def test_chains_from_before_the_record_count_from_where_it_begins():
    contracts = contracts_of(("a", "Supplies", "2024-01-01", None))
    history = ContractHistory(contracts, UNTIL, seen_from=datetime(2025, 1, 1, tzinfo=UTC))
    assert history.months.facts["tenure_months"].min() == 13.0


def test_tickets_and_orders_are_those_of_the_half_year_before():
    contracts = contracts_of(("a", "Supplies", "2025-01-01", None))
    tickets = pd.DataFrame(
        {
            "kind": ["ticket", "ticket", "ticket", "email"],
            "account": ["a", "a", "b", "a"],
            "occurred_at": pd.to_datetime(["2025-02-01", "2025-12-01", "2025-12-01", "2025-12-01"], utc=True),
        }
    )
    facts = ContractHistory(contracts, UNTIL, touchpoints=tickets).facts_now(np.array([0]))
    assert facts["n_tickets_180d"].tolist() == [1.0]


def test_the_sample_companys_churn_is_found_again():
    company = simulate(SampleSettings(seed=3, today=date(2026, 3, 2), n_leads=3000, months=36))
    tables = company.tables()
    contracts = tables["contracts"].to_pandas()
    contracts.insert(0, "id", np.arange(1, len(contracts) + 1))
    history = ContractHistory(
        contracts,
        UNTIL,
        accounts=tables["accounts"].to_pandas(),
        orders=tables["orders"].to_pandas(),
        touchpoints=tables["touchpoints"].to_pandas(),
        seen_from=company.settings.since,
    )
    churn = Churn.fit_contracts(history)
    running = history.active_now()
    said = churn.run(history.facts_now(running))
    hazard = company.truth.accounts.to_pandas().set_index("external_id")["churn_hazard_per_month"]
    true = 1 - np.exp(-hazard.reindex(history.chains["owner"].iloc[running]).to_numpy() * 90 / MONTH_DAYS)
    assert said["probability"].mean() == pytest.approx(true.mean(), rel=0.35)
    held = (said["low"].to_numpy() <= true) & (true <= said["high"].to_numpy())
    # The intervals are of the customer's own risk: what no record shows is in them.
    assert 0.7 <= held.mean() <= 0.92
    assert churn.hazards.unshown > 0.2
    assert np.corrcoef(said["probability"], true)[0, 1] > 0.1
    assert "judged on the contracts running then" in churn.card.validation
    assert churn.card.n == len(history.chains)


def test_missing_columns_are_named_together():
    with pytest.raises(InputError, match="cancelled_on") as refused:
        ContractHistory(pd.DataFrame({"id": [1]}), UNTIL)
    assert "starts_on" in str(refused.value)


def test_where_nothing_tells_who_leaves_all_get_the_base_rate_within_noise():
    rng = np.random.default_rng(0)
    start = pd.Timestamp("2023-01-01") + pd.to_timedelta(rng.integers(0, 600, 200), "D")
    contracts = pd.DataFrame(
        {
            "id": np.arange(1, 201),
            "account": [f"a{at}" for at in range(200)],
            "starts_on": start.date,
            "ends_on": (start + pd.Timedelta(days=364)).date,
            "amount_per_year": rng.lognormal(9, 1, 200),
            "cancelled_on": [
                (day + pd.Timedelta(days=float(after))).date() if after < 1100 else None
                for day, after in zip(start, rng.exponential(1200, 200), strict=True)
            ],
        }
    )
    history = ContractHistory(contracts, UNTIL)
    churn = Churn.fit_contracts(history)
    rows = churn.typed(history.facts_now(history.active_now()))
    said = churn.hazards.curves(rows, 3).probability[:, 0, -1]
    alone = replace(churn.hazards, base_share=0.0).curves(rows, 3).probability[:, 0, -1]
    base = churn.hazards.base_curves(rows, 3).probability[0, 0, -1]
    assert churn.hazards.base_share > 0.3
    assert np.abs(said - base).mean() == pytest.approx((1 - churn.hazards.base_share) * np.abs(alone - base).mean())
    assert np.abs(said - base).mean() < 0.03
