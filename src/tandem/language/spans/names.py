"""People, roles, companies and products: known names first, then what the wording around a name gives away."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from tandem.language.spans.span import Span, SpanKind
from tandem.language.spans.wording import alternatives, words

__all__ = ["KnownNames", "find_companies", "find_known", "find_people", "find_roles"]

_CAPITAL = r"(?:[A-ZÀ-ÖØ-Þ][\w’'-]*[\wà-ÿ]|[A-Z]\.)"
_PARTICLE = "(?:van|von|de|der|den|del|della|di|da|du|la|le|bin|al|ten|ter|zu)"
_MORE = rf"(?:[ ](?:{_PARTICLE}[ ]){{0,2}}{_CAPITAL})"
_NAME = rf"{_CAPITAL}{_MORE}{{0,3}}"
_FULL_NAME = rf"{_CAPITAL}{_MORE}{{1,3}}"
_LEGAL = alternatives("legal_forms")
_WORD_OF_COMPANY = rf"(?:{_CAPITAL}|[A-Z0-9&]{{2,}})"
_COMPANY = re.compile(rf"{_WORD_OF_COMPANY}(?:[ ](?:{_WORD_OF_COMPANY}|&|of|and(?=[ ][A-Z]))){{0,4}},?[ ]{_LEGAL}\b\.?")
_COMPANY_CUE = re.compile(rf"\b{alternatives('before_company')}[ ](?P<name>{_CAPITAL}(?:[ ]{_CAPITAL}){{0,3}})")
_FIELD = alternatives("role_fields")
_ROLE_TEXT = (
    rf"\b(?:{alternatives('role_alone')}|(?:{alternatives('role_ranks')} )*"
    rf"(?:{alternatives('role_heads')}(?:,? (?:of|for) |, | ){_FIELD}(?: (?:and|&) {_FIELD})?"
    rf"|{_FIELD}(?: {_FIELD})? {alternatives('role_ends')}))\b"
).replace(" ", r"[ \n]")
_ROLE = re.compile(_ROLE_TEXT, re.IGNORECASE)
_PERSON_PATTERNS = (
    (0.9, re.compile(rf"\b{alternatives('titles')}\.?[ ](?P<name>{_NAME})")),
    (
        0.85,
        re.compile(
            rf"^(?i:{alternatives('closings')})[,.!]?[ \t]*\n+[ \t]*(?P<name>{_NAME})[ \t]*(?=\n|,|\||$)", re.MULTILINE
        ),
    ),
    (
        0.8,
        re.compile(rf"^[ \t>]*{alternatives('greetings')}[ ](?P<name>{_NAME})(?=[ ]?[,!:\n–-]|$)", re.MULTILINE),
    ),
    (0.75, re.compile(rf"\b{alternatives('before_person')}[ ]?(?<=[ ])(?P<name>{_FULL_NAME})")),
    (0.8, re.compile(rf"(?P<name>{_FULL_NAME})[ ]?[,(|–-][ ]?(?:(?:our|the|their)[ ])?(?=(?i:{_ROLE_TEXT}))")),
)
_NOT_NAMES = words("never_names")


@dataclass(frozen=True)
class KnownNames:
    """Names the records hold; a text that names them is certain ground.

    Attributes:
        people, companies, products: as the records write them.
    """

    people: Collection[str] = field(default_factory=tuple)
    companies: Collection[str] = field(default_factory=tuple)
    products: Collection[str] = field(default_factory=tuple)


def find_known(text: str, known: KnownNames) -> list[Span]:
    """Return the known names in a text, in any case, as whole words; the value is the record's spelling.

    Examples
    --------
    >>> known = KnownNames(products=["Flowmeter X200"])
    >>> [(span.kind.value, span.value) for span in find_known("does flowmeter x200 ship?", known)]
    [('product', 'Flowmeter X200')]
    """
    found = []
    for kind, names in (
        (SpanKind.PERSON, known.people),
        (SpanKind.COMPANY, known.companies),
        (SpanKind.PRODUCT, known.products),
    ):
        spelled = {re.sub(r"\s+", " ", name).casefold(): name for name in names if name.strip()}
        if not spelled:
            continue
        forms = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(spelled, key=len, reverse=True))
        for match in re.finditer(rf"(?<!\w)(?:{forms})(?!\w)", text, re.IGNORECASE):
            value = spelled[re.sub(r"\s+", " ", match[0]).casefold()]
            found.append(Span(kind, match[0], match.start(), match.end(), value, "", 0.97))
    return sorted(found, key=lambda span: span.first)


def find_companies(text: str) -> list[Span]:
    """Return companies by their legal form ("Aster Pumps GmbH") or by what is said of them ("I work at Aster")."""
    found = [
        Span(SpanKind.COMPANY, match[0], match.start(), match.end(), match[0].rstrip("."), "", 0.9)
        for match in _COMPANY.finditer(text)
    ]
    taken = [(span.first, span.last) for span in found]
    for match in _COMPANY_CUE.finditer(text):
        first, last = match.span("name")
        if not any(first < end and start < last for start, end in taken) and _is_name(match["name"]):
            found.append(Span(SpanKind.COMPANY, match["name"], first, last, match["name"], "", 0.6))
    return sorted(found, key=lambda span: span.first)


def find_roles(text: str) -> list[Span]:
    """Return roles such as "Head of Purchasing"; the value is in lower case.

    Examples
    --------
    >>> [span.value for span in find_roles("our VP of Sales and the plant manager")]
    ['vp of sales', 'plant manager']
    """
    return [
        Span(SpanKind.ROLE, match[0], match.start(), match.end(), re.sub(r"\s+", " ", match[0].lower()), "", 0.85)
        for match in _ROLE.finditer(text)
    ]


def find_people(text: str) -> list[Span]:
    r"""Return people named in a greeting, a signature, with a title, beside a role or after words such as "talk to".

    Examples
    --------
    >>> text = "Dear Ms. Okafor,\\nplease talk to Ines Moreau, our plant manager."
    >>> [span.value for span in find_people(text)]
    ['Okafor', 'Ines Moreau']
    """
    found: list[Span] = []
    for sure, pattern in _PERSON_PATTERNS:
        for match in pattern.finditer(text):
            first, last = match.span("name")
            overlaps = any(first < span.last and span.first < last for span in found)
            if not overlaps and _is_name(match["name"]):
                found.append(Span(SpanKind.PERSON, match["name"], first, last, _normal(match["name"]), "", sure))
    return sorted(found, key=lambda span: span.first)


def _is_name(name: str) -> bool:
    words = name.casefold().split()
    return not any(word in _NOT_NAMES for word in words) and not re.search(rf"\b{_LEGAL}$", name)


def _normal(name: str) -> str:
    from nameparser import HumanName

    parsed = HumanName(name)
    return " ".join(part for part in (parsed.first, parsed.middle, parsed.last, parsed.suffix) if part)
