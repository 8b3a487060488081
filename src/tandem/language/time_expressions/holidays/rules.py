"""Holiday rules as short texts ("4 thursday 11", "easter -2", "12-25"), and the days they give in a year."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from tandem.kernel.errors import Fault, InputError
from tandem.language.time_expressions.data_file import read_table
from tandem.language.time_expressions.expression import Grain
from tandem.language.time_expressions.holidays import calendars
from tandem.language.time_expressions.series import Span

__all__ = ["HolidayRule", "holiday_rules", "public_days"]

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = r"(\d\d)-(\d\d)"
_WEEKDAY = f"({'|'.join(_WEEKDAYS)})"


def _nth(year: int, n: str, weekday: str, month: str) -> date:
    wanted, first = _WEEKDAYS.index(weekday), date(year, int(month), 1)
    if n == "last":
        after = date(year + int(month) // 12, int(month) % 12 + 1, 1) - timedelta(days=1)
        return after - timedelta(days=(after.weekday() - wanted) % 7)
    return first + timedelta(days=(wanted - first.weekday()) % 7 + 7 * (int(n) - 1))


def _relative(year: int, weekday: str, word: str, month: str, day: str) -> date:
    wanted, near = _WEEKDAYS.index(weekday), date(year, int(month), int(day))
    if word in ("before", "upto"):
        near -= timedelta(days=1 if word == "before" else 0)
        return near - timedelta(days=(near.weekday() - wanted) % 7)
    near += timedelta(days=1 if word == "after" else 0)
    return near + timedelta(days=(wanted - near.weekday()) % 7)


def _working(year: int, word: str, month: str, day: str) -> date:
    on = date(year, int(month), int(day))
    back = {"nearest": {5: -1, 6: 1}, "from": {5: 2, 6: 1}}[word]
    return on + timedelta(days=back.get(on.weekday(), 0))


def _tax_day(year: int) -> date:
    on, emancipation = date(year, 4, 15), _working(year, "nearest", "04", "16")
    while on.weekday() > 4 or on == emancipation:
        on += timedelta(days=1)
    return on


def _hebrew(year: int, month: str, day: str) -> date | None:
    for hebrew_year in (year + 3760, year + 3761):
        leap = (7 * hebrew_year + 1) % 19 < 7
        # Adar's feasts move to the second Adar of a leap year.
        at = 13 if int(month) == 12 and leap else int(month)
        found = calendars.hebrew_to_date(hebrew_year, at, int(day))
        if found.year == year:
            return found
    return None


def _islamic(year: int, month: str, day: str) -> date | None:
    near = (year - 622) * 33 // 32
    for islamic_year in range(near - 1, near + 3):
        found = calendars.islamic_to_date(islamic_year, int(month), int(day))
        if found.year == year:
            return found
    return None


def _moon(year: int, phase: str, month: str, day: str, hours_east: str) -> date | None:
    """Return the first new or full moon on or after a day of the year."""
    from_day = date(year, int(month), int(day))
    moons = calendars.moon_dates(year, full=phase == "full", hours_east=float(hours_east))
    return next((moon for moon in moons if moon >= from_day), None)


_FORMS: tuple[tuple[str, Callable[..., date | None]], ...] = (
    (_DAY, lambda year, month, day: date(year, int(month), int(day))),
    (rf"(\d|last) {_WEEKDAY} (\d+)", _nth),
    (rf"{_WEEKDAY} (before|upto|after|from) {_DAY}", _relative),
    (rf"weekday (nearest|from) {_DAY}", _working),
    (r"easter", calendars.easter),
    (r"orthodox easter", calendars.orthodox_easter),
    (r"hebrew (\d+) (\d+)", _hebrew),
    (r"islamic (\d+) (\d+)", _islamic),
    (rf"(new|full) moon from {_DAY} at (\S+)", _moon),
    (r"us tax day", _tax_day),
)
_TAIL = re.compile(r"^(.*?)(?: ([+-]\d+) days)?(?: for (\d+) days)?$")


def _made(make: Callable[..., date | None], parts: tuple[str, ...], year: int) -> date | None:
    return make(year, *parts)


@lru_cache(maxsize=1024)
def _compiled(text: str) -> tuple[Callable[[int], date | None], int, int]:
    tail = _TAIL.match(text)
    if tail is None:
        raise InputError(Fault("holiday rule", "must be one of the known forms", text))
    head, shift, length = tail.groups()
    for pattern, make in _FORMS:
        if match := re.fullmatch(pattern, head):
            return partial(_made, make, match.groups()), int(shift or 0), int(length or 1)
    raise InputError(
        Fault("holiday rule", "must be one of the known forms", text, "See docs/how-to/add-a-language.md.")
    )


@dataclass(frozen=True)
class HolidayRule:
    """When one holiday is, everywhere it is kept.

    Attributes:
        name: its key in the tables.
        on: rule text for countries without their own; empty where only named countries keep it.
        in_country: rule text by two-letter code.
        public: codes of the countries whose offices are shut then.
        grain: day, or week for a week of its own.
    """

    name: str
    on: str
    in_country: Mapping[str, str] = field(default_factory=dict)
    public: frozenset[str] = frozenset()
    grain: Grain = Grain.DAY

    def text_for(self, country: str) -> str:
        """Return the rule text that holds in a country; empty where it is not kept."""
        return self.in_country.get(country, self.on)

    def texts(self) -> tuple[str, ...]:
        """Return the different rule texts, the general one first."""
        return tuple(dict.fromkeys(text for text in (self.on, *self.in_country.values()) if text))

    def span(self, text: str, year: int) -> Span | None:
        """Return when it is in a year, by one of its rule texts."""
        make, shift, length = _compiled(text)
        on = make(year)
        if on is None:
            return None
        first = on + timedelta(days=shift)
        start = datetime.combine(first, time())
        return Span(start, start + timedelta(days=length), self.grain)

    def is_long(self, text: str) -> bool:
        """Whether it lasts more than a day."""
        return _compiled(text)[2] > 1


@lru_cache(maxsize=1)
def holiday_rules() -> Mapping[str, HolidayRule]:
    """Return all holiday rules by name.

    Examples
    --------
    >>> rule = holiday_rules()["thanksgiving"]
    >>> rule.span(rule.text_for("CA"), 2026).start.date()
    datetime.date(2026, 10, 12)
    """
    raw = read_table(files(__package__).joinpath("rules.yaml"))
    found = {}
    for name, written in raw.items():
        entry: dict[str, Any] = {"on": written} if isinstance(written, str) else written
        on = entry.get("on", "")
        by_country = {code: text for codes, text in entry.get("in", {}).items() for code in codes.split()}
        public = frozenset(entry.get("public", "").split())
        found[name] = HolidayRule(name, on, MappingProxyType(by_country), public, Grain(entry.get("grain", "day")))
    return MappingProxyType(found)


@lru_cache(maxsize=512)
def public_days(country: str, year: int) -> frozenset[date]:
    """Return the days of a year on which a country's offices are shut for a holiday; none for an unknown country.

    Examples
    --------
    >>> date(2026, 12, 25) in public_days("GB", 2026)
    True
    """
    days = set()
    for rule in holiday_rules().values():
        if country in rule.public and (span := rule.span(rule.text_for(country), year)):
            days.add(span.start.date())
    return frozenset(days)
