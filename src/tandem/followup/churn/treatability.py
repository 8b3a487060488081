"""What one can act on: a stated vocabulary of fields, and how much of a risk acting would take away."""

import re
from enum import StrEnum

import numpy as np

__all__ = ["ACTABLE", "FIXED", "Treatable", "is_treatable", "removable_share"]


class Treatable(StrEnum):
    """Whether a seller or a service team can change a field."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


# Words in a field's name, and what one does about it.
ACTABLE: tuple[tuple[str, str], ...] = (
    (r"contract|agreement|plan|term|commitment|subscription|edition|package|tier", "offer another term or plan"),
    (r"payment|billing|invoice|autopay|paperless", "offer another way of paying"),
    (r"charge|price|fee|discount|amount|cost|mrr|arr", "look at the price"),
    (r"support|security|backup|protection|add ?on|option|module|feature|streaming|service", "offer what is missing"),
    (r"ticket|complaint|incident|case|outage|response|resolution|sla", "solve what is open"),
    (r"login|usage|active|adoption|session|seat|licen[cs]e|training|onboarding", "help to use it more"),
    (r"touch|contacted|meeting|call|visit|email|nps|csat|survey|satisfaction|health", "get in touch"),
    (r"order|reorder|purchase|delivery", "remind of the next order"),
)
FIXED: tuple[str, ...] = (
    r"gender|sex|senior|birth|\bage\b|married|partner|dependent|famil|child",
    r"tenure|since|first|created|start|joined|months as|customer for",
    r"industry|sector|employee|size|revenue|founded|legal",
    r"country|city|state|region|postal|zip|address|location|language",
    r"source|channel|campaign|type|owner|account manager",
)
_SPLIT = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


def is_treatable(
    column: str, *, can_act_on: tuple[str, ...] = (), cannot_act_on: tuple[str, ...] = ()
) -> tuple[Treatable, str]:
    """Return whether one can act on a field, and how in words; what the parameters name beats the vocabulary.

    Examples
    --------
    >>> is_treatable("PaymentMethod")
    (<Treatable.YES: 'yes'>, 'offer another way of paying')
    >>> is_treatable("SeniorCitizen")[0].value, is_treatable("field_17")[0].value
    ('no', 'unknown')
    """
    words = " ".join(part.lower() for part in _SPLIT.findall(column))
    how = next((what for pattern, what in ACTABLE if re.search(pattern, words)), "")
    if column in cannot_act_on:
        return Treatable.NO, ""
    if column in can_act_on:
        return Treatable.YES, how or "change it"
    if any(re.search(pattern, words) for pattern in FIXED):
        return Treatable.NO, ""
    return (Treatable.YES, how) if how else (Treatable.UNKNOWN, "")


def removable_share(risk: np.ndarray, risk_if_acted: np.ndarray) -> np.ndarray:
    """Return which share of each risk is gone were all one can act on as usual; in [0, 1].

    It is what the model attributes to those fields, an upper bound of what acting can do, not a measured effect.

    Examples
    --------
    >>> removable_share(np.array([0.4, 0.1]), np.array([0.1, 0.2])).tolist()
    [0.7500000000000001, 0.0]
    """
    share: np.ndarray = np.clip((risk - risk_if_acted) / np.maximum(risk, 1e-9), 0.0, 1.0)
    return share
