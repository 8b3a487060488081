"""Money, percentages and quantities: a number and the unit beside it, in a normal form."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from tandem.language.spans.numbers import Number, find_numbers, plain
from tandem.language.spans.span import Span, SpanKind

__all__ = ["find_money", "find_percentages", "find_quantities", "unit_family"]

_DATA = Path(__file__).with_name("data")
_PERCENT = re.compile(r"\s*-?(?:%|per\s?cents?\b|percents?\b|percentages?\b|pct\b)", re.IGNORECASE)
_BARE_PERCENT = re.compile(r"(?<![\w%])(?:%|percents?|per\scents?|percentages?|pct)(?![\w%])", re.IGNORECASE)
_PERCENT_OF = re.compile(r"(?:per\s?cents?|percents?) of\s+$", re.IGNORECASE)
_MONEY_SCALE = {"k": 1000, "m": 10**6, "mn": 10**6, "mm": 10**6, "b": 10**9, "bn": 10**9}
_LATE_SCALE = re.compile(r"\s+(thousand|million|billion|trillion)\b", re.IGNORECASE)
_SCALE_VALUES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_INCHES_PER_FOOT = 12
# Without a number these mean something else too often.
_ALSO_ORDINARY_WORDS = frozenset(
    {
        "dong",
        "rand",
        "rands",
        "buck",
        "bucks",
        "pound",
        "pounds",
        "cent",
        "cents",
        "colones",
        "penny",
        "pennies",
        "pence",
        "krone",
        "crown",
        "quid",
        "sterling",
    }
)


@dataclass(frozen=True)
class _Currency:
    name: str
    code: str
    hundredth: tuple[str, ...]
    tenth: tuple[str, ...]

    @property
    def unit(self) -> str:
        """The ISO code, or the bare name where the country is not said."""
        return self.code or self.name.lower()


@dataclass(frozen=True)
class _Currencies:
    by_word: dict[str, _Currency]
    by_sign: dict[str, _Currency]
    before: re.Pattern[str]
    after: re.Pattern[str]
    alone: re.Pattern[str]


def _load(name: str) -> Any:
    import yaml

    return yaml.safe_load((_DATA / name).read_text(encoding="utf-8"))


def _any_of(forms: list[str]) -> str:
    return "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))


@cache
def _currencies() -> _Currencies:
    by_word: dict[str, _Currency] = {}
    by_sign: dict[str, _Currency] = {}
    for row in _load("currencies.yaml"):
        currency = _Currency(row["name"], row["code"], tuple(row.get("hundredth", ())), tuple(row.get("tenth", ())))
        by_word.update(dict.fromkeys(row["words"], currency))
        by_sign.update(dict.fromkeys(row.get("signs", ()), currency))
        if currency.code:
            by_word[currency.code.lower()] = currency
    word = _any_of(list(by_word))
    codes = [currency.code.lower() for currency in by_word.values() if currency.code]
    leading = _any_of([*by_sign, *codes, "rmb", "dollar", "sen"])
    before = rf"(?<![\w$])(?:(?P<million>m)(?={_any_of(codes)}))?(?P<unit>{leading})[ \u00a0]?$"
    signs = _any_of(list(by_sign))
    scale = rf"(?P<scale>[km](?={_any_of(codes)}))?"
    after = rf"(?P<gap>[ \u00a0]?-?[ ]?){scale}(?:(?P<word>{word})(?!\w)|(?P<sign>{signs}))"
    names = [form for form in by_word if form.isascii() and len(form) > 3 and form not in _ALSO_ORDINARY_WORDS]
    alone = rf"(?<![\w-])(?:{_any_of([*names, 'rmb'])})(?![\w-])"
    patterns = (re.compile(pattern, re.IGNORECASE) for pattern in (before, after, alone))
    return _Currencies(by_word, by_sign, *patterns)


def find_money(text: str, *, bare_units: bool = False) -> list[Span]:
    """Return the sums of money in a text.

    Parameters
    ----------
    text
        Any text.
    bare_units
        Whether to return currencies named without a sum as well ("do you quote in euros?"), with an empty value.

    Examples
    --------
    >>> [(span.text, span.value, span.unit) for span in find_money("EUR 1.2 million, or 15 dollars and 50 cents")]
    [('EUR 1.2 million', '1200000', 'EUR'), ('15 dollars and 50 cents', '15.5', 'dollar')]
    """
    numbers = find_numbers(text, attached=True)
    found: list[Span] = []
    for at, number in enumerate(numbers):
        if found and number.first < found[-1].last:
            continue
        following = numbers[at + 1] if at + 1 < len(numbers) else None
        read = _sign_first(text, number, found[-1].last if found else 0, following) or _word_after(
            text, number, following
        )
        if read is not None:
            value, currency, first, last = read
            sure = 0.98 if currency.code else 0.9
            found.append(Span(SpanKind.MONEY, text[first:last], first, last, plain(value), currency.unit, sure))
    if not bare_units:
        return found
    return _with_bare_units(
        text, found, SpanKind.MONEY, _currencies().alone, lambda form: _currencies().by_word[form].unit
    )


_Sum = tuple[Fraction, _Currency, int, int]


def _sign_first(text: str, number: Number, floor: int, following: Number | None) -> _Sum | None:
    currencies = _currencies()
    match = currencies.before.search(text, floor, number.first)
    if match is None:
        return None
    form = match["unit"].lower()
    currency = currencies.by_sign.get(form) or currencies.by_word[form]
    value = number.value * (10**6 if match["million"] else 1)
    after = re.compile(r" dollars\b", re.IGNORECASE).match(text, number.last)
    last = after.end() if after else number.last
    value, last = _with_parts(text, value, currency, last, following) if not after else (value, last)
    return value, currency, match.start(), last


def _word_after(text: str, number: Number, following: Number | None) -> _Sum | None:
    currencies = _currencies()
    match = currencies.after.match(text, number.last)
    if match is None:
        return None
    if match["sign"] and match["gap"] and re.match(r"[\d.]*\d", text[match.end() :]):
        return None
    form = (match["word"] or match["sign"]).lower()
    currency = currencies.by_word.get(form) or currencies.by_sign[form]
    value, last = number.value, match.end()
    if match["scale"]:
        value *= _MONEY_SCALE[match["scale"].lower()]
    late = _LATE_SCALE.match(text, last)
    if late:
        return value * _SCALE_VALUES[late[1].lower()], currency, number.first, late.end()
    value, last = _with_parts(text, value, currency, last, following)
    return value, currency, number.first, last


def _with_parts(
    text: str, value: Fraction, currency: _Currency, last: int, following: Number | None
) -> tuple[Fraction, int]:
    """Add what follows below one: "15 dollars and 50 cents", "thirteen dollars forty-five"."""
    if following is None or not re.fullmatch(r" (?:and )?", text[last : following.first], re.IGNORECASE):
        return value, last
    parts = "|".join(map(re.escape, [*currency.hundredth, *currency.tenth]))
    word = re.compile(rf" ({parts or 'cents?'})(?!\w)", re.IGNORECASE).match(text, following.last)
    if not 0 < following.value < 100 or following.value.denominator != 1:
        return value, last
    if word:
        return value + following.value / (10 if word[1].lower() in currency.tenth else 100), word.end()
    if value.denominator != 1 or re.match(r"\s?[\w%$€£-]", text[following.last :]):
        return value, last
    return value + following.value / 100, following.last


def find_percentages(text: str, *, bare_units: bool = False) -> list[Span]:
    """Return the percentages in a text; the value is in per cent.

    Parameters
    ----------
    text
        Any text.
    bare_units
        Whether to return units without a number as well ("what percentage is off?"), with an empty value.

    Examples
    --------
    >>> [(span.text, span.value) for span in find_percentages("a discount of twelve and a half percent, not 15%")]
    [('twelve and a half percent', '12.5'), ('15%', '15')]
    """
    found: list[Span] = []
    for number in find_numbers(text, attached=True):
        before = _PERCENT_OF.search(text, 0, number.first)
        after = None if before else _PERCENT.match(text, number.last)
        if before is None and after is None:
            continue
        first, last = (before.start(), number.last) if before else (number.first, after.end() if after else 0)
        if not _inside_address(text, first):
            found.append(Span(SpanKind.PERCENTAGE, text[first:last], first, last, plain(number.value), "%", 0.98))
    return _with_bare_units(text, found, SpanKind.PERCENTAGE, _BARE_PERCENT, lambda _: "%") if bare_units else found


def _with_bare_units(
    text: str, found: list[Span], kind: SpanKind, pattern: re.Pattern[str], unit_of: Callable[[str], str]
) -> list[Span]:
    """Add the units that no number of `found` has taken, with an empty value."""
    bare = []
    for match in pattern.finditer(text):
        first, last = match.span()
        taken = any(span.first < last and first < span.last for span in found)
        if not taken and not _inside_address(text, first):
            bare.append(Span(kind, match[0], first, last, "", unit_of(match[0].lower()), 0.6))
    return sorted([*found, *bare], key=lambda span: span.first)


def _inside_address(text: str, at: int) -> bool:
    word = text[text.rfind(" ", 0, at) + 1 : at]
    return "://" in word or word.startswith("www.")


@cache
def _units() -> tuple[dict[str, str], dict[str, str], re.Pattern[str]]:
    """Return unit by form, family by unit, and the pattern that follows a number."""
    forms: dict[str, str] = {}
    families: dict[str, str] = {}
    for family, units in _load("units.yaml").items():
        for unit, spelled in units.items():
            families[unit] = family
            forms.update({str(form): unit for form in spelled})
    pattern = (
        rf"(?P<gap>[ \u00a0]?-?)(?P<open>[(\[{{<])?(?P<form>{_any_of(list(forms))})(?(open)[)\]}}>])(?![\w/°]|-\d)"
    )
    return forms, families, re.compile(pattern, re.IGNORECASE)


def unit_family(unit: str) -> str:
    """Return what a unit measures, such as "length"; empty for an unknown unit."""
    return _units()[1].get(unit, "")


def find_quantities(text: str) -> list[Span]:
    """Return the quantities in a text: a number and a unit of measure.

    Examples
    --------
    >>> [(span.text, span.value, span.unit) for span in find_quantities("a 3-inch pipe, 200lbs, 5 feet 2 inches tall")]
    [('3-inch', '3', 'Inch'), ('200lbs', '200', 'Pound'), ('5 feet 2 inches', '5.16666666666667', 'Foot')]
    """
    found: list[Span] = []
    for number in find_numbers(text, attached=True, letter_scales=False):
        if found and number.first < found[-1].last:
            continue
        read = _unit_after(text, number)
        if read is None or _is_code(text, number):
            continue
        unit, last, short = read
        span = Span(
            SpanKind.QUANTITY,
            text[number.first : last],
            number.first,
            last,
            plain(number.value),
            unit,
            0.75 if short else 0.95,
        )
        joined = _feet_and_inches(text, found[-1], span) if found else None
        if joined:
            found[-1] = joined
        else:
            found.append(span)
    return found


def _unit_after(text: str, number: Number) -> tuple[str, int, bool] | None:
    forms, _, pattern = _units()
    match = pattern.match(text, number.last)
    if match is None:
        return None
    form = match["form"]
    unit = forms.get(form) or (forms.get(form.lower()) if len(form) > 2 or form.isupper() is False else None)
    short = len(form) <= 2 and form.isalpha()
    if unit is None or (form == "in" and match["gap"] and not re.match(r"\s?(?:$|[.,;)])", text[match.end() :])):
        return None
    if form == "pm" or (
        short and form in {"m", "M", "t", "g"} and re.match(r"\s?(?:dollars|euros)", text[match.end() :])
    ):
        return None
    if form == '"' and text.count('"') % 2 == 0:
        return None
    if unit == "Degree" and re.match(r"\s?(?:celsius|fahrenheit|c\b|f\b)", text[match.end() :], re.IGNORECASE):
        return None
    return unit, match.end(), short


def _is_code(text: str, number: Number) -> bool:
    """Whether the number is part of a code such as "SCP-173 m" or "24703L202"."""
    before = text[max(0, number.first - 2) : number.first]
    return bool(re.search(r"\w-?$", before)) and not re.search(r"(?:^|\s)-$", before)


def _feet_and_inches(text: str, feet: Span, inches: Span) -> Span | None:
    between = text[feet.last : inches.first]
    if (feet.unit, inches.unit) != ("Foot", "Inch") or between.strip() not in {"", "and"}:
        return None
    value = Fraction(feet.value) + Fraction(inches.value) / _INCHES_PER_FOOT
    words = text[feet.first : inches.last]
    return Span(SpanKind.QUANTITY, words, feet.first, inches.last, plain(value), "Foot", feet.confidence)
