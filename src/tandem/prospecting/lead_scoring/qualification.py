"""What lead scoring proposes: contact now, nurture or leave, with a rank that admits ties."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tandem.kernel.errors import Fault, InputError
from tandem.kernel.money import Money

__all__ = ["LeadAction", "LeadQualification", "choose_action"]


class LeadAction(StrEnum):
    """What to do with a lead."""

    CONTACT_NOW = "contact_now"
    NURTURE = "nurture"
    LEAVE = "leave"


@dataclass(frozen=True)
class LeadQualification:
    """The proposal for one lead.

    Attributes:
        action: what to do.
        rank: place among the leads scored together, 1 the highest.
        rank_mark: leads with the same mark cannot be told apart; 1 the best.
        rank_tied: whether another lead shares the mark.
        expected_value: probability × value of a win less the cost of the contact; `None` where no value is known.
        minutes: a seller's minutes it takes, > 0.
        schema_version: of this proposal's shape.
    """

    action: LeadAction
    rank: int
    rank_mark: int
    rank_tied: bool
    expected_value: Money | None
    minutes: int
    schema_version: int = 1

    def __post_init__(self) -> None:
        faults = [
            Fault(name, "must be 1 or more", str(value))
            for name, value in (("rank", self.rank), ("rank_mark", self.rank_mark), ("minutes", self.minutes))
            if value < 1
        ]
        if faults:
            raise InputError(faults)


def choose_action(
    *, low: float, probability: float, high: float, base: float, expected_value: Decimal | None
) -> LeadAction:
    """Return what to do with a lead.

    Where a value is known, a contact must pay for itself. Beyond that a lead is contacted now when it is above the base
    rate even at the low end of its interval, or plainly above it at the point; it is left when even the high end stays
    under the base rate and the point under half of it; all between is nurtured.

    Parameters
    ----------
    low, probability, high
        The estimate, each in [0, 1].
    base
        The base rate, in [0, 1].
    expected_value
        Of a contact, after its cost; `None` where unknown.

    Examples
    --------
    >>> choose_action(low=0.5, probability=0.6, high=0.7, base=0.3, expected_value=None).value
    'contact_now'
    """
    if expected_value is not None and expected_value <= 0:
        return LeadAction.LEAVE
    if low >= base or probability >= min(0.9, 1.5 * base):
        return LeadAction.CONTACT_NOW
    if high < base and probability < base / 2:
        return LeadAction.LEAVE
    return LeadAction.NURTURE
