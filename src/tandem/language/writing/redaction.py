"""Personal data taken out before a text leaves the house, and put back into what comes home."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tandem.language.writing.facts import Fact, words_of_value

__all__ = ["Redaction", "redact"]

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w.,])(?:\+|00)?\d[\d ()/.-]{6,}\d(?!\w)")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LINK = re.compile(r"(?:https?://|www\.)\S+")
# What stands for a value outside; the same marks in a record's own text are taken away first.
_MARK = re.compile(r"\[\[([A-Z]+\d+)\]\]")
_BRACKETS = re.compile(r"\[\[|\]\]")
_HONORIFICS = frozenset({"mr", "mrs", "ms", "dr", "prof", "the", "and", "von", "van", "der", "de", "la", "of"})


@dataclass(frozen=True)
class Redaction:
    """Texts without personal data, and what each mark stands for.

    Attributes:
        texts: one for each fact, in their order.
        values: what was taken out, by mark ("PERSON1" stands for "Anna Berg").
    """

    texts: tuple[str, ...]
    values: dict[str, str]

    def restore(self, text: str) -> str | None:
        """Return a text with every mark replaced by what it stands for; `None` where a mark stands for nothing.

        Examples
        --------
        >>> from tandem.language.writing import Fact
        >>> redaction = redact([Fact("f1", "contact", "Anna Berg", "contact 4", personal=True)])
        >>> redaction.texts, redaction.restore("Dear [[PERSON1]],"), redaction.restore("Dear [[PERSON9]],")
        (('[[PERSON1]]',), 'Dear Anna Berg,', None)
        """
        if any(name not in self.values for name in _MARK.findall(text)):
            return None
        return _MARK.sub(lambda found: self.values[found[1]], text)


def redact(facts: Sequence[Fact]) -> Redaction:
    """Return the facts' words without personal data.

    Taken out are the values of personal facts, wherever they stand in any fact and also in part (a first name alone),
    and every mail address, link and telephone number in any text. Amounts, dates and quantities stay.

    Parameters
    ----------
    facts
        What is to be told to a writer outside.
    """
    values: dict[str, str] = {}
    marks: dict[str, str] = {}

    def mark(kind: str, value: str) -> str:
        if value not in marks:
            name = f"{kind}{len([one for one in values if one.startswith(kind)]) + 1}"
            marks[value], values[name] = f"[[{name}]]", value
        return marks[value]

    plain = [_BRACKETS.sub(" ", words_of_value(fact.value)) for fact in facts]
    wholes = [text for fact, text in zip(facts, plain, strict=True) if fact.personal]
    for text in wholes:
        mark(_kind(text), text)
    parts = {part for text in wholes if _kind(text) == "PERSON" for part in re.findall(r"[^\W\d_]{2,}", text)}
    pieces = sorted({*wholes, *(one for one in parts if one.lower() not in _HONORIFICS)}, key=len, reverse=True)
    pattern = (
        re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in pieces), re.IGNORECASE) if pieces else None
    )
    by_small = {one.lower(): one for one in pieces}

    def cleaned(fact: Fact, text: str) -> str:
        if isinstance(fact.value, str):
            text = _MAIL.sub(lambda found: mark("MAIL", found.group()), text)
            text = _LINK.sub(lambda found: mark("LINK", found.group()), text)
            text = _PHONE.sub(lambda found: _phone(found.group(), mark), text)
        if pattern is None:
            return text
        return pattern.sub(lambda found: mark("PERSON", by_small[found.group().lower()]), text)

    texts = [cleaned(fact, text) for fact, text in zip(facts, plain, strict=True)]
    return Redaction(tuple(texts), values)


def _kind(text: str) -> str:
    if _MAIL.fullmatch(text):
        return "MAIL"
    return "PHONE" if _PHONE.fullmatch(text) else "PERSON"


def _phone(text: str, mark: Callable[[str, str], str]) -> str:
    digits = sum(one.isdigit() for one in text)
    return text if _ISO_DAY.fullmatch(text) or digits < 7 else mark("PHONE", text)
