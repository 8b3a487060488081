"""Verifying: every claim of a sentence is held against the facts it cites, and what they do not say is named."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from tandem.kernel.money import Money
from tandem.language.time_expressions import TimeExpression
from tandem.language.writing.claims import Claim, ClaimKind, claims_of, content_words, stem
from tandem.language.writing.english import number
from tandem.language.writing.facts import Fact, Facts, Origin, Quantity, words_of_value
from tandem.language.writing.vocabulary import CURRENCY_CODES, NUMBER_WORDS, REPORTING

__all__ = ["Finding", "verify"]

_SHARE_DENIED = 0.6
_SHARE_PROMISED = 0.8
_MAX_CHARACTERS = 600
_MARKUP = re.compile(r"<[^>]*>|\[[^\]]*\]\([^)]*\)|```|[{}\[\]|]|^\s*[#>*=+@]|\bBcc\b|\bCc:|&\w+;|\\", re.MULTILINE)
_INVISIBLE = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_RECALL = re.compile(
    r"^(?:(?:you|in your \w+,? you|as you) (?:\w+ )?(?:asked|wrote|said|mentioned|wanted|told)|your question was)\b",
    re.IGNORECASE,
)
_SCALE = re.compile(r"\s*(k\b|thousand|million|billion|m\b|bn\b)", re.IGNORECASE)
_CURRENCIES = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "euro": "EUR", "dollar": "USD", "pound": "GBP"}
_SCALES = {"k": 1000, "thousand": 1000, "million": 10**6, "m": 10**6, "billion": 10**9, "bn": 10**9}


@dataclass(frozen=True)
class Finding:
    """Why a sentence may not be shown: what in it nothing supports, in words."""

    claim: str
    why: str


def verify(
    sentence: str, cited: Sequence[str], facts: Facts, *, reference: datetime, vocabulary: str = ""
) -> tuple[Finding, ...]:
    """Return what speaks against a sentence; nothing where every claim in it rests on a fact that it cites.

    Names, numbers with their units, dates, addresses and promises must each stand in a cited fact, negations must
    agree, and every other word that carries content must come from the cited facts or from `vocabulary`. A promise
    rests on a commitment only. Words from outside support nothing but a sentence that says they are the reader's ("You
    asked …").

    Parameters
    ----------
    sentence
        What would be shown.
    cited
        Ids of the facts it says it rests on.
    facts
        All facts there are.
    reference
        When it is written, with a zone.
    vocabulary
        Text whose words may be used as well: those of the message.

    Examples
    --------
    >>> facts = Facts([Fact("f1", "offer.price", Money.of(1200, "EUR"), "quote 7"), Fact("f2", "item", "press", "q 7")])
    >>> now = datetime.fromisoformat("2027-03-01T09:00Z")
    >>> verify("The press is €1,200.", ["f1", "f2"], facts, reference=now)
    ()
    >>> [one.claim for one in verify("The press is €1,100.", ["f1", "f2"], facts, reference=now)]
    ['1,100']
    """
    known = facts.with_ids(cited)
    unknown = sorted(set(cited) - {fact.id for fact in known})
    if unknown:
        return (Finding(", ".join(unknown), "it cites facts that do not exist"),)
    form = _form_fault(sentence)
    if form is not None:
        return (form,)
    claims = claims_of(sentence, reference=reference)
    if not known:
        return _without_facts(sentence, claims)
    recalls = bool(_RECALL.match(sentence))
    usable = [fact for fact in known if fact.origin is not Origin.OUTSIDE or recalls]
    if not usable:
        return (Finding(sentence, "it rests on words from outside alone and states them as ours"),)
    findings = [
        Finding(claim.text, _WHY[claim.kind])
        for claim in claims
        if claim.kind in _WHY and not _is_supported(claim, usable, sentence)
    ]
    left_out = [
        Finding(fact.name, "it leaves out what it cites") for fact in known if not _is_expressed(fact, claims, sentence)
    ]
    return (*findings, *left_out, *_uncovered(sentence, claims, usable, content_words(vocabulary)))


_WHY = {
    ClaimKind.NAME: "no cited fact has this name",
    ClaimKind.NUMBER: "no cited fact has this number",
    ClaimKind.DATE: "no cited fact has this date",
    ClaimKind.ADDRESS: "no cited fact has this address",
    ClaimKind.PROMISE: "it promises what nobody agreed to",
    ClaimKind.NEGATION: "it denies what the cited facts do not deny",
}


def _form_fault(sentence: str) -> Finding | None:
    if len(sentence) > _MAX_CHARACTERS:
        return Finding(sentence[:40] + "…", f"it is longer than {_MAX_CHARACTERS} characters")
    if _INVISIBLE.search(sentence.replace("\n", " ")):
        return Finding(sentence, "it has invisible or control characters")
    markup = _MARKUP.search(sentence)
    if markup is not None:
        return Finding(markup.group(), "it has markup in it")
    letters = [one for one in sentence if one.isalpha()]
    if any(not one.isascii() and not "\u00c0" <= one <= "\u024f" for one in letters):
        return Finding(sentence, "it has letters of another script")
    return None


def _without_facts(sentence: str, claims: Sequence[Claim]) -> tuple[Finding, ...]:
    reported = [word for word in re.findall(r"[a-z]+", sentence.lower()) if word in REPORTING]
    said = [claim.text for claim in claims] + reported
    return tuple(Finding(one, "it says something and cites nothing") for one in said)


def _is_supported(claim: Claim, facts: Sequence[Fact], sentence: str) -> bool:
    if claim.kind is ClaimKind.NUMBER:
        return any(_holds_number(fact, value, claim, sentence) for fact in facts for value in _values(claim, sentence))
    if claim.kind is ClaimKind.DATE and claim.time is not None:
        return any(_holds_time(fact, claim.time) for fact in facts)
    if claim.kind is ClaimKind.PROMISE:
        return _is_agreed(sentence, facts) or _is_on_record(claim, facts)
    if claim.kind is ClaimKind.NEGATION:
        return any(_denies(_text(fact)) for fact in facts)
    return _is_named(claim, facts)


def _is_named(claim: Claim, facts: Sequence[Fact]) -> bool:
    if claim.kind is ClaimKind.ADDRESS:
        return any(claim.text.strip(".,;").lower() in _text(fact).lower() for fact in facts)
    name = re.sub(r"['’]s?$", "", claim.text).lower()
    opens = claim.first == 0 and any(stem(name) in content_words(_name_words(fact)) for fact in facts)
    return opens or any(name in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", _text(fact).lower()) for fact in facts)


def _is_expressed(fact: Fact, claims: Sequence[Claim], sentence: str) -> bool:
    """Whether anything of a fact is said: its number, its day, or one of its words."""
    numbers = [claim for claim in claims if claim.kind is ClaimKind.NUMBER]
    times = [claim.time for claim in claims if claim.time is not None]
    if any(_holds_number(fact, value, claim, sentence) for claim in numbers for value in _values(claim, sentence)):
        return True
    if any(_holds_time(fact, time) for time in times):
        return True
    words = content_words(_text(fact)) or set(re.findall(r"\w+", _text(fact).lower()))
    return bool(words & (content_words(sentence) | set(re.findall(r"\w+", sentence.lower()))))


def _uncovered(sentence: str, claims: Sequence[Claim], facts: Sequence[Fact], allowed: set[str]) -> tuple[Finding, ...]:
    """Return the words beyond the cited facts, and a denial of a fact that the sentence leaves out."""
    said = {stem(claim.text.lower()) for claim in claims if claim.kind is ClaimKind.WORD}
    held = {word for fact in facts for word in content_words(f"{_text(fact)} {_name_words(fact)}")} | allowed
    beyond = sorted(word for word in said if not _is_held(word, held))
    if beyond:
        return (Finding(", ".join(beyond), "the cited facts do not say so"),)
    if any(_denies(_text(fact)) and _shares_most(sentence, fact) for fact in facts) and not _denies(sentence):
        return (Finding(sentence, "a cited fact denies it"),)
    return ()


def _shares_most(sentence: str, fact: Fact) -> bool:
    words = content_words(_text(fact))
    return bool(words) and len(words & content_words(sentence)) >= _SHARE_DENIED * len(words)


def _is_held(word: str, held: set[str]) -> bool:
    return word in held or any(len(word) >= 5 and len(one) >= 5 and (word[:5] == one[:5]) for one in held)


def _is_agreed(sentence: str, facts: Sequence[Fact]) -> bool:
    """Whether one commitment holds nearly all the sentence says."""
    said = content_words(sentence)
    agreed = [content_words(_text(fact)) for fact in facts if fact.origin is Origin.COMMITMENT]
    others = {word for fact in facts for word in content_words(_text(fact)) if fact.origin is not Origin.OUTSIDE}
    promised = [one for one in agreed if one & said]
    union = {word for one in promised for word in one}
    return bool(promised) and len(said & union) >= _SHARE_PROMISED * len(said - (others - union))


def _is_on_record(claim: Claim, facts: Sequence[Fact]) -> bool:
    """Whether a wording that binds us, other than of something to come, stands in a field the team keeps."""
    said = claim.text.lower()
    is_future = re.search(r"(?:['’]ll| will| shall)$|^(?:going|about) to$", said) is not None
    return not is_future and any(re.search(rf"\b{re.escape(said)}\b", _text(fact).lower()) for fact in facts)


def _denies(text: str) -> bool:
    return any(
        claim in f" {text.lower()} " for claim in (" not ", " no ", " never ", " none ", " without ", " cannot ")
    ) or (re.search(r"n['’]t\b|\bneither\b|\bnor\b|\bnobody\b|\bnothing\b", text, re.IGNORECASE) is not None)


def _name_words(fact: Fact) -> str:
    return re.sub(r"[._]", " ", fact.name)


def _text(fact: Fact) -> str:
    return words_of_value(fact.value)


def _values(claim: Claim, sentence: str) -> list[Decimal]:
    word = claim.text.lower()
    if word in NUMBER_WORDS:
        return [Decimal(NUMBER_WORDS[word])]
    try:
        value = Decimal(word.replace(",", ""))
    except InvalidOperation:
        return []
    scale = _SCALE.match(sentence, claim.last)
    return [value * _SCALES[scale[1].lower()]] if scale else [value]


def _holds_number(fact: Fact, said: Decimal, claim: Claim, sentence: str) -> bool:
    """Whether a fact has this number, of the same thing: the same currency, the same unit."""
    value, currency = fact.value, _currency(claim, sentence)
    if isinstance(value, Money):
        return said == value.amount and currency == value.currency
    unit = _next_word(sentence, claim.last)
    if isinstance(value, Quantity):
        in_unit = any(said == one for one, _ in _numbers_in(value.unit))
        is_same = said == value.amount and _is_unit(unit, sentence[claim.last :], value.unit)
        return not currency and (is_same or in_unit)
    if isinstance(value, date):
        return False
    if not isinstance(value, str):
        return said == value and not currency
    return any(
        said == one and currency == mark and (not unit or unit in content_words(value))
        for one, mark in _numbers_in(value)
    )


def _numbers_in(text: str) -> list[tuple[Decimal, str]]:
    """Return the numbers of a text, each with its currency or nothing."""
    digits = [
        (Decimal(one.group().replace(",", "")), _mark(text[: one.start()], text[one.end() :]))
        for one in re.finditer(r"\d+(?:,\d{3})*(?:\.\d+)?", text)
    ]
    words = [word for word in re.findall(r"[a-z]+", text.lower()) if word in NUMBER_WORDS]
    return digits + [(Decimal(NUMBER_WORDS[word]), "") for word in words]


def _currency(claim: Claim, sentence: str) -> str:
    return _mark(sentence[: claim.first], sentence[claim.last :])


def _mark(before: str, after: str) -> str:
    ahead = re.search(rf"([€$£¥]|\b(?:{CURRENCY_CODES}))\s?$", before)
    behind = re.match(rf"\s?([€$£¥]|(?:{CURRENCY_CODES})\b|euros?\b|dollars?\b|pounds?\b)", after)
    found = ahead or behind
    return _CURRENCIES.get(found[1].lower().rstrip("s"), found[1]) if found else ""


def _next_word(sentence: str, at: int) -> str:
    """Return the stem of the word right behind a number, where it carries content."""
    found = re.match(r"[\s-]+([^\W\d_]+)", sentence[at:])
    words = content_words(found[1]) if found else set()
    return words.pop() if words else ""


def _is_unit(next_word: str, after: str, unit: str) -> bool:
    if unit == "%":
        return after.lstrip().startswith(("%", "percent", "per cent"))
    words = content_words(unit)
    return not next_word or not words or next_word in words


def _holds_time(fact: Fact, time: TimeExpression) -> bool:
    value = fact.value
    if isinstance(value, date):
        return _same_time(value, time)
    said, held = _spelled(time.text), f" {_spelled(_text(fact))} "
    if f" {said} " in held:
        return True
    return isinstance(value, Quantity) and f" {held.strip()} " in f" {said} "


def _spelled(text: str) -> str:
    """Return a text in small letters without marks, its small whole numbers as words."""
    plain = re.sub(r"[,;:!?]|\.(?!\d)", " ", text.lower())
    return " ".join(re.sub(r"(?<![\d.])\d{1,2}(?![\d.])", lambda one: number(int(one.group())), plain).split())


def _same_time(value: date, time: TimeExpression) -> bool:
    """Whether a time in words is the stored day, or a period no longer than a month named by it."""
    if time.is_ambiguous or (time.start is None and time.end is None):
        return False
    if time.start is None or time.end is None:
        edge = time.start or time.end
        assert edge is not None
        # the end of "until Friday" is the moment Friday is over
        return value.strftime("%Y%m%d") in (edge.strftime("%Y%m%d"), (edge - timedelta(seconds=1)).strftime("%Y%m%d"))
    if isinstance(value, datetime) and value.tzinfo is not None and (time.end - time.start).days < 1:
        return time.start <= value < time.end
    day = value.date() if isinstance(value, datetime) else value
    if (time.end - time.start).days < 1:
        return isinstance(value, datetime) and time.start.replace(tzinfo=None) == value.replace(tzinfo=None)
    return time.start.date() <= day < time.end.date() and (time.end - time.start).days <= 31
