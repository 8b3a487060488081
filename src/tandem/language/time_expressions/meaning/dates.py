"""Days, weekdays, months and years, by name and by number."""

from calendar import monthrange
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from tandem.language.time_expressions.expression import Grain, Kind
from tandem.language.time_expressions.meaning.sense import Operations, Reading, Sense, both, covered, fixed, inside, one
from tandem.language.time_expressions.series import Cycle, Fixed, Span
from tandem.language.time_expressions.setting import Setting

__all__ = ["DATES", "day_of_month", "month_and_day", "on_weekday"]

_DAY = timedelta(days=1)
_YEARS = range(1900, 2101)


def _local(year: int, month: int = 1, day: int = 1) -> datetime:
    return datetime.combine(date(year, month, day), time())


def named_day(setting: Setting, offset: int) -> Sense:
    """Return today (0), tomorrow (1), yesterday (-1), …"""
    return fixed(setting.unit(Grain.DAY, offset), "named")


def now(setting: Setting) -> Sense:
    """Return the moment of speaking."""
    return fixed(setting.unit(Grain.SECOND), "now")


def on_weekday(setting: Setting, weekday: int) -> Sense:
    """Return every Monday (0), …, Sunday (6)."""

    def members(week: datetime) -> list[Span]:
        start = week + timedelta(days=(weekday - week.weekday()) % 7)
        return [Span(start, start + _DAY, Grain.DAY)]

    return one(Cycle(Grain.WEEK, members, setting.week_starts), Grain.DAY, "weekday")


def in_month(_: Setting, month: int) -> Sense:
    """Return every January (1), …, December (12)."""

    def members(year: datetime) -> list[Span]:
        start = year.replace(month=month)
        return [Span(start, start + timedelta(days=monthrange(year.year, month)[1]), Grain.MONTH)]

    return one(Cycle(Grain.YEAR, members), Grain.MONTH, "month")


def in_year(_: Setting, year: int) -> Sense | None:
    """Return one year."""
    if year not in _YEARS:
        return None
    return one(Fixed(Span(_local(year), _local(year + 1), Grain.YEAR)), Grain.YEAR, "year")


def short_year(setting: Setting, two_digits: int) -> Sense | None:
    """Return a year written with two digits: in the coming thirty years, otherwise in the last century."""
    if not 0 <= two_digits <= 99:
        return None
    year = 2000 + two_digits
    return in_year(setting, year if year <= setting.now.year + 30 else year - 100)


def day_of_month(_: Setting, day: int) -> Sense | None:
    """Return the n-th of every month that has one."""
    if not 1 <= day <= 31:
        return None

    def members(month: datetime) -> list[Span]:
        if day > monthrange(month.year, month.month)[1]:
            return []
        start = month.replace(day=day)
        return [Span(start, start + _DAY, Grain.DAY)]

    return one(Cycle(Grain.MONTH, members), Grain.DAY, "day")


def month_and_day(_: Setting, month: int, day: int) -> Sense | None:
    """Return one day of every year."""
    if not (1 <= month <= 12 and 1 <= day <= monthrange(2024, month)[1]):
        return None

    def members(year: datetime) -> list[Span]:
        if day > monthrange(year.year, month)[1]:
            return []
        start = year.replace(month=month, day=day)
        return [Span(start, start + _DAY, Grain.DAY)]

    return one(Cycle(Grain.YEAR, members), Grain.DAY, "day", "month")


def loose_day(setting: Setting, day: int) -> Sense | None:
    """Return the n-th of the month where only a number was said; the words after it must allow it."""
    sense = day_of_month(setting, day)
    return replace(sense, loose=True) if sense else None


def ides(setting: Setting, month: int) -> Sense | None:
    """Return the middle day of a month in the Roman count."""
    return month_and_day(setting, month, 15 if month in (3, 5, 7, 10) else 13)


def of_period(setting: Setting, period: Sense, day: Sense) -> Sense | None:
    """Return "next week's Tuesday": a day of a longer period."""
    return both(setting, period, day) if period.grain.rank > Grain.DAY.rank else None


def _full(year: int, month: int, day: int) -> Sense | None:
    try:
        start = _local(year, month, day)
    except ValueError:
        return None
    return one(Fixed(Span(start, start + _DAY, Grain.DAY)), Grain.DAY, "day", "month", "year")


def full_date(setting: Setting, year: str, month: str | int, day: str | int) -> Sense | None:
    """Return one day of one year; a year of two digits is completed."""
    number = int(year)
    if len(str(year)) <= 2:
        number = 2000 + number if 2000 + number <= setting.now.year + 30 else 1900 + number
    return _full(number, int(month), int(day)) if 1800 <= number <= 2200 else None


