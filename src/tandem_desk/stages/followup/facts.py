"""Gathers contracts and what their accounts did from the store, as churn reads them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tandem.kernel.timeline import as_utc
from tandem_desk.records.selectors.subjects import contracts_of_same_accounts
from tandem_desk.records.services.snapshots.readers import open_reader
from tandem_desk.stages.frame.tables import frame_of, read_about, read_table
from tandem_desk.workspace.models import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from tandem.followup.churn import ContractHistory

__all__ = ["ContractFacts", "gather"]

_ORDERS = ("account", "ordered_on")
_TOUCHES = ("account", "kind", "occurred_at")


@dataclass(frozen=True)
class ContractFacts:
    """Tables about contracts, in memory once, looked at as of any moment.

    Attributes:
        contracts, accounts, orders, touchpoints: of the schema, references as Tandem's own ids; of touchpoints the
            tickets alone.
    """

    contracts: "pd.DataFrame"
    accounts: "pd.DataFrame"
    orders: "pd.DataFrame"
    touchpoints: "pd.DataFrame"

    def history(self, until: datetime) -> "ContractHistory":
        """Return the contracts by a moment."""
        from tandem.followup.churn import ContractHistory

        return ContractHistory(self.contracts, as_utc(until), self.accounts, self.orders, self.touchpoints)


def gather(*, workspace: Workspace, ids: Collection[int] | None = None) -> ContractFacts:
    """Return the facts about all contracts of a workspace, or about some with the other terms of their accounts."""
    some = None if ids is None else contracts_of_same_accounts(workspace=workspace, ids=ids)
    with open_reader(workspace.pk) as reader:
        contracts = frame_of(read_table(reader, "contracts", some))
        owners = None if some is None else {int(one) for one in contracts["account"].dropna()}
        accounts = frame_of(read_table(reader, "accounts", owners))
        return ContractFacts(
            # References in the store are ids of ours, so the accounts answer to these.
            contracts=contracts.assign(
                amount_per_year=contracts["amount_per_year"].astype(float),
                opportunity=contracts["opportunity"].astype("Int64").astype("string").astype(object),
            ),
            accounts=accounts.assign(external_id=accounts["id"].astype(str)),
            orders=frame_of(read_about(reader, "orders", "account", owners, columns=_ORDERS)),
            touchpoints=frame_of(
                read_about(reader, "touchpoints", "account", owners, columns=_TOUCHES, also="kind = 'ticket'")
            ),
        )
