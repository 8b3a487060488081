"""Gathers deals and all that hangs on them from the store, as deal odds read them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tandem.kernel.timeline import as_utc
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.records.selectors.kinds import kind_number
from tandem_desk.records.selectors.subjects import deals_of_same_accounts
from tandem_desk.records.services.snapshots.readers import open_reader
from tandem_desk.stages.frame.tables import frame_of, read_about, read_changes, read_table
from tandem_desk.workspace.models import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from tandem.closing.deal_odds import DealHistory

__all__ = ["DealFacts", "gather", "learned_from"]

_CHANGES = ("subject_kind", "subject_id", "field", "old", "new", "valid_from", "recorded_at", "reconstructed")
_TOUCHES = ("opportunity", "occurred_at", "human_probability")
_STAGES, _DEAD_AFTER = "open_stages", "dead_after_days"


@dataclass(frozen=True)
class DealFacts:
    """Tables about deals, in memory once, looked at as of any moment.

    Attributes:
        deals, changes, accounts, quotes, touchpoints: of the schema, references as Tandem's own ids.
        learned: what a model's card says of all deals, where these are some of them.
    """

    deals: "pd.DataFrame"
    changes: "pd.DataFrame"
    accounts: "pd.DataFrame"
    quotes: "pd.DataFrame"
    touchpoints: "pd.DataFrame"
    learned: Mapping[str, Any]

    def history(self, until: datetime) -> "DealHistory":
        """Return the deals by a moment."""
        from tandem.closing.deal_odds import DealHistory

        dead_after = self.learned.get(_DEAD_AFTER)
        return DealHistory(
            self.deals,
            self.changes,
            as_utc(until),
            self.accounts,
            self.quotes,
            self.touchpoints,
            stages=frozenset(self.learned.get(_STAGES, ())),
            dead_after=float("inf") if _DEAD_AFTER in self.learned and dead_after is None else dead_after,
        )


def learned_from(history: "DealHistory") -> dict[str, Any]:
    """Return, for a model's card, what only all deals together can tell: open stages, and when a deal is dead."""
    dead_after = history.endings.dead_after
    return {
        _STAGES: sorted(history.open_stages) if history.knows_stages else [],
        _DEAD_AFTER: round(dead_after, 3) if dead_after < float("inf") else None,
    }


def gather(
    *, workspace: Workspace, ids: Collection[int] | None = None, learned: Mapping[str, Any] | None = None
) -> DealFacts:
    """Return the facts about all deals of a workspace, or about some and the others of their accounts.

    Parameters
    ----------
    workspace
        Whose deals.
    ids
        The deals; what an account bought before counts, so its other deals come with them.
    learned
        The card of the model that will look at them.
    """
    some = None if ids is None else deals_of_same_accounts(workspace=workspace, ids=ids)
    with open_reader(workspace.pk) as reader:
        deals = frame_of(read_table(reader, "opportunities", some))
        accounts = None if some is None else {int(one) for one in deals["account"].dropna()}
        facts = DealFacts(
            deals=_without_foreign_ids(deals.assign(amount=deals["amount"].astype(float))),
            changes=frame_of(read_changes(reader, "opportunity", kind_number(SubjectKind.OPPORTUNITY), some, _CHANGES)),
            accounts=_without_foreign_ids(frame_of(read_table(reader, "accounts", accounts))),
            quotes=frame_of(read_about(reader, "quotes", "opportunity", some)),
            touchpoints=frame_of(read_about(reader, "touchpoints", "opportunity", some, columns=_TOUCHES)),
            learned={},
        )
    return replace(facts, learned=_told(learned)) if ids is not None else facts


def _told(card: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: card[name] for name in (_STAGES, _DEAD_AFTER) if card is not None and name in card}


def _without_foreign_ids(rows: "pd.DataFrame") -> "pd.DataFrame":
    # References in the store are ids of ours; another system's id that looks like one must not answer to it. Custom
    # columns carry no history here, so what they held on a past day cannot be told.
    return rows.drop(columns=["external_id", "custom"])
