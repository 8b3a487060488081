from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tandem.datasets.sample_company import SampleCompany


def test_the_fold_of_an_accounts_changes_is_its_present_state(tables: dict[str, pa.Table], fold: Any) -> None:
    assert fold(tables, "accounts", "account", 2_000) > 50


def test_customers_are_those_with_a_running_contract(company: SampleCompany, tables: dict[str, pa.Table]) -> None:
    contracts = tables["contracts"].to_pandas()
    running = set(contracts.loc[contracts["status"] == "Active", "account"])
    accounts = tables["accounts"].to_pandas().set_index("external_id")["type"]
    assert (accounts.loc[sorted(running)] == "Customer").all()
    ended = set(contracts["account"]) - running
    assert (accounts.loc[sorted(ended)] == "Former customer").all()
    assert (accounts.drop(sorted(set(contracts["account"]))) == "Prospect").all()


def test_account_keys_are_unique(tables: dict[str, pa.Table]) -> None:
    for name in ("external_id", "domain", "name"):
        assert len(pc.unique(tables["accounts"][name])) == tables["accounts"].num_rows


def test_contact_addresses_are_unique_and_lead_contacts_keep_theirs(tables: dict[str, pa.Table]) -> None:
    contacts, leads = tables["contacts"].to_pandas(), tables["leads"].to_pandas()
    assert contacts["email"].is_unique
    converted = leads[leads["is_converted"]]
    by_id = contacts.set_index("external_id")["email"]
    assert (by_id.loc[converted["converted_contact"]].to_numpy() == converted["email"].to_numpy()).all()


def test_every_buying_group_has_one_primary_contact_of_its_own_account(tables: dict[str, pa.Table]) -> None:
    roles, deals = tables["buying_roles"].to_pandas(), tables["opportunities"].to_pandas()
    primary = roles[roles["is_primary"]].set_index("opportunity")["contact"]
    assert primary.index.is_unique
    assert (primary.loc[deals["external_id"]].to_numpy() == deals["contact"].to_numpy()).all()
    account = tables["contacts"].to_pandas().set_index("external_id")["account"]
    of_deal = deals.set_index("external_id")["account"]
    assert (account.loc[roles["contact"]].to_numpy() == of_deal.loc[roles["opportunity"]].to_numpy()).all()