def month_of_year(_: Setting, year: str, month: str) -> Sense | None:
    """Return one month of one year, written in figures."""
    if not (1 <= int(month) <= 12 and 1800 <= int(year) <= 2200):
        return None
    start = _local(int(year), int(month))
    span = Span(start, start + timedelta(days=monthrange(start.year, start.month)[1]), Grain.MONTH)
    return one(Fixed(span), Grain.MONTH, "month", "year")


def figures(setting: Setting, first: str, second: str, year: str) -> Sense | None:
    """Return a date such as 4/5 or 4/5/2026: the country says which is the day; where it does not, both are offered."""

    def read(day: str, month: str) -> Sense | None:
        if not year:
            return month_and_day(setting, int(month), int(day))
        return full_date(setting, year, month, day)

    day_first, month_first = read(first, second), read(second, first)
    if setting.day_first is not None or first == second:
        preferred, other = (day_first, month_first) if setting.day_first else (month_first, day_first)
        return preferred or other
    if day_first is None or month_first is None:
        return day_first or month_first
    readings = (
        Reading(month_first.readings[0].series, "month before day"),
        Reading(day_first.readings[0].series, "day before month"),
    )
    return Sense(readings, Grain.DAY, month_first.fields)


_TIME_OF_DAY = frozenset({"clock", "part", "zoned"})
_FAR = timedelta(days=200)


def dated_weekday(setting: Setting, weekday: Sense, dated: Sense) -> Sense | None:
    """Return a weekday with its date and no year: the year nearest to now in which they agree.

    Where that is far, the coming date, which falls on another weekday, is offered as well.
    """
    days = weekday.readings[0].series
    nearest, coming, agreeing = [], [], []
    for reading in dated.readings:
        series = covered(reading.series, days)
        spans = [next(series.forward(setting.now), None), next(series.backward(setting.now), None)]
        found = [span for span in spans if span is not None]
        if not found:
            continue
        agreeing.append(series)
        span = min(found, key=lambda span: abs(span.start - setting.now))
        nearest.append(Reading(Fixed(span), reading.why or "the year in which they agree"))
        following = next(reading.series.forward(setting.now), None)
        if abs(span.start - setting.now) > _FAR and following not in (None, span) and not dated.by_clock:
            coming.append(Reading(Fixed(following), "the coming date, on another weekday"))
    if not nearest:
        return None
    recurring = agreeing[0] if len(agreeing) == 1 else None
    return replace(dated, readings=(*nearest, *coming), fields=dated.fields | {"weekday"}, recurring=recurring)


def together(setting: Setting, a: Sense, b: Sense) -> Sense | None:
    """Return what is both `a` and `b`; a weekday with a date and no year takes the nearest year in which they agree."""
    for weekday, dated in ((a, b), (b, a)):
        if weekday.fields == {"weekday"} and dated.fields - _TIME_OF_DAY == {"day", "month"}:
            return dated_weekday(setting, weekday, dated)
    return both(setting, a, b)


def closed(_: Setting, sense: Sense) -> Sense | None:
    """Return a time after a preposition; an open interval takes none."""
    return None if sense.opens else sense


def day_of_period(_: Setting, day: int, period: Sense) -> Sense | None:
    """Return "the 20th of next month"."""
    if period.grain is not Grain.MONTH or period.kind is Kind.INTERVAL or period.opens:
        return None
    found = day_of_month(_, day)
    return inside(period, found) if found else None


def dated_short_year(setting: Setting, dated: Sense, year: int) -> Sense | None:
    """Return "14th April 27"."""
    short = short_year(setting, year)
    return inside(short, dated) if short and dated.fields == {"day", "month"} else None


def lone_figures(setting: Setting, first: str, second: str) -> Sense | None:
    """Return "15-4": a date only where one figure can be nothing but a day."""
    if max(int(first), int(second)) <= 12:
        return None
    found = figures(setting, first, second, "")
    return replace(found, loose=True) if found else None


DATES: Operations = {
    "named_day": named_day,
    "now": now,
    "on_weekday": on_weekday,
    "in_month": in_month,
    "in_year": in_year,
    "short_year": short_year,
    "day_of_month": day_of_month,
    "month_and_day": month_and_day,
    "loose_day": loose_day,
    "ides": ides,
    "full_date": full_date,
    "month_of_year": month_of_year,
    "figures": figures,
    "of_period": of_period,
    "both": both,
    "together": together,
    "closed": closed,
    "day_of_period": day_of_period,
    "dated_short_year": dated_short_year,
    "lone_figures": lone_figures,
}
