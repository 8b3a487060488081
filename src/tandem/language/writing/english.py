"""English forms: plurals, articles, verbs that agree, lists, numbers, amounts and dates as people write them."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tandem.kernel.money import Money

__all__ = ["amount", "article", "day", "listed", "money", "number", "plural", "verb"]

_IRREGULAR_PLURALS = {
    "person": "people", "child": "children", "man": "men", "woman": "women", "foot": "feet", "mouse": "mice",
    "series": "series", "species": "species", "equipment": "equipment", "software": "software", "staff": "staff",
    "training": "training", "information": "information", "analysis": "analyses", "criterion": "criteria",
    "half": "halves", "shelf": "shelves", "knife": "knives", "life": "lives", "leaf": "leaves",
    "kg": "kg", "g": "g", "mm": "mm", "cm": "cm", "m": "m", "km": "km", "kW": "kW", "t": "t", "l": "l", "%": "%",
}  # fmt: skip
_UNCOUNTED = frozenset(word for word, many in _IRREGULAR_PLURALS.items() if word == many and len(word) > 2)
_O_WITH_ES = frozenset({"potato", "tomato", "hero", "echo", "veto", "cargo"})
_PAST = {
    "be": "was", "have": "had", "do": "did", "buy": "bought", "send": "sent", "say": "said", "get": "got", "go": "went",
    "make": "made", "take": "took", "see": "saw", "tell": "told", "write": "wrote", "come": "came", "give": "gave",
    "meet": "met", "speak": "spoke", "run": "ran", "hold": "held", "pay": "paid", "cost": "cost", "put": "put",
    "choose": "chose", "find": "found", "leave": "left", "bring": "brought", "grow": "grew", "begin": "began",
    "sell": "sold", "keep": "kept", "let": "let", "set": "set", "ship": "shipped", "plan": "planned", "stop": "stopped",
    "refer": "referred", "prefer": "preferred", "read": "read", "build": "built", "know": "knew", "think": "thought",
}  # fmt: skip
_VOWEL_SOUND = re.compile(
    r"(?:[aeio]|u(?!ni(?!n[^i]|m)|se|sual|tili|r[aio]|k\b|be)|(?:8|11|18)(?!\d)|8\d|h(?:our|on(?:est|our|or)|eir))"
)
_SPELLED_CONSONANT = frozenset("BCDGJKPQTUVWYZ")
_SMALL = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}


def plural(noun: str) -> str:
    """Return the plural of a noun or of a phrase that ends in one.

    Examples
    --------
    >>> [plural(noun) for noun in ("press", "spare part", "delivery", "day", "equipment", "person")]
    ['presses', 'spare parts', 'deliveries', 'days', 'equipment', 'people']
    """
    head, space, last = noun.rpartition(" ")
    if last in _IRREGULAR_PLURALS:
        made = _IRREGULAR_PLURALS[last]
    elif last.isupper() or not last[-1:].isalpha():
        made = last + "s"
    elif re.search(r"(?:s|x|z|ch|sh)$", last) or last in _O_WITH_ES:
        made = last + "es"
    elif re.search(r"[^aeiou]y$", last):
        made = last[:-1] + "ies"
    else:
        made = last + "s"
    return head + space + made


def article(noun: str) -> str:
    """Return the noun with "a" or "an", by its sound; nouns that cannot be counted stay bare.

    Examples
    --------
    >>> [article(noun) for noun in ("offer", "unit", "hour", "MRI scanner", "8-ton press", "user", "software", "SLA")]
    ['an offer', 'a unit', 'an hour', 'an MRI scanner', 'an 8-ton press', 'a user', 'software', 'an SLA']
    """
    if noun.rpartition(" ")[2] in _UNCOUNTED:
        return noun
    first = re.split(r"[\s-]", noun, maxsplit=1)[0]
    if first.isupper() and first.isalpha():
        sounds = first[0] not in _SPELLED_CONSONANT
    else:
        sounds = bool(_VOWEL_SOUND.match(noun.lower())) and not noun.lower().startswith(("one", "once", "eu", "ewe"))
    return f"{'an' if sounds else 'a'} {noun}"


def verb(lemma: str, *, many: bool = False, tense: str = "present", person: int = 3) -> str:
    """Return a verb in its form.

    Parameters
    ----------
    lemma
        Its base form, first word first: "order", "ask for".
    many
        Whether the subject is plural.
    tense
        "present", "past" or "perfect" (have done).
    person
        1, 2 or 3: I or we, you, the others.

    Examples
    --------
    >>> verb("be", many=True), verb("be", tense="past"), verb("ask for", tense="past"), verb("carry"), verb("have")
    ('are', 'was', 'asked for', 'carries', 'has')
    """
    base, space, rest = lemma.partition(" ")
    plain = many or person != 3
    if base == "be" and tense == "past":
        form = "were" if many or person == 2 else "was"
    elif base == "be" and tense == "present":
        form = "are" if many or person == 2 else ("am" if person == 1 else "is")
    elif tense == "past":
        form = _PAST.get(base) or _with_ed(base)
    else:
        form = base if plain else _with_s(base)
    return form + space + rest


def _with_ed(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    return base[:-1] + "ied" if re.search(r"[^aeiou]y$", base) else base + "ed"


def _with_s(base: str) -> str:
    if base == "have":
        return "has"
    if re.search(r"(?:s|x|z|ch|sh|o)$", base):
        return base + "es"
    return base[:-1] + "ies" if re.search(r"[^aeiou]y$", base) else base + "s"


def listed(items: Sequence[str]) -> str:
    """Return items as one phrase.

    Examples
    --------
    >>> listed(["presses"]), listed(["presses", "pumps"]), listed(["presses", "pumps", "seals"])
    ('presses', 'presses and pumps', 'presses, pumps and seals')
    """
    if any("," in item or " and " in item for item in items) and len(items) > 1:
        return "; ".join(items[:-1]) + "; and " + items[-1]
    return " and ".join(filter(None, [", ".join(items[:-1]), items[-1]])) if items else ""


def number(value: int | Decimal) -> str:
    """Return a number: whole ones up to twelve as words, others in digits with commas.

    Examples
    --------
    >>> number(3), number(1200), number(Decimal("4.50"))
    ('three', '1,200', '4.5')
    """
    exact = Decimal(value)
    if exact == exact.to_integral_value():
        whole = int(exact)
        return _SMALL[whole] if 0 <= whole < len(_SMALL) else f"{whole:,}"
    return f"{exact:,f}".rstrip("0").rstrip(".")


def amount(value: int | Decimal, unit: str) -> str:
    """Return how many of what: the unit is singular for one alone.

    Examples
    --------
    >>> amount(1, "press"), amount(4, "week"), amount(Decimal("4.5"), "ton"), amount(12, "%")
    ('one press', 'four weeks', '4.5 tons', '12%')
    """
    if unit == "%":
        return f"{Decimal(value):,f}".rstrip("0").rstrip(".") + "%" if "." in str(value) else f"{value:,}%"
    return f"{number(value)} {unit if value == 1 else plural(unit)}"


def money(value: Money) -> str:
    """Return an amount of money; whole amounts without cents.

    Examples
    --------
    >>> money(Money.of("1200.00", "EUR")), money(Money.of("99.5", "USD")), money(Money.of(10, "CHF"))
    ('€1,200', '$99.50', 'CHF 10')
    """
    places = 0 if value.amount == value.amount.to_integral_value() else max(2, -int(value.amount.as_tuple().exponent))
    digits, sign = f"{abs(value.amount):,.{places}f}", "-" if value.amount < 0 else ""
    symbol = _SYMBOLS.get(value.currency)
    return f"{sign}{symbol}{digits}" if symbol else f"{value.currency} {sign}{digits}"


def day(value: date) -> str:
    """Return a day as readers everywhere understand it.

    Examples
    --------
    >>> day(date(2027, 3, 4))
    '4 March 2027'
    """
    return f"{value.day} {value:%B %Y}"
