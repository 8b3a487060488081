"""Ways to reach somebody: e-mail addresses, web addresses and phone numbers, each in a normal form."""

import re
from functools import cache
from pathlib import Path

from tandem.language.spans.span import Span, SpanKind

__all__ = ["find_emails", "find_phones", "find_urls"]

_TOP_LEVEL = Path(__file__).with_name("data") / "top_level_domains.txt"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9-])?"
_EMAIL = re.compile(
    rf"(?<![a-z0-9.+_])[a-z0-9](?:[a-z0-9.!#$%&'*+/=?^_`{{|}}~-]*[a-z0-9_+-])?"
    rf"@(?:(?:{_LABEL}\.)+[a-z]{{2,24}}(?![\w-])|\[\d{{1,3}}(?:\.\d{{1,3}}){{3}}\])",
    re.IGNORECASE,
)
_HOST = rf"(?:(?:{_LABEL}\.)+(?P<top>[a-z]{{2,24}})|localhost|\d{{1,3}}(?:\.\d{{1,3}}){{3}})"
_TAIL = r"(?::\d{2,5})?(?:[/?#][^\s<>\"'\]]*)?"
_SCHEMED = re.compile(rf"(?:https?|ftp)://(?P<host>{_HOST})(?![\w@-]){_TAIL}", re.IGNORECASE)
_BARE = re.compile(rf"(?<![\w@./-])(?P<host>(?:{_LABEL}\.)+(?P<top>[a-z]{{2,24}}))(?![\w@-]){_TAIL}", re.IGNORECASE)
_TRAILING = ".,;:!?)'*"
_CLOCK = re.compile(r"(?:0?\d|1[0-2])\.[ap]m", re.IGNORECASE)

_GAP = r"[ \u00a0]?"
_PHONE = re.compile(
    rf"(?:\(?\+\s?)?(?:\([ ]?)?\d(?:[\d]|{_GAP}[-./]{_GAP}(?=[\d(])|{_GAP}\([ ]?(?=\d)|[ ]?\)[-. \u00a0/]?[ ]?(?=[\d(])"
    r"|[ \u00a0](?=\d)(?!\d{1,2}/\d{1,2}/))*(?:\)(?![\w]))?(?P<extension>\s?(?:x|ext\.?)\s?\d{1,6})?",
    re.IGNORECASE,
)
_REFUSED = (
    re.compile(r"\d{1,2}([/.-])\d{1,2}\1(?:19|20)\d\d.*|(?:19|20)\d\d([/.-])\d{1,2}\2\d{1,2}.*"),  # a date
    re.compile(r"(?:19|20)\d\d\s?[-/]\s?(?:19|20)\d\d"),  # two years
    re.compile(r"\d{3}-\d\d-\d{4}"),  # a social security number
    re.compile(r"\d{1,3}(?:\.\d{1,3}){3}"),  # an internet address
    re.compile(r"-?\d+\.\d+"),  # a decimal
    re.compile(r"\d{1,4}/\d{1,4}"),  # a fraction
)
_NOT_A_PHONE = re.compile(
    r"(?:account|acct|card|order|invoice|ticket|case|visa|express|discover|iban|vat|serial|omb)"
    r"(?: (?:number|no\.?|nr\.?|id))?(?: is)?[:#]?\s*$",
    re.IGNORECASE,
)
_CUE = re.compile(
    r"(?:tel|phone|telephone|mobile|cell|call|fax|direct|office|number is|reach|at|t|m|p)[.:)]?\s*$", re.IGNORECASE
)


@cache
def _top_levels() -> frozenset[str]:
    return frozenset(_TOP_LEVEL.read_text(encoding="utf-8").split())


def find_emails(text: str) -> list[Span]:
    """Return the e-mail addresses in a text; the value is in lower case.

    Examples
    --------
    >>> [span.value for span in find_emails("write to Sales@Acme.example.com, not to @acme")]
    ['sales@acme.example.com']
    """
    return [
        Span(SpanKind.EMAIL, match[0], match.start(), match.end(), match[0].lower(), "", 0.99)
        for match in _EMAIL.finditer(text)
        if ".." not in match[0]
    ]


