"""Numbers, amounts and shares as people write them, and back."""

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from tandem.tables.values.reading import Ambiguous, Choice, Reading

__all__ = ["CURRENCIES", "SIGNS", "currency_code", "decide_numbers", "parse_number", "render_number", "split_currency"]

CURRENCIES = frozenset(
    [
        "AED",
        "AFN",
        "ALL",
        "AMD",
        "ANG",
        "AOA",
        "ARS",
        "AUD",
        "AWG",
        "AZN",
        "BAM",
        "BBD",
        "BDT",
        "BGN",
        "BHD",
        "BIF",
        "BMD",
        "BND",
        "BOB",
        "BRL",
        "BSD",
        "BTN",
        "BWP",
        "BYN",
        "BZD",
        "CAD",
        "CDF",
        "CHF",
        "CLP",
        "CNY",
        "COP",
        "CRC",
        "CUP",
        "CVE",
        "CZK",
        "DJF",
        "DKK",
        "DOP",
        "DZD",
        "EGP",
        "ERN",
        "ETB",
        "EUR",
        "FJD",
        "FKP",
        "GBP",
        "GEL",
        "GHS",
        "GIP",
        "GMD",
        "GNF",
        "GTQ",
        "GYD",
        "HKD",
        "HNL",
        "HTG",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "IQD",
        "IRR",
        "ISK",
        "JMD",
        "JOD",
        "JPY",
        "KES",
        "KGS",
        "KHR",
        "KMF",
        "KPW",
        "KRW",
        "KWD",
        "KYD",
        "KZT",
        "LAK",
        "LBP",
        "LKR",
        "LRD",
        "LSL",
        "LYD",
        "MAD",
        "MDL",
        "MGA",
        "MKD",
        "MMK",
        "MNT",
        "MOP",
        "MRU",
        "MUR",
        "MVR",
        "MWK",
        "MXN",
        "MYR",
        "MZN",
        "NAD",
        "NGN",
        "NIO",
        "NOK",
        "NPR",
        "NZD",
        "OMR",
        "PAB",
        "PEN",
        "PGK",
        "PHP",
        "PKR",
        "PLN",
        "PYG",
        "QAR",
        "RON",
        "RSD",
        "RUB",
        "RWF",
        "SAR",
        "SBD",
        "SCR",
        "SDG",
        "SEK",
        "SGD",
        "SHP",
        "SLE",
        "SOS",
        "SRD",
        "SSP",
        "STN",
        "SVC",
        "SYP",
        "SZL",
        "THB",
        "TJS",
        "TMT",
        "TND",
        "TOP",
        "TRY",
        "TTD",
        "TWD",
        "TZS",
        "UAH",
        "UGX",
        "USD",
        "UYU",
        "UZS",
        "VES",
        "VND",
        "VUV",
        "WST",
        "XAF",
        "XCD",
        "XOF",
        "XPF",
        "YER",
        "ZAR",
        "ZMW",
        "ZWL",
    ]
)
# Signs that several currencies share ("$", "kr", "¥") name the commonest one; a currency column beside the amount wins.
SIGNS = {
    "US$": "USD",
    "CA$": "CAD",
    "C$": "CAD",
    "A$": "AUD",
    "AU$": "AUD",
    "NZ$": "NZD",
    "R$": "BRL",
    "HK$": "HKD",
    "S$": "SGD",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₽": "RUB",
    "₩": "KRW",
    "₺": "TRY",
    "₴": "UAH",
    "₪": "ILS",
    "zł": "PLN",
    "Kč": "CZK",
    "kr": "SEK",
    "Fr.": "CHF",
    "Rs.": "INR",
    "Rs": "INR",
    "Ft": "HUF",
}
_SIGN = "|".join(re.escape(one) for one in sorted(SIGNS, key=len, reverse=True))
_CURRENCY = re.compile(
    rf"(?P<before>(?:{_SIGN}|[A-Z]{{3}})\s*)?(?P<number>[^A-Za-z€£¥$]*?)(?P<after>\s*(?:{_SIGN}|[A-Z]{{3}}|%))?"
)
_DIGITS = re.compile(r"[+-]?[\d.,'’\s\u00a0\u202f]*\d[\d.,'’\s\u00a0\u202f]*(?:[eE][+-]?\d+)?")
_SPACES = str.maketrans("", "", " \u00a0\u202f\t")


def currency_code(text: str) -> str:
    """Return the ISO 4217 code a sign or code stands for; empty if none.

    Examples
    --------
    >>> currency_code("€"), currency_code("usd"), currency_code("lots")
    ('EUR', 'USD', '')
    """
    stripped = text.strip()
    upper = stripped.upper()
    return upper if upper in CURRENCIES else SIGNS.get(stripped, "")


def split_currency(text: str) -> tuple[str, str, str]:
    """Return what stands before the number, the number, and what stands after it.

    Examples
    --------
    >>> split_currency("$1,234,567"), split_currency("1.234,50 EUR"), split_currency("-5")
    (('$', '1,234,567', ''), ('', '1.234,50', ' EUR'), ('', '-5', ''))
    """
    stripped = text.strip()
    sign = "-" if stripped.startswith("-") and not stripped[1:2].isdigit() else ""
    found = _CURRENCY.fullmatch(stripped[len(sign) :])
    if found is None:
        return "", stripped, ""
    return found["before"] or "", sign + found["number"], found["after"] or ""


