"""Clauses of a contract: its numbered pieces with their headings, down to the sentence, each with offsets."""

import re
from dataclasses import dataclass
from itertools import pairwise

from tandem.language.passages.sentences import Span, split_sentences

__all__ = ["Clause", "split_clauses"]

_NUMBER = r"(?:(?:section|article|clause)\s+)?(?:\d{1,2}(?:\.\d{1,2}){0,4}|[IVX]{1,6}|§\s?\d{1,3})"
_HEAD = re.compile(
    rf"(?P<number>^[ \t]*{_NUMBER})[.):]?[ \t]+(?P<heading>[A-Z][^.\n;:]{{1,70}}?)(?:[.:;]|[ \t]*$|(?=[ \t]{{2,}}))",
    re.MULTILINE | re.IGNORECASE,
)
_LINE_NUMBER = re.compile(rf"^[ \t]*(?P<number>{_NUMBER})[.):]?(?=[ \t]+\S)", re.MULTILINE | re.IGNORECASE)
# Items run into one line of a sentence: "(a) … ; (b) …"
_ITEM = re.compile(r"(?:(?<=[;:,])|(?<=\band)|(?<=\bor))\s+(?=\((?:[a-z]|[ivx]{1,4}|\d{1,2})\)\s)")
_LONGEST = 700


@dataclass(frozen=True)
class Clause:
    """A piece of a contract that says one thing.

    Attributes:
        first, last: offsets into the document's text; `last` is not included.
        number: of the section it stands in, as written ("4.2"); empty before the first.
        heading: of that section; empty where it has none.
    """

    first: int
    last: int
    number: str = ""
    heading: str = ""

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.first, self.last)


def split_clauses(text: str, *, language: str = "en") -> tuple[Clause, ...]:
    r"""Return the clauses of a contract in its order: sentences, long ones cut further at their lettered items.

    Each knows the number and the heading of its section. Nothing but white space is left out.

    Examples
    --------
    >>> text = "4.2 Price. The price is fixed. It may rise.\n5. Term\nTwo years."
    >>> [(clause.number, clause.heading, clause.span.of(text)) for clause in split_clauses(text)][2:]
    [('4.2', 'Price', 'It may rise.'), ('5', 'Term', '5. Term'), ('5', 'Term', 'Two years.')]
    """
    sections = [(one.start(), one["number"].strip(), "") for one in _LINE_NUMBER.finditer(text)]
    sections += [(one.start(), one["number"].strip(), " ".join(one["heading"].split())) for one in _HEAD.finditer(text)]
    by_place = {first: (number, heading) for first, number, heading in sorted(sections, key=lambda one: bool(one[2]))}
    places = sorted(by_place)
    # a heading that fills its line is a piece of its own
    lines = {one.end() for one in _HEAD.finditer(text) if text[one.end() : one.end() + 1] in ("\n", "")}
    clauses: list[Clause] = []
    at, number, heading = 0, "", ""
    for piece in _pieces(text, language, sorted(lines | set(places))):
        while at < len(places) and places[at] <= piece.first:
            number, heading = by_place[places[at]]
            at += 1
        clauses.append(Clause(piece.first, piece.last, number, heading))
    return tuple(clauses)


def _pieces(text: str, language: str, places: list[int]) -> list[Span]:
    """Return sentences, cut at sections and headings and, where long, at lettered items."""
    pieces = []
    edges = [0, *places, len(text)]
    for first, last in pairwise(edges):
        for sentence in split_sentences(text[first:last], language):
            pieces += _at_items(text, Span(first + sentence.first, first + sentence.last))
    return pieces


def _at_items(text: str, sentence: Span) -> list[Span]:
    if sentence.last - sentence.first <= _LONGEST:
        return [sentence]
    cuts = [one.span() for one in _ITEM.finditer(text, sentence.first, sentence.last)]
    firsts = [sentence.first, *[last for _, last in cuts]]
    lasts = [*[first for first, _ in cuts], sentence.last]
    return [Span(first, last) for first, last in zip(firsts, lasts, strict=True) if first < last]
