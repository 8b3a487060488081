"""Sentences of a text, each with its offsets: nothing is changed, nothing but white space is left out."""

import re
from dataclasses import dataclass

from tandem.kernel.errors import Fault, InputError

__all__ = ["LANGUAGES", "Span", "split_sentences"]

# Words whose full stop does not end a sentence: titles and the like never, the others only before a small letter or
# a number ("No. 5", "3 p.m. today", but "We said no. Then").
_ABBREVIATIONS = {
    "en": "mr mrs ms dr prof sr jr vs cf e.g i.e gen rep attn approx dept est hon gov tel ref excl incl",
    "de": "hr fr dr prof bzw ca z.b u.a inkl exkl ggf evtl tel vgl zzgl i.d.r o.ä gem lt st bspw d.h str",
}
_SOMETIMES = {
    "en": "st etc inc ltd co corp plc assn bros no nos art sec secs fig vol pp p cl para ext al a.m p.m u.s u.k min max"
    " jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thurs fri subsec",
    "de": "nr art abs usw etc min max mio mrd s jan feb mär apr jun jul aug sept okt nov dez mo di mi do so",
}
LANGUAGES = tuple(_ABBREVIATIONS)
_ITEM = r"[-*•–—]\s+|\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivxIVX]{1,6})[.)]\s+|§\s?\d|#{1,6}\s"
_BOUNDARY = re.compile(
    r"(?P<blank>\s*\n[ \t\r]*\n\s*)"
    rf"|(?P<item>[ \t\r]*\n[ \t]*(?={_ITEM}))"
    r"|(?P<mark>(?:[.!?…]+|[。！？])[\"'”’»)\]]*(?:\s+|(?<=[。！？])))"
)
_LAST_WORD = re.compile(r"[^\s(\[\"'“]+$")


@dataclass(frozen=True)
class Span:
    """A piece of a text: characters `first` up to, not including, `last`."""

    first: int
    last: int

    def of(self, text: str) -> str:
        """Return the piece of the text it was cut from."""
        return text[self.first : self.last]


def split_sentences(text: str, language: str = "en") -> tuple[Span, ...]:
    """Return the sentences of a text in its order.

    A blank line and a list item begin a new one; the full stop of an abbreviation, an initial, a number or an address
    does not. Texts without marks come back as their paragraphs.

    Parameters
    ----------
    text
        Any text.
    language
        One of `LANGUAGES`: whose abbreviations are known.

    Raises
    ------
    InputError
        The language is not known.

    Examples
    --------
    >>> text = "Dr. Weber called at 3 p.m. today. She wants 4.5 tonnes!"
    >>> [span.of(text) for span in split_sentences(text)]
    ['Dr. Weber called at 3 p.m. today.', 'She wants 4.5 tonnes!']
    """
    if language not in _ABBREVIATIONS:
        raise InputError(Fault("language", f"must be one of {', '.join(LANGUAGES)}", repr(language)))
    never, sometimes = frozenset(_ABBREVIATIONS[language].split()), frozenset(_SOMETIMES[language].split())
    spans, start = [], 0
    for found in _BOUNDARY.finditer(text):
        if found.lastgroup == "mark" and not _ends(text, start, found, never, sometimes):
            continue
        spans.append((start, found.start("mark") + len(found["mark"].rstrip()) if found["mark"] else found.start()))
        start = found.end()
    spans.append((start, len(text)))
    return tuple(trimmed for first, last in spans if (trimmed := _trimmed(text, first, last)) is not None)


def _ends(text: str, start: int, found: "re.Match[str]", never: frozenset[str], sometimes: frozenset[str]) -> bool:
    """Whether a mark ends the sentence that began at `start`."""
    if not found["mark"].startswith(".") or found["mark"].startswith(".."):
        return True
    before = _LAST_WORD.search(text, start, found.start())
    after = text[found.end() : found.end() + 1]
    if before is None or after.islower():
        return False
    word = before.group()
    if word.lower() in never or (word.lower() in sometimes and after.isdigit()):
        return False
    is_initial = len(word) == 1 and word.isupper()
    is_item_number = word.isdigit() and not text[start : before.start()].strip()
    return not (is_initial or is_item_number)


def _trimmed(text: str, first: int, last: int) -> Span | None:
    while first < last and text[first].isspace():
        first += 1
    while last > first and text[last - 1].isspace():
        last -= 1
    return Span(first, last) if first < last else None
