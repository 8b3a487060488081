"""Contracts month by month as they were known then: chains of terms, tickets, orders, and when each chain was ended."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np
import pandas as pd

from tandem.followup.churn.columns import TENURE
from tandem.followup.churn.tenure import MONTH_DAYS
from tandem.kernel.errors import Fault, InputError
from tandem.kernel.timeline import as_utc
from tandem.learning.hazards import Spells

__all__ = ["ContractHistory", "ContractMonths"]

_DAY = 86_400
_REQUIRED = ("id", "account", "starts_on", "ends_on", "cancelled_on")


@dataclass(frozen=True)
class ContractMonths:
    """One row for each chain and month at risk; arrays of shape (n_rows,).

    Attributes:
        chain: number of the chain.
        day: day of the epoch on which the month began.
        facts: what was known then, tenure included.
        cause: 1 where it was ended in that month, else 0.
    """

    chain: np.ndarray
    day: np.ndarray
    facts: pd.DataFrame
    cause: np.ndarray

    def before(self, day: float) -> "ContractMonths":
        """Return the months that were over by a day of the epoch."""
        seen = self.day + MONTH_DAYS <= day
        return ContractMonths(
            self.chain[seen], self.day[seen], self.facts[seen].reset_index(drop=True), self.cause[seen]
        )


@dataclass(frozen=True)
class ContractHistory:
    """Contracts with all that is known of their accounts by a moment.

    Terms of one account with the same opportunity and the same name but for the year are one chain: a renewed contract
    goes on. A chain ends when its last term is cancelled. Terms that merely run out are taken as going on until then.

    Attributes:
        contracts: table `contracts`; columns required: `id`, `account`, `starts_on`, `ends_on`, `cancelled_on`.
        until: aware UTC instant; nothing later is used, so that a score stays as it was on its day.
        accounts, orders, touchpoints: the tables of these names, or `None`.
        seen_from: aware UTC instant before which ended contracts are not on record; chains that began earlier count
            from then on (late entry). `None` where the record is whole.

    Raises
    ------
    InputError
        Columns are missing; all of them are named.
    """

    contracts: pd.DataFrame
    until: datetime
    accounts: pd.DataFrame | None = None
    orders: pd.DataFrame | None = None
    touchpoints: pd.DataFrame | None = None
    seen_from: datetime | None = None

    def __post_init__(self) -> None:
        missing = [name for name in _REQUIRED if name not in self.contracts.columns]
        if missing:
            raise InputError([Fault(f"column {name!r}", "must be in the contracts", "it is not") for name in missing])

    @property
    def until_day(self) -> float:
        """`until` as a day of the epoch."""
        return as_utc(self.until).timestamp() / _DAY

    @cached_property
    def chains(self) -> pd.DataFrame:
        """One row for each chain: `id` of its last term, `owner`, `line`, `amount_per_year`, `start`, `ended`."""
        terms = self.contracts.copy()
        terms["start"], terms["ended"] = (_days(terms[name]) for name in ("starts_on", "cancelled_on"))
        terms = terms[terms["start"] <= self.until_day].sort_values(["start", "id"], kind="stable")
        names = terms["name"] if "name" in terms.columns else pd.Series("", index=terms.index)
        terms["line"] = names.fillna("").astype(str).str.replace(r",?\s*(year|term|jahr) \d+$", "", regex=True)
        for name in ("opportunity", "amount_per_year"):
            if name not in terms.columns:
                terms[name] = None
        key = [terms["account"].astype(str), terms["opportunity"].fillna("").astype(str), terms["line"]]
        found = terms.groupby(key, sort=False).agg(
            id=("id", "last"), owner=("account", "last"), amount_per_year=("amount_per_year", "last"),
            start=("start", "first"), ended=("ended", "last"),
        ).reset_index()  # fmt: skip
        found["ended"] = found["ended"].where(found["ended"] <= self.until_day)
        return found

    @cached_property
    def months(self) -> ContractMonths:
        """Every month of every chain that was over by `until`, as it was known when it began."""
        start, ended = (self.chains[name].to_numpy(dtype=float) for name in ("start", "ended"))
        over = np.isfinite(ended)
        seen = -np.inf if self.seen_from is None else as_utc(self.seen_from).timestamp() / _DAY
        spells = Spells.from_durations(
            np.maximum(np.where(over, ended, self.until_day) - start, 0.0),
            over.astype(int),
            period=MONTH_DAYS,
            entry=np.maximum(seen - start, 0.0),
            follow_up=self.until_day - start,
        )
        at_risk = spells.at_risk()
        day = start[at_risk.subject] + at_risk.period * MONTH_DAYS
        return ContractMonths(at_risk.subject, day, self.facts_at(at_risk.subject, day), at_risk.cause)

    def active_now(self) -> np.ndarray:
        """Return the chains that are running at `until`."""
        return np.flatnonzero(self.chains["ended"].isna().to_numpy())

    def facts_now(self, chains: np.ndarray) -> pd.DataFrame:
        """Return what is known of some chains at `until`."""
        return self.facts_at(chains, np.full(len(chains), self.until_day))

    def facts_at(self, chains: np.ndarray, days: np.ndarray) -> pd.DataFrame:
        """Return what was known of chains on days: one row for each pair, shape (n_rows,) each."""
        rows = self.chains.iloc[chains]
        start = rows["start"].to_numpy(dtype=float)
        tenure = np.maximum(0.0, np.floor((days - start) / MONTH_DAYS + 1e-9))
        table: dict[str, object] = {
            TENURE: tenure,
            "line": rows["line"].to_numpy(dtype=object),
            "amount_per_year": pd.to_numeric(rows["amount_per_year"], errors="coerce").to_numpy(dtype=float),
            "months_to_renewal": 11.0 - tenure % 12,
        }
        account = rows["owner"].astype(str).to_numpy()
        if self.accounts is not None:
            own = self.accounts.drop_duplicates("external_id").set_index("external_id").reindex(account)
            for name in ("industry", "country", "n_employees"):
                if name in own.columns:
                    table[name] = own[name].to_numpy(dtype=object)
        table |= self._recent(account, days)
        return pd.DataFrame(table)

    def _recent(self, account: np.ndarray, days: np.ndarray) -> dict[str, np.ndarray]:
        """Return tickets and orders of the accounts in the half year before each day."""
        found = {}
        streams = {}
        if self.touchpoints is not None:
            tickets = self.touchpoints[(self.touchpoints["kind"] == "ticket").to_numpy(dtype=bool)]
            streams["n_tickets_180d"] = (tickets["account"], tickets["occurred_at"])
        if self.orders is not None:
            streams["n_orders_180d"] = (self.orders["account"], self.orders["ordered_on"])
        for name, (accounts, moments) in streams.items():
            level = pd.Index(np.unique(account))
            code, when = level.get_indexer(accounts.astype(str)), _days(moments).to_numpy(dtype=float)
            known = (code >= 0) & np.isfinite(when)
            key = np.sort(code[known] * 1e6 + when[known])
            asked = level.get_indexer(account) * 1e6
            late, early = (np.searchsorted(key, asked + one, "right") for one in (days, days - 180.0))
            found[name] = (late - early).astype(float)
        return found


def _days(moments: pd.Series) -> pd.Series:
    read = pd.DatetimeIndex(pd.to_datetime(moments, utc=True, errors="coerce")).as_unit("s")
    seconds = pd.Series(read.asi8, index=moments.index).where(~pd.Series(read.isna(), index=moments.index))
    days: pd.Series = seconds / _DAY
    return days