def parse_number(text: str, reading: Reading) -> Decimal | None:
    """Return the exact number a cell holds, without any currency or percent sign; `None` if it is no number.

    A number in parentheses is negative. Grouping signs must stand before groups of three (two in Indian style).

    Examples
    --------
    >>> parse_number("1.234,50 €", Reading(decimal=",")), parse_number("($12)", Reading())
    (Decimal('1234.50'), Decimal('-12'))
    >>> parse_number("1,5", Reading()) is None
    True
    """
    stripped = text.strip()
    negative = stripped.startswith("(") and stripped.endswith(")")
    _, number, _ = split_currency(stripped[1:-1] if negative else stripped)
    number = number.replace("−", "-").translate(_SPACES).replace("'", "").replace("’", "")
    whole, point, fraction = number.partition(reading.decimal)
    grouping = "," if reading.decimal == "." else "."
    if grouping in whole:
        head, *groups = whole.lstrip("+-").split(grouping)
        if not head or len(head) > 3 or any(len(one) not in (2, 3) for one in groups) or len(groups[-1]) != 3:
            return None
        whole = whole.replace(grouping, "")
    if not re.fullmatch(r"[+-]?\d*", whole) or not re.fullmatch(r"\d*(?:[eE][+-]?\d{1,3})?", fraction):
        exponent = re.fullmatch(r"[+-]?\d+[eE][+-]?\d{1,3}", whole) if not point else None
        if exponent is None:
            return None
    try:
        value = Decimal(f"{whole}.{fraction}" if point else whole)
    except InvalidOperation:
        return None
    return -value if negative else value


def render_number(value: Decimal | float, reading: Reading) -> str:
    """Return a number as its column writes numbers.

    Examples
    --------
    >>> render_number(Decimal("1234.5"), Reading(decimal=",", grouping=".", n_decimals=2, suffix=" €"))
    '1.234,50 €'
    """
    number = Decimal(repr(value)) if isinstance(value, float) else value
    text = f"{number:.{reading.n_decimals}f}" if reading.n_decimals >= 0 else f"{number:f}"
    if reading.n_decimals < 0 and "." in text:
        text = text.rstrip("0").rstrip(".")
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, point, fraction = text.partition(".")
    if reading.grouping and len(whole) > 3:
        whole = f"{int(whole):,}".replace(",", reading.grouping)
    return f"{sign}{reading.prefix}{whole}{reading.decimal if point else ''}{fraction}{reading.suffix}"


def decide_numbers(values: Sequence[str], hint: Reading) -> Reading | Ambiguous:
    """Return how a column writes its numbers, from all its different cells.

    A sign that stands twice in a cell groups thousands; of two different signs the last is the decimal one; a sign with
    other than three digits behind it is the decimal one. Where every cell reads either way ("1.234"), one has to ask.
    """
    cells = [split_currency(one.strip().strip("()")) for one in values]
    numbers = [
        (before, number.translate(_SPACES), after) for before, number, after in cells if _DIGITS.fullmatch(number)
    ]
    if not numbers:
        return hint
    votes: Counter[str] = Counter()
    unsure = ""
    for _, number, _ in numbers:
        if decided := _decimal_of(number):
            votes[decided] += 1
        elif "," in number or "." in number:
            unsure = unsure or number
    affixes = _affixes(numbers)
    if not votes and unsure:
        signs = (".", ",")
        choices = tuple(
            Choice(
                f"decimal {'point' if one == '.' else 'comma'}",
                f"{unsure} = {_plain(unsure, one)}",
                _styled(numbers, hint.with_(decimal=one, **affixes)),
            )
            for one in signs
        )
        return Ambiguous(f"Is {unsure!r} written with a decimal point or a decimal comma?", choices)
    decimal = "," if votes[","] > votes["."] else "." if votes else hint.decimal
    return _styled(numbers, hint.with_(decimal=decimal, **affixes))


def _plain(text: str, decimal: str) -> str:
    value = parse_number(text, Reading(decimal=decimal))
    return str(value) if value is not None else "not a number"


def _decimal_of(number: str) -> str:
    points, commas = number.count("."), number.count(",")
    if points and commas:
        last = "." if number.rfind(".") > number.rfind(",") else ","
        return last if number.count(last) == 1 else ""
    sign = "." if points else "," if commas else ""
    if not sign:
        return ""
    if max(points, commas) > 1:
        return "," if sign == "." else "."
    head, _, tail = number.partition(sign)
    digits = head.lstrip("+-")
    return sign if len(tail) != 3 or len(digits) > 3 or digits in ("", "0") else ""


def _affixes(numbers: list[tuple[str, str, str]]) -> dict[str, str]:
    befores, afters = {one[0] for one in numbers}, {one[2] for one in numbers}
    codes = {currency_code(one) for one in befores | afters} - {""}
    found = {"prefix": befores.pop() if len(befores) == 1 else "", "suffix": afters.pop() if len(afters) == 1 else ""}
    return found | ({"currency": codes.pop()} if len(codes) == 1 else {})


def _styled(numbers: list[tuple[str, str, str]], reading: Reading) -> Reading:
    lengths = {len(number.partition(reading.decimal)[2]) for _, number, _ in numbers}
    grouping = "," if reading.decimal == "." else "."
    grouped = any(grouping in number for _, number, _ in numbers)
    return reading.with_(n_decimals=lengths.pop() if len(lengths) == 1 else -1, grouping=grouping if grouped else "")
