"""Deals week by week as they were known then: what the hazards learn from, and how each stands on any day."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import numpy as np
import pandas as pd

from tandem.closing.deal_odds.columns import AGE, STAGE, STAGE_AGE, TO_CLOSE
from tandem.closing.deal_odds.endings import Endings, check_columns, open_stages, read_endings, seconds
from tandem.closing.deal_odds.tracks import Counter, FieldTrack, changes_of
from tandem.kernel.errors import Fault, InputError
from tandem.kernel.timeline import as_utc
from tandem.learning.hazards import MOVED, Spells

__all__ = ["WEEK", "DealHistory", "DealWeeks"]

WEEK = 7 * 86_400
_TRACKED = ("pipeline", "type", "source", "owner_name", "competitor", "amount")
_RECENT = 28 * 86_400


@dataclass(frozen=True)
class DealWeeks:
    """One row for each deal and week at risk; arrays of shape (n_rows,).

    Attributes:
        deal: row of the deal in its table.
        moment: second at which the week began.
        facts: what was known then, clocks included.
        cause: 0 the week passed, 1 to 3 how the deal ended in it, :data:`MOVED` it changed stage.
        next_stage: the stage it moved to, "" where it did not.
    """

    deal: np.ndarray
    moment: np.ndarray
    facts: pd.DataFrame
    cause: np.ndarray
    next_stage: np.ndarray

    def before(self, second: int) -> "DealWeeks":
        """Return the weeks that were over by a second of the epoch."""
        seen = self.moment + WEEK <= second
        return DealWeeks(
            self.deal[seen],
            self.moment[seen],
            self.facts[seen].reset_index(drop=True),
            self.cause[seen],
            self.next_stage[seen],
        )


@dataclass(frozen=True)
class DealHistory:
    """Deals with all that is known of them by a moment.

    Tables are those of the house schema, with `id`. References may be ids or external ids. Only `deals` is required;
    without `changes` nothing is known of the past, and the deals' stages are taken to be unknown while they were open.

    Attributes:
        deals: table `opportunities`.
        changes: table `changes`; those after `until` serve only to undo what the present row says.
        until: aware UTC instant; nothing known later is used.
        accounts, quotes, touchpoints: the tables of these names, or `None`.
        stages: the open stages, where these deals are some of more and cannot tell by themselves.
        dead_after: days of standing still after which a deal counts as dead, likewise.

    Raises
    ------
    InputError
        `deals` lacks `id` or `created_at`.
    """

    deals: pd.DataFrame
    changes: pd.DataFrame
    until: datetime
    accounts: pd.DataFrame | None = None
    quotes: pd.DataFrame | None = None
    touchpoints: pd.DataFrame | None = field(default=None, repr=False)
    stages: frozenset[str] = frozenset()
    dead_after: float | None = None

    def __post_init__(self) -> None:
        missing = [one for one in ("id", "created_at") if one not in self.deals.columns]
        if missing:
            raise InputError([Fault(f"column {one!r}", "must be in the deals", "it is not") for one in missing])
        own = self.changes
        if "subject_kind" in own.columns:
            own = own[(own["subject_kind"] == "opportunity").to_numpy(dtype=bool)]
        for name in ("subject_id", "field", "old", "new", "valid_from"):
            if name not in own.columns:
                own = own.assign(**{name: pd.Series(dtype=object)})
        object.__setattr__(self, "changes", own)
        deals = self.deals.reset_index(drop=True)
        lacking = {one: None for one in check_columns() if one not in deals.columns}
        object.__setattr__(self, "deals", deals.assign(**lacking))

    @property
    def until_second(self) -> int:
        """`until` as a second of the epoch."""
        return int(as_utc(self.until).timestamp())

    @cached_property
    def opened(self) -> np.ndarray:
        """Second at which each deal was opened; the smallest integer where unknown."""
        return seconds(self.deals["created_at"])

    @cached_property
    def _place(self) -> pd.Series:
        return pd.Series(np.arange(len(self.deals)), index=self.deals["id"].to_numpy())

    @cached_property
    def open_stages(self) -> frozenset[str]:
        """The stages a deal can stand in while it is open."""
        own = self.changes[(self.changes["field"] == STAGE).to_numpy(dtype=bool)]
        return self.stages or open_stages(self.deals, own)

    @cached_property
    def _stage_track(self) -> FieldTrack:
        return self._track(STAGE)

    def _track(self, name: str) -> FieldTrack:
        return FieldTrack(self.deals[name], changes_of(self.changes, self._place, name))

    @cached_property
    def endings(self) -> Endings:
        """What came of each deal by `until`."""
        moved = np.where(self.opened > 0, self.opened, 0)
        for name in (STAGE, "close_on", "amount"):
            changes = changes_of(self.changes, self._place, name)
            changes = changes[(changes["at"] <= self.until_second).to_numpy(dtype=bool)]
            np.maximum.at(moved, changes["row"].to_numpy(), changes["at"].to_numpy())
        return read_endings(
            self.deals, self.changes, until=self.until_second, last_moved=moved, dead_after=self.dead_after
        )

    @cached_property
    def knows_stages(self) -> bool:
        """Whether any change of stage between open stages is known; without, stages say nothing of the past."""
        if self.stages:
            return True
        own = self.changes[(self.changes["field"] == STAGE).to_numpy(dtype=bool)]
        return bool(own["old"].isin(self.open_stages).any() and own["new"].isin(self.open_stages).any())

    @cached_property
    def seen_from(self) -> np.ndarray:
        """Second from which each deal's past is known: its opening, or the first change of any deal if later."""
        if not self.knows_stages:
            return self.opened
        first = int(seconds(self.changes["valid_from"]).min())
        later: np.ndarray = np.maximum(self.opened, first)
        return later

    @cached_property
    def weeks(self) -> DealWeeks:
        """Every week of every deal that was over by `until`, as it was known when it began."""
        known = np.flatnonzero((self.opened > 0) & (self.opened <= self.until_second))
        endings, opened = self.endings, self.opened[known]
        cause = endings.cause[known]
        ended = np.where(cause > 0, np.maximum(endings.ended[known], opened), self.until_second)
        spells = Spells.from_durations(
            ended - opened,
            cause,
            period=WEEK,
            entry=(self.seen_from[known] - opened).astype(float),
            follow_up=self.until_second - opened,
        )
        at_risk = spells.at_risk()
        deal, moment = known[at_risk.subject], opened[at_risk.subject] + at_risk.period * WEEK
        facts = self.facts_at(deal, moment)
        fate, next_stage = at_risk.cause.copy(), np.full(len(deal), "", dtype=object)
        if self.knows_stages:
            later = self._open_stage(deal, moment + WEEK)
            moves = (fate == 0) & (later != facts[STAGE].to_numpy(dtype=object)) & (later != "")
            fate, next_stage = np.where(moves, MOVED, fate), np.where(moves, later, "")
        return DealWeeks(deal, moment, facts, fate, next_stage)

    def _open_stage(self, rows: np.ndarray, moments: np.ndarray) -> np.ndarray:
        stage = pd.Series(self._stage_track.at(rows, moments)).fillna("").astype(str)
        known: np.ndarray = stage.where(stage.isin(self.open_stages), "").to_numpy(dtype=object)
        return known

    def open_now(self) -> np.ndarray:
        """Return rows of the deals that are open at `until` and not dead, in the table's order."""
        return np.flatnonzero((self.endings.cause == 0) & (self.opened > 0) & (self.opened <= self.until_second))

    def close_dates_now(self, rows: np.ndarray) -> np.ndarray:
        """Return the stated close date of some deals at `until`, as stored."""
        return self._close_track.at(rows, np.full(len(rows), self.until_second))

    def facts_now(self, rows: np.ndarray) -> pd.DataFrame:
        """Return what is known of some deals at `until`."""
        return self.facts_at(rows, np.full(len(rows), self.until_second))

    def facts_at(self, rows: np.ndarray, moments: np.ndarray) -> pd.DataFrame:
        """Return what was known of deals at moments: one row for each pair, shape (n_rows,) each."""
        table: dict[str, np.ndarray] = {name: tracked.at(rows, moments) for name, tracked in self._tracks.items()}
        table["amount"] = pd.to_numeric(pd.Series(table["amount"]), errors="coerce").to_numpy()
        opened = self.opened[rows]
        if self.knows_stages:
            table[STAGE] = self._open_stage(rows, moments)
            since = self._stage_track.since(rows, moments, opened)
            table[STAGE_AGE] = np.maximum(0, (moments - np.maximum(since, opened)) // WEEK).astype(float)
        table[AGE] = np.maximum(0, (moments - opened) // WEEK).astype(float)
        plan = seconds(pd.Series(self._close_track.at(rows, moments)))
        table[TO_CLOSE] = np.where(plan > 0, np.clip(np.floor((plan - moments) / WEEK), -8, 52), np.nan)
        table["n_pushes"] = self._pushes.until(rows, moments)
        table |= self._account_facts(rows, moments) | self._quote_facts(rows, moments)
        table |= self._contact_facts(rows, moments)
        return pd.DataFrame(table)

    @cached_property
    def _tracks(self) -> dict[str, FieldTrack]:
        own = [name for name in self.deals.columns if str(name).startswith("custom.")]
        return {name: self._track(name) for name in (*_TRACKED, *own)}

    @cached_property
    def _close_track(self) -> FieldTrack:
        return self._track("close_on")

    @cached_property
    def pushes(self) -> pd.DataFrame:
        """Every time a close date was moved to a later day: `row`, `at` (seconds), `days` it moved by."""
        moved = changes_of(self.changes, self._place, "close_on")
        days = (seconds(moved["new"]) - seconds(moved["old"])) / 86_400
        both = moved["new"].notna() & moved["old"].notna()
        # The change that sets the day of closing is no push.
        ended = self.endings.ended[moved["row"].to_numpy()]
        is_open = (self.endings.cause[moved["row"].to_numpy()] == 0) | (moved["at"].to_numpy() < ended)
        seen = moved["at"] <= self.until_second
        kept = (both & (days > 0) & is_open & seen).to_numpy(dtype=bool)
        found: pd.DataFrame = moved.assign(days=days)[kept].reset_index(drop=True)
        return found

    @cached_property
    def _pushes(self) -> Counter:
        return Counter(self.pushes["row"].to_numpy(), self.pushes["at"].to_numpy())

    def _account_facts(self, rows: np.ndarray, moments: np.ndarray) -> dict[str, np.ndarray]:
        group = self._account[rows]
        found: dict[str, np.ndarray] = {
            name: np.where(group > 0, counter.until(group, moments), 0.0) for name, counter in self._earlier.items()
        }
        if self.accounts is not None and len(self.accounts):
            place = _places(self.accounts, self.deals["account"])[rows]
            for name in ("industry", "country", "n_employees"):
                if name in self.accounts.columns:
                    values = self.accounts[name].to_numpy(dtype=object)
                    found[name] = np.where(place >= 0, values[np.maximum(place, 0)], np.array(None, dtype=object))
        return found

    @cached_property
    def _account(self) -> np.ndarray:
        codes: np.ndarray = pd.factorize(self.deals["account"])[0] + 1
        return codes

    @cached_property
    def _earlier(self) -> dict[str, Counter]:
        cause, ended = self.endings.cause, self.endings.ended
        return {
            name: Counter(self._account[which & (self._account > 0)], ended[which & (self._account > 0)])
            for name, which in (("n_won_before", cause == 1), ("n_lost_before", cause > 1))
        }

    def _quote_facts(self, rows: np.ndarray, moments: np.ndarray) -> dict[str, np.ndarray]:
        if self.quotes is None or not len(self.quotes):
            return {}
        quotes = self.quotes.assign(
            row=_places(self.deals, self.quotes["opportunity"]), at=seconds(self.quotes["created_at"])
        )
        quotes = quotes[quotes["row"] >= 0].sort_values(["row", "at"], kind="stable")
        count = Counter(quotes["row"].to_numpy(), quotes["at"].to_numpy())
        n_quotes = count.until(rows, moments)
        discount = pd.to_numeric(quotes["discount_share"], errors="coerce").to_numpy()
        first = np.searchsorted(quotes["row"].to_numpy(), rows, "left")
        latest = np.clip(first + n_quotes.astype(int) - 1, 0, max(0, len(discount) - 1))
        return {"discount_share": np.where(n_quotes > 0, discount[latest], np.nan)}

    def _contact_facts(self, rows: np.ndarray, moments: np.ndarray) -> dict[str, np.ndarray]:
        if self.touchpoints is None or not len(self.touchpoints):
            return {}
        recent = self._touches.until(rows, moments, moments - _RECENT)
        return {"n_touches_28d": recent, "days_since_touch": np.floor(self._touches.last(rows, moments) / 86_400)}

    @cached_property
    def _touches(self) -> Counter:
        if self.touchpoints is None:
            return Counter(np.zeros(0, dtype=int), np.zeros(0, dtype=int))
        by_people = self.touchpoints
        if "human_probability" in by_people.columns:
            by_people = by_people[(by_people["human_probability"].fillna(1.0) >= 0.5).to_numpy(dtype=bool)]
        place = _places(self.deals, by_people["opportunity"])
        return Counter(place[place >= 0], seconds(by_people["occurred_at"])[place >= 0])


def _places(table: pd.DataFrame, references: pd.Series) -> np.ndarray:
    """Return the row of `table` each reference means, by id or external id; -1 where it means none."""
    place = pd.Series(np.arange(len(table)), index=table["id"].astype(str).to_numpy())
    if "external_id" in table.columns:
        named = table["external_id"].notna().to_numpy()
        outside = pd.Series(np.arange(len(table))[named], index=table["external_id"][named].astype(str).to_numpy())
        place = pd.concat([place, outside])
    place = place[~place.index.duplicated()]
    found: np.ndarray = place.reindex(references.astype(str).to_numpy()).fillna(-1).to_numpy(dtype=int)
    return found
