"""Steps on the calendar: the unit a moment lies in, and moving by units."""

from calendar import monthrange
from datetime import datetime, timedelta

from tandem.language.time_expressions.expression import Grain

__all__ = ["floor", "step"]

_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}
_SECONDS = {Grain.SECOND: 1, Grain.MINUTE: 60, Grain.HOUR: 3600, Grain.DAY: 86400, Grain.WEEK: 7 * 86400}


def floor(moment: datetime, grain: Grain, *, week_starts: int = 0) -> datetime:
    """Return the beginning of the unit a moment lies in.

    Parameters
    ----------
    moment
        Naive local time.
    grain
        The unit.
    week_starts
        First day of the week, 0 (Monday) to 6 (Sunday).

    Examples
    --------
    >>> floor(datetime(2026, 3, 12, 9, 30), Grain.WEEK)
    datetime.datetime(2026, 3, 9, 0, 0)
    """
    if grain.rank <= Grain.DAY.rank:
        return moment.replace(
            hour=0 if grain.rank >= Grain.DAY.rank else moment.hour,
            minute=0 if grain.rank >= Grain.HOUR.rank else moment.minute,
            second=0 if grain.rank >= Grain.MINUTE.rank else moment.second,
            microsecond=0,
        )
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if grain is Grain.WEEK:
        return day - timedelta(days=(day.weekday() - week_starts) % 7)
    months = _MONTHS[grain]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def step(moment: datetime, grain: Grain, n: float) -> datetime:
    """Return the moment `n` units later (earlier where `n` < 0); the 31st becomes the last day of a shorter month.

    Examples
    --------
    >>> step(datetime(2026, 1, 31), Grain.MONTH, 1)
    datetime.datetime(2026, 2, 28, 0, 0)
    """
    if grain in _SECONDS:
        return moment + timedelta(seconds=_SECONDS[grain] * n)
    months = moment.year * 12 + moment.month - 1 + round(_MONTHS[grain] * n)
    year, month = divmod(months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))
