"""Quarters, halves and years, of the calendar and of the fiscal year."""

from dataclasses import replace
from datetime import date, datetime, time

from tandem.language.time_expressions.calendar_steps import step
from tandem.language.time_expressions.expression import Grain, Kind
from tandem.language.time_expressions.meaning.sense import Operations, Reading, Sense, fixed, one
from tandem.language.time_expressions.series import Cycle, Fixed, Span
from tandem.language.time_expressions.setting import Setting

__all__ = ["FISCAL"]


def _share(first_month: int, n: int, months: int, grain: Grain) -> Cycle:
    """The n-th quarter or half of every year that begins with `first_month`."""

    def members(year: datetime) -> list[Span]:
        start = step(year.replace(month=first_month), Grain.MONTH, months * (n - 1))
        return [Span(start, step(start, Grain.MONTH, months), grain)]

    return Cycle(Grain.YEAR, members)


def _readings(setting: Setting, n: int, months: int, grain: Grain) -> tuple[Reading, ...]:
    calendar = Reading(_share(1, n, months, grain), "of the calendar year")
    if setting.fiscal_year_starts_month == 1:
        return (replace(calendar, why=""),)
    fiscal = _share(setting.fiscal_year_starts_month, n, months, grain)
    return (Reading(fiscal, "of the fiscal year"), calendar)


def quarter(setting: Setting, n: int) -> Sense | None:
    """Return the n-th quarter of every year; where the fiscal year is another one, both are offered."""
    if not 1 <= n <= 4:
        return None
    return Sense(_readings(setting, n, 3, Grain.QUARTER), Grain.QUARTER, frozenset({"quarter"}))


def half(setting: Setting, n: int) -> Sense | None:
    """Return the n-th half of every year."""
    if n not in (1, 2):
        return None
    readings = _readings(setting, n, 6, Grain.MONTH)
    return Sense(readings, Grain.MONTH, frozenset({"quarter"}), Kind.INTERVAL)


def _year_start(setting: Setting, year: int) -> datetime:
    """Beginning of the fiscal year named `year`: it is named after the year in which it ends."""
    month = setting.fiscal_year_starts_month
    return datetime.combine(date(year - (month > 1), month, 1), time())


def fiscal_year(setting: Setting, year: int) -> Sense | None:
    """Return the fiscal year with a number, such as FY27 or FY2027."""
    number = 2000 + year if year < 100 else year
    if not 1950 <= number <= 2100:
        return None
    start = _year_start(setting, number)
    return fixed(Span(start, step(start, Grain.YEAR, 1), Grain.YEAR), "year", "fiscal")


def _fiscal_unit(setting: Setting, moment: datetime, unit: Grain) -> Span:
    month = setting.fiscal_year_starts_month
    months = {Grain.YEAR: 12, Grain.QUARTER: 3, Grain.MONTH: 1}[unit]
    passed = (moment.month - month) % 12 % months
    start = step(setting.floor(moment, Grain.MONTH), Grain.MONTH, -passed)
    return Span(start, step(start, unit, 1), unit)


def fiscal_now(setting: Setting, unit: Grain, offset: int) -> Sense | None:
    """Return this, next or last fiscal year or quarter."""
    if unit not in (Grain.YEAR, Grain.QUARTER, Grain.MONTH):
        return None
    moment = step(setting.floor(setting.now, Grain.MONTH), unit, offset)
    return fixed(_fiscal_unit(setting, moment, unit), unit.value, "fiscal")


def fiscal_year_now(setting: Setting, offset: int) -> Sense | None:
    """Return this, next or last fiscal year, where the language has one word for it."""
    return fiscal_now(setting, Grain.YEAR, offset)


def fiscal_share(setting: Setting, n: int, year: Sense) -> Sense | None:
    """Return a quarter of a fiscal year: "Q1 FY27"."""
    span = year.first(setting)
    if span is None or "fiscal" not in year.fields or not 1 <= n <= 4:
        return None
    start = step(span.start, Grain.QUARTER, n - 1)
    return fixed(Span(start, step(start, Grain.QUARTER, 1), Grain.QUARTER), "quarter", "year", "fiscal")


def fiscal_half(setting: Setting, n: int, year: Sense) -> Sense | None:
    """Return a half of a fiscal year: "H1 FY27"."""
    span = year.first(setting)
    if span is None or "fiscal" not in year.fields or n not in (1, 2):
        return None
    start = step(span.start, Grain.MONTH, 6 * (n - 1))
    return fixed(Span(start, step(start, Grain.MONTH, 6), Grain.MONTH), "quarter", "year", "fiscal", kind=Kind.INTERVAL)


def fiscal_quarter(setting: Setting, n: int) -> Sense | None:
    """Return the n-th quarter of the fiscal year, said to be fiscal."""
    if not 1 <= n <= 4:
        return None
    return one(_share(setting.fiscal_year_starts_month, n, 3, Grain.QUARTER), Grain.QUARTER, "quarter", "fiscal")


def quarter_of(setting: Setting, n: int, year: int) -> Sense | None:
    """Return a calendar quarter of a numbered year, such as 2026Q3; a fiscal one is the other choice."""
    if not 1 <= n <= 4:
        return None
    number = 2000 + year if year < 100 else year
    readings = []
    for first_month, why in _year_starts(setting):
        begin = datetime.combine(date(number, 1, 1), time())
        start = step(step(begin, Grain.MONTH, first_month), Grain.QUARTER, n - 1)
        readings.append(Reading(Fixed(Span(start, step(start, Grain.QUARTER, 1), Grain.QUARTER)), why))
    return Sense(tuple(readings), Grain.QUARTER, frozenset({"quarter", "year", "fixed"}))


def _year_starts(setting: Setting) -> tuple[tuple[int, str], ...]:
    month = setting.fiscal_year_starts_month
    if month == 1:
        return ((0, ""),)
    return ((0, "of the calendar year"), (month - 13, "of the fiscal year"))


FISCAL: Operations = {
    "quarter": quarter,
    "half": half,
    "fiscal_year": fiscal_year,
    "fiscal_now": fiscal_now,
    "fiscal_year_now": fiscal_year_now,
    "fiscal_share": fiscal_share,
    "fiscal_half": fiscal_half,
    "fiscal_quarter": fiscal_quarter,
    "quarter_of": quarter_of,
}
