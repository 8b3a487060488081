"""Recurrences, as rules of RFC 5545."""

from tandem.language.time_expressions.expression import Grain
from tandem.language.time_expressions.meaning.dates import day_of_month, in_month, month_and_day, on_weekday
from tandem.language.time_expressions.meaning.periods import nth
from tandem.language.time_expressions.meaning.sense import Length, Operations, Recurrence, Sense, one
from tandem.language.time_expressions.series import Within, units
from tandem.language.time_expressions.setting import Setting

__all__ = ["RECURRENCES"]

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_EVERY = {
    Grain.MINUTE: ("MINUTELY", 1),
    Grain.HOUR: ("HOURLY", 1),
    Grain.DAY: ("DAILY", 1),
    Grain.WEEK: ("WEEKLY", 1),
    Grain.MONTH: ("MONTHLY", 1),
    Grain.QUARTER: ("MONTHLY", 3),
    Grain.YEAR: ("YEARLY", 1),
}


def _interval(n: int) -> tuple[tuple[str, str], ...]:
    return (("INTERVAL", str(n)),) if n > 1 else ()


def every_unit(setting: Setting, n: float, unit: Grain) -> Recurrence | None:
    """Return every n-th day, week, month, …"""
    if unit not in _EVERY or n != int(n) or n < 1:
        return None
    frequency, times = _EVERY[unit]
    parts = (("FREQ", frequency), *_interval(int(n) * times))
    return Recurrence(parts, units(unit, week_starts=setting.week_starts), unit)


def every_unit_name(setting: Setting, n: int, unit: str) -> Recurrence | None:
    """Return every n-th unit, named by a word of ours."""
    return every_unit(setting, n, Grain(unit))


def every_length(setting: Setting, length: Length) -> Recurrence | None:
    """Return "every two weeks"."""
    return None if length.business else every_unit(setting, length.amount, length.grain)


def every_weekday(setting: Setting, n: int, weekday: int) -> Recurrence:
    """Return every n-th Monday, …"""
    parts = (("FREQ", "WEEKLY"), *_interval(n), ("BYDAY", _DAYS[weekday]))
    return Recurrence(parts, on_weekday(setting, weekday).readings[0].series, Grain.DAY)


def every_business_day(setting: Setting) -> Recurrence:
    """Return Monday to Friday of every week."""
    parts = (("FREQ", "WEEKLY"), ("BYDAY", ",".join(_DAYS[:5])))
    return Recurrence(parts, units(Grain.DAY, week_starts=setting.week_starts), Grain.DAY)


def and_weekday(_: Setting, recurrence: Recurrence, weekday: int) -> Recurrence | None:
    """Return "every Monday and Wednesday"."""
    named = dict(recurrence.parts)
    if named.get("FREQ") != "WEEKLY" or "BYDAY" not in named or "BYHOUR" in named:
        return None
    days = sorted({*named["BYDAY"].split(","), _DAYS[weekday]}, key=_DAYS.index)
    parts = tuple((key, ",".join(days) if key == "BYDAY" else value) for key, value in recurrence.parts)
    return Recurrence(parts, recurrence.series, recurrence.grain)


def every_nth_weekday(setting: Setting, n: int, weekday: int) -> Recurrence | None:
    """Return "the first Tuesday of every month", "the last Friday of each month"."""
    if not -1 <= n <= 5 or n == 0:
        return None
    month = one(units(Grain.MONTH), Grain.MONTH, "month")
    sense = nth(setting, n, on_weekday(setting, weekday), month)
    if sense is None:
        return None
    parts = (("FREQ", "MONTHLY"), ("BYDAY", f"{n}{_DAYS[weekday]}"))
    return Recurrence(parts, sense.readings[0].series, Grain.DAY)


def every_day_of_month(setting: Setting, day: int) -> Recurrence | None:
    """Return "the 15th of every month"; -1 is the last day."""
    if day == -1:
        parts = (("FREQ", "MONTHLY"), ("BYMONTHDAY", "-1"))
        return Recurrence(parts, units(Grain.MONTH), Grain.DAY)
    sense = day_of_month(setting, day)
    if sense is None:
        return None
    parts = (("FREQ", "MONTHLY"), ("BYMONTHDAY", str(day)))
    return Recurrence(parts, sense.readings[0].series, Grain.DAY)


def every_month(setting: Setting, month: int) -> Recurrence:
    """Return "every March"."""
    parts = (("FREQ", "YEARLY"), ("BYMONTH", str(month)))
    return Recurrence(parts, in_month(setting, month).readings[0].series, Grain.MONTH)


def every_date(setting: Setting, month: int, day: int) -> Recurrence | None:
    """Return "every 1 March"."""
    sense = month_and_day(setting, month, day)
    if sense is None:
        return None
    parts = (("FREQ", "YEARLY"), ("BYMONTH", str(month)), ("BYMONTHDAY", str(day)))
    return Recurrence(parts, sense.readings[0].series, Grain.DAY)


def recurring_at(setting: Setting, recurrence: Recurrence, clock: Sense) -> Recurrence | None:
    """Return a recurrence of days with a clock time."""
    if recurrence.grain is not Grain.DAY or "clock" not in clock.fields or clock.fields & {"fixed", "zoned", "range"}:
        return None
    readings = clock.readings
    if clock.by_clock and setting.conventions.working_hours_first and not 7 <= clock.hour % 12 < 12:
        readings = readings[1:]
    series = readings[0].series
    at = next(series.forward(setting.now), None)
    if at is None or clock.opens or at.grain.rank > Grain.HOUR.rank:
        return None
    parts = (*recurrence.parts, ("BYHOUR", str(at.start.hour)), ("BYMINUTE", str(at.start.minute)))
    return Recurrence(parts, Within(recurrence.series, series), at.grain)


RECURRENCES: Operations = {
    "every_unit": every_unit,
    "every_unit_name": every_unit_name,
    "every_length": every_length,
    "every_weekday": every_weekday,
    "every_business_day": every_business_day,
    "and_weekday": and_weekday,
    "every_nth_weekday": every_nth_weekday,
    "every_day_of_month": every_day_of_month,
    "every_month": every_month,
    "every_date": every_date,
    "recurring_at": recurring_at,
}
