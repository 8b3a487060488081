"""A proposal in words, as a form to amend it, and what it is worth: read off the type its function declares."""

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, get_type_hints

from tandem_desk.review.sockets import find_plug

__all__ = ["amended", "choices_to_amend", "what_to_do", "worth_of"]

# Fields that hold what acting is worth, and what the figure is where that is not the expected value.
_WORTH = {"expected_value": "", "at_stake": "at stake a year", "waiting_cost": "lost by waiting a week"}


def what_to_do(function: str, proposal: Mapping[str, Any]) -> str:
    """Return the proposal's action in words; where it has none, the function's first choice field or its name."""
    for name in ("action", *_enums(function)):
        if proposal.get(name):
            return str(proposal[name]).replace("_", " ").capitalize()
    return function.rpartition("/")[2].replace("_", " ").capitalize()


def worth_of(proposal: Mapping[str, Any]) -> tuple[Decimal, str, str] | None:
    """Return what acting now is worth in whole units, its currency and what the figure is; `None` where unknown."""
    for name, words in _WORTH.items():
        value = proposal.get(name)
        if isinstance(value, Mapping):
            return Decimal(str(value["amount"])).quantize(Decimal(1)), str(value["currency"]), words
    return None


def choices_to_amend(function: str, proposal: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what a person may set otherwise: every field of a closed list of values."""
    return [
        {
            "name": name,
            "words": name.replace("_", " ").capitalize(),
            "value": proposal.get(name),
            "options": [(one.value, str(one.value).replace("_", " ").capitalize()) for one in kind],
        }
        for name, kind in _enums(function).items()
    ]


def amended(function: str, proposal: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    """Return the proposal with what was set otherwise; the review service checks the values."""
    return dict(proposal) | {name: given[name] for name in _enums(function) if name in given}


def _enums(function: str) -> dict[str, type[Enum]]:
    hints = get_type_hints(find_plug(function).proposal)
    return {name: kind for name, kind in hints.items() if isinstance(kind, type) and issubclass(kind, Enum)}
