"""Numbers in words and figures, counts, lengths of time."""

from tandem.language.time_expressions.expression import Grain
from tandem.language.time_expressions.meaning.sense import Length, Operations
from tandem.language.time_expressions.setting import Setting

__all__ = ["NUMBERS"]

_LARGEST = 9999


def figure(_: Setting, text: str) -> int | None:
    """Return a number written in figures, up to four of them."""
    return int(text) if len(text) <= 4 else None


def decimal(_: Setting, text: str) -> float:
    """Return a number written with a decimal point."""
    return float(text.replace(",", "."))


def fraction(_: Setting, above: str, below: str) -> float | None:
    """Return a fraction below one, such as 3/4."""
    return int(above) / int(below) if 0 < int(above) < int(below) else None


def tens(_: Setting, ten: int, single: int) -> int | None:
    """Return a number such as twenty-three."""
    return ten + single if ten in range(20, 100, 10) and 0 < single < 10 else None


def thousands(_: Setting, thousand: int, rest: int) -> int | None:
    """Return a number such as two thousand ten."""
    return thousand * 1000 + rest if 0 < thousand < 10 and 0 <= rest < 1000 else None


def hundreds(_: Setting, hundred: int, rest: int) -> int | None:
    """Return a number such as three hundred and five."""
    return hundred * 100 + rest if 0 < hundred < 100 and 0 <= rest < 100 else None


def digit_pair(_: Setting, ten: int, single: int) -> int | None:
    """Return a number spoken digit by digit, such as "oh five"."""
    return single if ten == 0 and 0 <= single < 10 else None


def same(_: Setting, value: object) -> object:
    """Return the value as it is."""
    return value


def fives(_: Setting, n: int) -> int | None:
    """Return minutes as they are spoken without the word: in fives."""
    return n if 0 < n < 60 and n % 5 == 0 else None


def length(_: Setting, amount: float, unit: Grain) -> Length | None:
    """Return so many units."""
    return Length(amount, unit) if 0 < amount <= _LARGEST else None


def some(_: Setting, amount: float, unit: Grain) -> Length:
    """Return "a few" units: an amount that was not meant exactly."""
    return Length(amount, unit, vague=True)


def business_days(_: Setting, amount: float) -> Length | None:
    """Return so many business days."""
    return Length(amount, Grain.DAY, business=True) if amount == int(amount) and 0 < amount < 1000 else None


def plus(_: Setting, whole: float, part: float) -> float:
    """Return the sum."""
    return whole + part


def negative(_: Setting, n: int) -> int:
    """Return a count from the end."""
    return -n


def hours(_: Setting, amount: float) -> Length | None:
    """Return so many hours."""
    return length(_, amount, Grain.HOUR)


def minutes(_: Setting, amount: float) -> Length | None:
    """Return so many minutes."""
    return length(_, amount, Grain.MINUTE)


def seconds(_: Setting, amount: float) -> Length | None:
    """Return so many seconds."""
    return length(_, amount, Grain.SECOND)


def days(_: Setting, amount: float) -> Length | None:
    """Return so many days."""
    return length(_, amount, Grain.DAY)


def unit_word(_: Setting, name: str) -> Grain:
    """Return the unit with a name."""
    return Grain(name)


def year_number(_: Setting, n: int) -> int | None:
    """Return a number that can be a year."""
    return n if 1900 <= n <= 2100 else None


def length_and(_: Setting, large: Length, small: Length) -> Length | None:
    """Return "an hour and 20 minutes", "a year and six months"."""
    if large.business or small.business or small.grain.rank >= large.grain.rank:
        return None
    if (large.grain, small.grain) == (Grain.YEAR, Grain.MONTH):
        return Length(large.amount * 12 + small.amount, Grain.MONTH)
    if large.grain is Grain.HOUR and small.grain is Grain.MINUTE:
        return Length(large.amount * 60 + small.amount, Grain.MINUTE)
    if large.grain is Grain.WEEK and small.grain is Grain.DAY:
        return Length(large.amount * 7 + small.amount, Grain.DAY)
    return None


def length_and_part(_: Setting, whole: Length, part: float) -> Length | None:
    """Return "an hour and a half", "2 and a half hours"."""
    return None if whole.business else Length(whole.amount + part, whole.grain)


NUMBERS: Operations = {
    "figure": figure,
    "decimal": decimal,
    "fraction": fraction,
    "tens": tens,
    "thousands": thousands,
    "hundreds": hundreds,
    "digit_pair": digit_pair,
    "same": same,
    "fives": fives,
    "length": length,
    "some": some,
    "business_days": business_days,
    "plus": plus,
    "negative": negative,
    "hours": hours,
    "minutes": minutes,
    "seconds": seconds,
    "days": days,
    "unit_word": unit_word,
    "year_number": year_number,
    "length_and": length_and,
    "length_and_part": length_and_part,
}
