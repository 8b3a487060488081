"""Requests, promises and commitments: who is to do what, by when."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum

from tandem.language.spans.sentences import split_sentences
from tandem.language.spans.wording import sentence_patterns, words
from tandem.language.time_expressions import Kind, TimeExpression, read_times

__all__ = ["Action", "ActionKind", "find_actions"]


class ActionKind(StrEnum):
    """Whose word it is: asked of the reader, promised by the writer, or agreed for somebody else."""

    REQUEST = "request"
    PROMISE = "promise"
    COMMITMENT = "commitment"


@dataclass(frozen=True)
class Action:
    """Somebody is to do something.

    Attributes:
        kind: request, promise or commitment.
        who: "reader", "writer", "both", or the name as written.
        what: what is to be done, as written.
        first, last: offsets of `what` in the text.
        sentence: (first, last) offsets of the sentence that says so.
        when: the time by which or at which, if the sentence gives one.
        confidence: estimate in [0, 1]; set by rule, not measured.
    """

    kind: ActionKind
    who: str
    what: str
    first: int
    last: int
    sentence: tuple[int, int]
    when: TimeExpression | None
    confidence: float


_NOT_WHO = words("not_doers")
_CLAUSE_END = re.compile(
    r"[?!;]|\.(?:\s|$)|,? (?:and|but|so) (?:i|we|you|he|she|they)(?:'ll)?\b| because\b|, (?:and|but) ", re.IGNORECASE
)


def find_actions(
    text: str,
    *,
    reference: datetime,
    zone: str | tzinfo | None = None,
    anchors: Mapping[str, date] | None = None,
    country: str = "",
) -> list[Action]:
    """Return what is asked, promised and agreed in a text, in its order.

    Parameters
    ----------
    text
        The writer's own words (English), without quotes and signature.
    reference, zone, anchors, country
        See :func:`tandem.language.time_expressions.read_times`.

    Examples
    --------
    >>> said = datetime.fromisoformat("2026-03-10T09:30Z")
    >>> text = "Could you send the offer by Friday? I'll get back to you on Monday."
    >>> for one in find_actions(text, reference=said):
    ...     print(one.kind.value, one.who, one.what, one.when.end.date(), sep=" | ")
    request | reader | send the offer by Friday | 2026-03-14
    promise | writer | get back to you on Monday | 2026-03-17
    """
    times = read_times(text, reference=reference, zone=zone, anchors=anchors, country=country)
    found: list[Action] = []
    for sentence in split_sentences(text):
        found.extend(_actions_of(text, sentence, times))
    return found


def _actions_of(text: str, sentence: tuple[int, int], times: tuple[TimeExpression, ...]) -> list[Action]:
    found: list[Action] = []
    said = text[sentence[0] : sentence[1]].replace("’", "'")
    for kind, who, patterns in (
        (ActionKind.REQUEST, "reader", "requests"),
        (ActionKind.PROMISE, "writer", "promises"),
        (ActionKind.COMMITMENT, "", "commitments"),
    ):
        for sure, pattern in sentence_patterns(patterns):
            for match in pattern.finditer(said):
                doer = who or _doer(match["who"])
                first, last = _extent(sentence[0], match)
                if doer and last > first and not any(first < one.last and one.first < last for one in found):
                    when = _time_of(times, first, last, sentence[1])
                    found.append(Action(kind, doer, text[first:last], first, last, sentence, when, sure))
    return sorted(found, key=lambda action: action.first)


def _doer(who: str) -> str:
    if who.lower() in {"we", "let's"}:
        return "both"
    return "" if who.split(maxsplit=1)[0] in _NOT_WHO else who


def _extent(start: int, match: re.Match[str]) -> tuple[int, int]:
    """Return the offsets of what is to be done: from the verb to the end of the clause."""
    cut = _CLAUSE_END.search(match["what"])
    what = match["what"][: cut.start()] if cut else match["what"]
    first = start + match.start("what")
    return first, first + len(what.rstrip(" ,.:-"))


def _time_of(times: tuple[TimeExpression, ...], first: int, last: int, end: int) -> TimeExpression | None:
    """Return the first moment or interval inside the clause, else after it in the sentence."""
    later = [one for one in times if first <= one.first < end and one.kind in {Kind.MOMENT, Kind.INTERVAL}]
    inside = [one for one in later if one.last <= last]
    return next(iter(inside or later), None)
