"""Reading the outcome column: which rows are decided, and which value counts as the event."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tandem.kernel.errors import Fault, InputError
from tandem.learning.features.reading import read_text

__all__ = ["Outcomes", "read_outcomes"]

_WORDS = {
    "happened": """
        1 yes y true t won win winner closedwon converted conversion success successful succeeded positive pos churn
        churned attrited attrition exited left leaver cancelled canceled buyer bought purchase purchased accepted accept
        signed sold subscribed subscriber renewed responded qualified customer good interested booked ordered event
    """,
    "did_not": """
        0 no n false f lost loss lose loser closedlost fail failed failure unsuccessful negative neg -1 existing stayed
        stay retained active nonbuyer rejected declined refused bad notinterested none disqualified unqualified dead
    """,
    "open": """
        open new working inprogress inprocess pending prospecting engaging qualifying qualification proposal negotiation
        negotiating discovery demo contacted assigned nurturing nurture ongoing unknown undecided quoted presentation
        discussion
    """,
}
_HAPPENED, _DID_NOT, _OPEN = (frozenset(words.split()) for words in _WORDS.values())


@dataclass(frozen=True)
class Outcomes:
    """The outcome column, read.

    Attributes:
        happened: floats of shape (n_rows,): 1.0, 0.0, or NaN where the outcome is not known.
        positive: the value that counts as the event, as written.
        note: how that was decided, in words.
    """

    happened: np.ndarray
    positive: str
    note: str

    @property
    def n_known(self) -> int:
        """How many rows have a known outcome."""
        return int(np.isfinite(self.happened).sum())


def read_outcomes(values: pd.Series, *, positive: str | None = None) -> Outcomes:
    """Read a two-valued outcome in whatever spelling it comes.

    Parameters
    ----------
    values
        The raw outcome column, shape (n_rows,). Empty cells and words for an open state mean "not known yet".
    positive
        The value that counts as the event. Needed only where it cannot be told.

    Raises
    ------
    InputError
        It cannot be told which value is the event; the message lists the values and asks for it.

    Examples
    --------
    >>> read_outcomes(pd.Series(["Won", "Lost", "Negotiation", "Won"])).happened.tolist()
    [1.0, 0.0, nan, 1.0]
    """
    text = read_text(values)
    # "none" is read as missing there, and so it stays: an outcome nobody wrote down is not known.
    levels = sorted(text.dropna().unique())
    if positive is not None:
        return _by_choice(text, levels, positive, str(values.name))
    meaning = {level: _meaning(level) for level in levels}
    # Coded 1 and 2, say: 1 may be the first kind or the event, and nothing tells.
    if any(meaning[one] == "unclear" and re.fullmatch(r"[-+.\d]+", one) for one in levels):
        raise _unclear(str(values.name), levels)
    decided = [level for level in levels if meaning[level] != "open"]
    happened = [level for level in decided if meaning[level] == "happened"]
    if len(levels) == 2 and len(happened) != 1 and sum(meaning[one] == "did_not" for one in levels) == 1:
        happened = [one for one in levels if meaning[one] != "did_not"]
    elif len(levels) == 2 and len(happened) == 1:
        decided = levels
    elif (
        (len(levels) > 2 and (not happened or any(meaning[one] == "unclear" for one in decided)))
        or len(levels) == 2
        or (len(levels) == 1 and not happened and meaning[levels[0]] == "unclear")
    ):
        raise _unclear(str(values.name), levels)
    named = ", ".join(map(repr, happened)) or "none of the values seen"
    undecided = [one for one in levels if len(levels) > 2 and meaning[one] == "open"]
    note = f"{named} counts as the event"
    if undecided:
        note += f"; rows with {', '.join(map(repr, undecided))} count as not decided yet"
    return Outcomes(_as_floats(text, set(happened), set(undecided)), happened[0] if happened else "", note)


def _by_choice(text: pd.Series, levels: list[str], positive: str, name: str) -> Outcomes:
    wanted = [level for level in levels if level.lower() == positive.strip().lower()]
    if not wanted and levels:
        raise InputError(Fault(name, f"must hold the value {positive!r}", ", ".join(map(repr, levels[:8]))))
    undecided = {one for one in levels if len(levels) > 2 and _meaning(one) == "open" and one not in wanted}
    note = f"{positive!r} counts as the event, as told"
    if undecided:
        note += f"; rows with {', '.join(map(repr, sorted(undecided)))} count as not decided yet"
    return Outcomes(_as_floats(text, set(wanted), undecided), positive, note)


def _as_floats(text: pd.Series, happened: set[str], undecided: set[str]) -> np.ndarray:
    floats = text.isin(happened).to_numpy(dtype=float)
    floats[text.isna().to_numpy() | text.isin(undecided).to_numpy()] = np.nan
    return floats


def _meaning(level: str) -> str:
    plain = level.lower().strip().rstrip("!")
    if re.fullmatch(r"-?[01]\.0*", plain):
        plain = plain.partition(".")[0]
    plain = plain.rstrip(".")
    words = re.findall(r"-?\w+", plain.replace("_", " "))
    joined = "".join(words)
    if joined in _OPEN:
        return "open"
    if words and words[0] in ("not", "non", "no", "un") and len(words) > 1:
        return "did_not"
    hits = {word for word in (joined, *words) if word in _HAPPENED}
    misses = {word for word in (joined, *words) if word in _DID_NOT}
    if misses and (not hits or hits <= {"customer"}):
        return "did_not"
    if hits and not misses:
        return "happened"
    return "unclear"


def _unclear(name: str, levels: list[str]) -> InputError:
    shown = ", ".join(map(repr, levels[:8])) + (f" and {len(levels) - 8} more" if len(levels) > 8 else "")
    return InputError(
        Fault(
            name or "target",
            "must hold two values of which it is clear which is the event (Yes and No, 1 and 0, Won and Lost)",
            shown or "no value at all",
            "Say which value is the event with --positive VALUE.",
        )
    )