def find_urls(text: str) -> list[Span]:
    """Return the web addresses in a text, with or without a scheme; the value always has one.

    Without a scheme the name must end in a known top-level domain, and not read like a time ("7.am").

    Examples
    --------
    >>> [(span.text, span.value) for span in find_urls("see acme.com/prices, or https://acme.com.")]
    [('acme.com/prices', 'http://acme.com/prices'), ('https://acme.com', 'https://acme.com')]
    """
    found: list[Span] = []
    taken = [(span.first, span.last) for span in find_emails(text)]
    for pattern, scheme, sure in ((_SCHEMED, "", 0.99), (_BARE, "http://", 0.85)):
        for match in pattern.finditer(text):
            first, last = match.start(), match.end()
            last = first + len(text[first:last].rstrip(_TRAILING))
            overlaps = any(first < end and start < last for start, end in taken)
            if overlaps or not _is_host(match["host"], match["top"], bare=bool(scheme)):
                continue
            taken.append((first, last))
            written = text[first:last]
            certain = 0.97 if written.lower().startswith("www.") else sure
            found.append(Span(SpanKind.URL, written, first, last, scheme + written, "", certain))
    return sorted(found, key=lambda span: span.first)


def _is_host(host: str, top: str | None, *, bare: bool) -> bool:
    if top is None:
        return not bare
    return top.lower() in _top_levels() and not (bare and _CLOCK.fullmatch(host))


def find_phones(text: str, region: str = "") -> list[Span]:
    """Return the phone numbers in a text.

    Parameters
    ----------
    text
        Any text.
    region
        Two-letter code of the country numbers without a country code belong to; empty where it is not known.

    Returns
    -------
    list of Span
        The value is in E.164 where the number is valid for its country, else the digits alone. Confidence is 0.97 for
        a valid number, 0.8 for one written like a phone number and 0.4 for mere digits with nothing that says phone.

    Examples
    --------
    >>> [(span.text, span.value) for span in find_phones("Call (541) 754-3010 or +49 30 901820", region="US")]
    [('(541) 754-3010', '+15417543010'), ('+49 30 901820', '+4930901820')]
    """
    found = []
    for match in _PHONE.finditer(text):
        first, last = _trimmed(text, match.start(), match.end())
        if _may_be_phone(text, first, last, bool(match["extension"])):
            value, valid = _normal_form(text[first:last], region)
            bare = text[first:last].replace(" ", "").isdigit() and not text[first:last].startswith("0")
            cued = _CUE.search(text[max(0, first - 20) : first])
            sure = 0.97 if valid else 0.4 if bare and not cued else 0.8
            found.append(Span(SpanKind.PHONE, text[first:last], first, last, value, "", sure))
    return found


def _trimmed(text: str, first: int, last: int) -> tuple[int, int]:
    """Drop brackets without a partner at either end."""
    written = text[first:last]
    if written.startswith("(") and ")" not in written:
        first += 1
    if written.endswith(")") and written.count(")") > written.count("("):
        last -= 1
    return first, last


def _may_be_phone(text: str, first: int, last: int, has_extension: bool) -> bool:
    written = text[first:last]
    digits = re.sub(r"\D", "", re.split(r"x|ext", written, flags=re.IGNORECASE)[0])
    enough = 7 if not digits.startswith("0") else 6
    if not enough <= len(digits) <= 15 or any(refused.fullmatch(written) for refused in _REFUSED):
        return False
    groups = re.findall(r"\d+", written)
    cued = _CUE.search(text[max(0, first - 20) : first])
    if max(map(len, groups)) < 3 and not cued and not written.startswith(("+", "(+")):
        return False
    return _stands_free(text, first, last, has_extension) and not _NOT_A_PHONE.search(text[max(0, first - 32) : first])


def _stands_free(text: str, first: int, last: int, has_extension: bool) -> bool:
    before, after = text[max(0, first - 4) : first], text[last : last + 2]
    glued = r"[#*=+.,/$€£\d]$" if text[first] in "+(" else r"[\w#*=+.,/$€£]$"
    if re.search(glued, before):
        return False
    if before.endswith("-") and not re.search(r"(?:[^\W\d]{3}|#)-$", before):
        return False
    if re.match(r"\w|[*=%]|[:/.,-]\d|\s?\(", after):
        return False
    return has_extension or not re.search(r"\d[ ]?[-(]?$|[)]\+$", before)


def _normal_form(written: str, region: str) -> tuple[str, bool]:
    import phonenumbers

    dialled = re.sub(r"^\(?00\s?(?=[1-9])", "+", written)
    try:
        number = phonenumbers.parse(dialled, region or None)
    except phonenumbers.NumberParseException:
        return re.sub(r"[^\d+]", "", written), False
    form = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return str(form), bool(phonenumbers.is_valid_number(number))
