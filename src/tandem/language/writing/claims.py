"""Claims: what a sentence says that could be wrong (names, numbers, dates, addresses, promises), with offsets."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tandem.language.time_expressions import Conventions, TimeExpression, read_times
from tandem.language.writing.vocabulary import COMMON, CURRENCY_CODES, NUMBER_WORDS, PROMISES

__all__ = ["Claim", "ClaimKind", "claims_of", "content_words", "stem"]


class ClaimKind(StrEnum):
    """What kind of thing is claimed; `WORD` is a content word that says something beyond courtesy."""

    NAME = "name"
    NUMBER = "number"
    DATE = "date"
    ADDRESS = "address"
    PROMISE = "promise"
    NEGATION = "negation"
    WORD = "word"


@dataclass(frozen=True)
class Claim:
    """A claim in a sentence: its kind, its words, their offsets, and for a date what it stands for."""

    kind: ClaimKind
    text: str
    first: int
    last: int
    time: TimeExpression | None = None


_ADDRESS = re.compile(
    r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?|ftp|file|javascript|data|mailto|tel):[^\s<>\"')\]]+|\bwww\.[^\s<>\"')\]]+"
    r"|\b(?:[a-z0-9-]+\.)+(?:com|net|org|io|example|biz|info|ru|cn|eu|de|uk|co|app|dev|xyz|top|link|click|test)\b[^\s<>\"')]*"
    r"|\+?\d[\d ()/-]{7,}\d",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NEGATION = re.compile(r"\b(?:not|no|never|none|neither|nor|without|cannot|nobody|nothing)\b|n['’]t\b", re.IGNORECASE)
_USUAL_ENDING = re.compile(r"(?:ing|ed|ly|ion|ments?|ness|ity|s)$")
_LONG_ENDING = re.compile(r"(?:ically|ations?|ments?|ings?|edly|ies|ied)$")
# "may", "second" and the like are read as times only beside something else.
_LOOSE_TIMES = frozenset({"may", "march", "sat", "sun", "now", "second", "moment", "soon", "present"})


def claims_of(sentence: str, *, reference: datetime) -> tuple[Claim, ...]:
    """Return everything in a sentence that a fact must support, in its order.

    Parameters
    ----------
    sentence
        Any text.
    reference
        When it is written, with a zone: resolves "next Monday".

    Examples
    --------
    >>> said = datetime.fromisoformat("2027-03-01T09:00Z")
    >>> [(str(one.kind), one.text) for one in claims_of("Anna Berg pays €1,200 by 4 March 2027.", reference=said)]
    [('name', 'Anna'), ('name', 'Berg'), ('word', 'pays'), ('number', '1,200'), ('date', 'by 4 March 2027')]
    """
    taken = [False] * len(sentence)
    found: list[Claim] = []

    def take(kind: ClaimKind, first: int, last: int, time: TimeExpression | None = None) -> None:
        if not any(taken[first:last]):
            taken[first:last] = [True] * (last - first)
            found.append(Claim(kind, sentence[first:last], first, last, time))

    for one in _ADDRESS.finditer(sentence):
        take(ClaimKind.ADDRESS, *one.span())
    for time in read_times(sentence, reference=reference, conventions=Conventions()):
        if time.text.lower() not in _LOOSE_TIMES and sentence[time.last : time.last + 1] != "-":
            take(ClaimKind.DATE, time.first, time.last, time)
    for one in _NUMBER.finditer(sentence):
        take(ClaimKind.NUMBER, *one.span())
    promises = [one for pattern in PROMISES for one in pattern.finditer(sentence)]
    found += [Claim(ClaimKind.PROMISE, one.group(), *one.span()) for one in promises]
    found += [Claim(ClaimKind.NEGATION, one.group(), *one.span()) for one in _NEGATION.finditer(sentence)]
    for one in _WORD.finditer(sentence):
        kind = _kind_of_word(sentence, one)
        if kind is not None:
            take(kind, *one.span())
    return tuple(sorted(found, key=lambda claim: (claim.first, claim.last)))


def _kind_of_word(sentence: str, one: "re.Match[str]") -> ClaimKind | None:
    word, small = one.group(), _bare(one.group())
    if small in NUMBER_WORDS:
        return ClaimKind.NUMBER
    if small in COMMON or _is_currency_code(sentence, one):
        return None
    opens = not sentence[: one.start()].strip(" \"'“‘([*-") or sentence[: one.start()].rstrip()[-1:] in ".!?:"
    is_capital = word[0].isupper()
    if is_capital and (not opens or word[1:].lower() != word[1:]):
        return ClaimKind.NAME
    # a capital at the beginning says nothing; whether name or word, a fact must hold it
    return ClaimKind.NAME if is_capital and opens and not _looks_common(small) else ClaimKind.WORD


def _is_currency_code(sentence: str, one: "re.Match[str]") -> bool:
    beside = sentence[one.end() : one.end() + 2] + sentence[max(one.start() - 2, 0) : one.start()]
    return re.fullmatch(CURRENCY_CODES, one.group()) is not None and re.search(r"\d", beside) is not None


def _looks_common(small: str) -> bool:
    return _USUAL_ENDING.search(small) is not None


def content_words(text: str) -> set[str]:
    """Return the stems of words that carry content: no courtesy, no grammar.

    Examples
    --------
    >>> sorted(content_words("Thank you: the presses are delivered in Lyon."))
    ['deliver', 'lyon', 'press']
    """
    words = (_bare(one.group()) for one in _WORD.finditer(text))
    return {stem(word) for word in words if word not in COMMON}


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", word.lower())


def stem(word: str) -> str:
    """Return a word without its commonest English endings, so that "delivery" and "delivers" meet.

    Examples
    --------
    >>> {stem(word) for word in ("order", "orders", "ordered", "ordering")}
    {'order'}
    """
    long = _LONG_ENDING.search(word)
    if long is not None and long.start() >= 4:
        return word[: long.start()]
    for ending in ("ed", "es", "ly", "y", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)]
    return word
