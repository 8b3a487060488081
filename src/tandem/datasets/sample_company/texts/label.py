"""What a text is known to say."""

from dataclasses import dataclass

__all__ = ["Core", "Label"]


@dataclass(frozen=True)
class Core:
    """A sentence that carries the meaning of a text, with slots to fill.

    Slots: `{competitor}`, `{when}` (in so many weeks or months), `{product}`, `{colleague}`, `{percent}`.

    Attributes:
        words: the sentence.
        intent: what the writer wants, e.g. "asks_for_meeting".
        objection: what speaks against buying: price, competitor, authority, need, timing, trust; or empty.
        next_step: what was agreed or asked for, in the words of a task; empty where nothing was.
    """

    words: str
    intent: str
    objection: str = ""
    next_step: str = ""


@dataclass(frozen=True)
class Label:
    """What one text says.

    Attributes:
        intent, objection, next_step: as in :class:`Core`.
        competitor: the competitor named; empty where none is.
        follow_up_weeks, follow_up_months: when to come back, counted from the day of the text; 0 where nothing is said.
        start, end: offsets of the sentence that says so, in characters.
    """

    intent: str
    objection: str
    competitor: str
    next_step: str
    follow_up_weeks: int
    follow_up_months: int
    start: int
    end: int
