"""What churn proposes for one customer."""

from dataclasses import dataclass
from enum import StrEnum

from tandem.kernel.money import Money

__all__ = ["CustomerAction", "RetentionPlan"]


class CustomerAction(StrEnum):
    """What to do about a customer."""

    ACT_THIS_WEEK = "act_this_week"
    WAIT_IN_QUEUE = "wait_in_queue"
    WATCH = "watch"


@dataclass(frozen=True)
class RetentionPlan:
    """The proposal for one customer.

    Attributes:
        action: what to do.
        can_act_on: fields that raise the risk and that one can act on, strongest first, each with what to do.
        cannot_act_on: fields that raise the risk and that one cannot act on, strongest first.
        treatability: share of the risk that the model attributes to fields one can act on, in [0, 1].
        at_stake: risk × yearly value × treatability; `None` where no value is known.
        rank, rank_mark: place in the queue; customers that share a mark cannot be told apart.
        rank_tied: whether another shares the mark.
        minutes: of a team member's time it takes, > 0.
        schema_version: of this proposal's shape.
    """

    action: CustomerAction
    can_act_on: tuple[tuple[str, str], ...]
    cannot_act_on: tuple[str, ...]
    treatability: float
    at_stake: Money | None
    rank: int
    rank_mark: int
    rank_tied: bool
    minutes: int
    schema_version: int = 1
