"""What a reader of time expressions hands back: kinds, grains, choices, the expression itself."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

__all__ = ["Choice", "Grain", "Kind", "TimeExpression"]


class Kind(StrEnum):
    """The four kinds of time expression."""

    MOMENT = "moment"
    INTERVAL = "interval"
    DURATION = "duration"
    RECURRENCE = "recurrence"


class Grain(StrEnum):
    """How fine an expression is, finest first: "tomorrow" is a day, "at 3:15" a minute."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def rank(self) -> int:
        """Position from 0 (second) to 7 (year)."""
        return _RANKS[self.value]


_RANKS = {grain.value: rank for rank, grain in enumerate(Grain)}


@dataclass(frozen=True)
class Choice:
    """One of several readings of an ambiguous expression.

    Attributes:
        start: aware moment at which it begins; `None` where it has no beginning.
        end: aware moment at which it is over (not included); `None` where it has no end.
        grain: how fine it is.
        why: what makes this reading differ from the others, in a few words.
    """

    start: datetime | None
    end: datetime | None
    grain: Grain
    why: str


def _moment_text(moment: datetime | None) -> str:
    if moment is None:
        return ".."
    plain = moment.replace(tzinfo=None)
    if plain.second:
        return plain.isoformat()
    return plain.date().isoformat() if plain.hour == plain.minute == 0 else plain.isoformat(timespec="minutes")


def _span_text(choice: Choice, kind: Kind) -> str:
    if kind is Kind.MOMENT:
        return f"{_moment_text(choice.start)} {choice.grain}"
    return f"{_moment_text(choice.start)}/{_moment_text(choice.end)} {choice.grain}"


@dataclass(frozen=True)
class TimeExpression:
    """One time expression found in a text, and what it stands for.

    Attributes:
        text: the words, as written.
        first: offset of the first character in the text.
        last: offset after the last character.
        kind: moment, interval, duration or recurrence.
        start: aware moment at which it begins, in the writer's zone. `None` for a duration, for an interval that is
            open at its beginning ("until Friday"), and where a date is missing (see `missing`).
        end: aware moment at which it is over (not included); for a moment, its start plus one grain. `None` for a
            duration, an interval open at its end ("from Monday on") and where a date is missing.
        grain: how fine it is.
        choices: the readings of an ambiguous expression, the likelier first; the first equals `start` and `end`.
            Empty where there is one reading only: whoever acts on a time must ask when this is not empty.
        confidence: probability in [0, 1] that `start` and `end` are what was meant.
        rule: the rule that made the whole of it.
        rules: every rule that took part, in the order applied.
        duration: for a duration, ISO 8601 text ("P3W", "PT30M"); business days are written "P10BD".
        recurrence: for a recurrence, the rule text of RFC 5545, e.g. "RRULE:FREQ=WEEKLY;BYDAY=MO".
        missing: the account's date that is needed and was not given, e.g. "renewal"; empty otherwise.
    """

    text: str
    first: int
    last: int
    kind: Kind
    start: datetime | None
    end: datetime | None
    grain: Grain
    choices: tuple[Choice, ...] = ()
    confidence: float = 1.0
    rule: str = ""
    rules: tuple[str, ...] = ()
    duration: str = ""
    recurrence: str = ""
    missing: str = ""

    @property
    def value(self) -> str:
        """What it stands for, as one short text: "2026-03-16/2026-03-19 day", "P3W", "RRULE:FREQ=DAILY".

        Choices are joined by " or ", an open side is "..", a missing date is "? renewal".
        """
        if self.kind is Kind.DURATION:
            return self.duration
        if self.kind is Kind.RECURRENCE:
            return self.recurrence
        if self.start is None and self.end is None:
            return f"? {self.missing}"
        options = self.choices or (Choice(self.start, self.end, self.grain, ""),)
        return " or ".join(_span_text(option, self.kind) for option in options)

    @property
    def is_ambiguous(self) -> bool:
        """Whether there is more than one reading."""
        return len(self.choices) > 1
