"""What a proposal shows beside its action: a deal day by day; a customer's reasons, those one can act on apart."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tandem_desk.review.sockets import PLUGS
from tandem_desk.stages.views.charts import outlook_bar

__all__ = ["outlook_of"]

_ACTS = re.compile(r" \((one can act: [^)]*|not to be acted on)\)$")
_SHOWN = ("won", "no_decision", "lost", "still_open")
_SOON_WORDS = {"close date": "Stated close date", "quarter end": "End of the quarter"}


def outlook_of(function: str, proposal: Mapping[str, Any], reasons: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the page shows of a proposal, by its own fields; nothing where it has none of these.

    Parameters
    ----------
    function
        The proposal's.
    proposal
        As stored.
    reasons
        Of the same suggestion, as the page has them.
    """
    if proposal.get("days"):
        return {"days": [_day(one) for one in proposal["days"]], **_slip(proposal)}
    if "can_act_on" in proposal:
        return _acts(function, proposal, reasons)
    return {}


def _day(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "words": _SOON_WORDS.get(str(one["what"]), f"In {one['what']}"),
        "on": date.fromisoformat(str(one["on"])),
        "bar": outlook_bar([float(one[name]) for name in _SHOWN]),
        **{name: float(one[name]) for name in (*_SHOWN, "won_low", "won_high")},
    }


def _slip(proposal: Mapping[str, Any]) -> dict[str, Any]:
    likely = proposal.get("likely_close_on")
    return {
        "slip_days": proposal.get("slip_days"),
        "push": proposal.get("push_probability"),
        "n_pushes": proposal.get("n_pushes", 0),
        "likely": date.fromisoformat(str(likely)) if likely else None,
    }


def _column(reason: Mapping[str, Any]) -> str:
    return str(reason["evidence"][0]["name"]) if reason["evidence"] else ""


def _acts(function: str, proposal: Mapping[str, Any], reasons: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    fact_of = PLUGS[function].fact_of
    hows = dict(tuple(pair) for pair in proposal["can_act_on"])
    # The heading says already whether one can act on it; and what raises a risk is no good news.
    columns = [
        (_column(one), dict(one) | {"claim": _ACTS.sub("", str(one["claim"])), "raises_risk": True}) for one in reasons
    ]
    return {
        "can": [(hows[column], reason) for column, reason in columns if column in hows],
        "cannot": [reason for column, reason in columns if column not in hows],
        "also_can": [
            (how, fact_of(column).label) for column, how in hows.items() if column not in {name for name, _ in columns}
        ],
        "treatability": proposal["treatability"],
    }
