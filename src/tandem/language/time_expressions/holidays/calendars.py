"""Dates of other calendars in ours: Easter of both churches, Hebrew, Islamic, and the moon's phases."""

import math
from datetime import date, timedelta
from functools import lru_cache

__all__ = ["easter", "full_moons", "hebrew_to_date", "islamic_to_date", "moon_dates", "new_moons", "orthodox_easter"]


def easter(year: int) -> date:
    """Return Easter Sunday of the Western churches, 1583 onwards.

    References
    ----------
    Meeus, J. (1998). Astronomical Algorithms, 2nd ed., chapter 8.

    Examples
    --------
    >>> easter(2026)
    datetime.date(2026, 4, 5)
    """
    golden, century, of_century = year % 19, year // 100, year % 100
    skipped = (century + 8) // 25
    epact = (19 * golden + century - century // 4 - (century - skipped + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def orthodox_easter(year: int) -> date:
    """Return Easter Sunday of the Eastern churches in our calendar.

    References
    ----------
    Meeus, J. (1998). Astronomical Algorithms, 2nd ed., chapter 8 (Julian calendar).

    Examples
    --------
    >>> orthodox_easter(2018)
    datetime.date(2018, 4, 8)
    """
    moon = (19 * (year % 19) + 15) % 30
    weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + weekday + 114, 31)
    return date(year, month, day + 1) + timedelta(days=year // 100 - year // 400 - 2)


def _hebrew_new_year(year: int) -> int:
    """Days from the calendar's epoch to 1 Tishri, with the four postponements."""
    months = (235 * year - 234) // 19
    parts = 12084 + 13753 * months
    day = 29 * months + parts // 25920
    if 3 * (day + 1) % 7 < 3:
        day += 1
    return day


def _hebrew_start(year: int) -> int:
    before, this, after = (_hebrew_new_year(y) for y in (year - 1, year, year + 1))
    late = 2 if after - this == 356 else 1 if this - before == 382 else 0
    return this + late


_HEBREW_EPOCH = date(1, 1, 1).toordinal() - 1373428


def hebrew_to_date(year: int, month: int, day: int) -> date:
    """Return a Hebrew date in our calendar.

    Parameters
    ----------
    year
        Hebrew year; 5786 began in September 2025.
    month
        1 (Nisan) to 12 (Adar, in a leap year Adar I), 13 (Adar II); the year begins with month 7, Tishri.
    day
        1 to 30.

    References
    ----------
    Reingold, E. M., & Dershowitz, N. (2018). Calendrical Calculations, 4th ed., chapter 8.

    Examples
    --------
    >>> hebrew_to_date(5779, 7, 1)
    datetime.date(2018, 9, 10)
    """
    length = _hebrew_start(year + 1) - _hebrew_start(year)
    leap = (7 * year + 1) % 19 < 7

    def days(of_month: int) -> int:
        if of_month == 8:
            return 30 if length % 10 == 5 else 29
        if of_month == 9:
            return 29 if length % 10 == 3 else 30
        if of_month == 12:
            return 30 if leap else 29
        return 29 if of_month in (2, 4, 6, 10, 13) else 30

    order = [7, 8, 9, 10, 11, 12, *([13] if leap else []), 1, 2, 3, 4, 5, 6]
    before = sum(days(m) for m in order[: order.index(month)])
    return date.fromordinal(_HEBREW_EPOCH + _hebrew_start(year) + before + day - 1)


def islamic_to_date(year: int, month: int, day: int) -> date:
    """Return a date of the tabular Islamic calendar in ours; sighting of the moon may move it by a day.

    References
    ----------
    Reingold, E. M., & Dershowitz, N. (2018). Calendrical Calculations, 4th ed., chapter 7.

    Examples
    --------
    >>> islamic_to_date(1439, 10, 1)
    datetime.date(2018, 6, 15)
    """
    days = day + 29 * (month - 1) + month // 2 + 354 * (year - 1) + (3 + 11 * year) // 30
    return date.fromordinal(227014 + days)


_MEAN_MONTH = 29.530588861


@lru_cache(maxsize=4096)
def _phase_day(k: float) -> float:
    """Julian day (dynamical time) of the k-th new moon after 2000; k + 0.5 gives a full moon. Within a quarter hour."""
    t = k / 1236.85
    mean = 2451550.09766 + _MEAN_MONTH * k + 0.00015437 * t * t
    rad = math.radians
    sun = rad(2.5534 + 29.10535670 * k)
    moon = rad(201.5643 + 385.81693528 * k + 0.0107582 * t * t)
    latitude = rad(160.7108 + 390.67050284 * k - 0.0016118 * t * t)
    full = abs(k % 1 - 0.5) < 0.1
    terms = (
        (-0.40614 if full else -0.40720, moon),
        (0.17302 if full else 0.17241, sun),
        (0.01614 if full else 0.01608, 2 * moon),
        (0.01043 if full else 0.01039, 2 * latitude),
        (0.00734 if full else 0.00739, moon - sun),
        (-0.00514, moon + sun),
        (0.00208, 2 * sun),
    )
    return mean + sum(size * math.sin(angle) for size, angle in terms)


def moon_dates(year: int, *, full: bool, hours_east: float) -> tuple[date, ...]:
    """Return the days of a year on which the moon is new (or full), in a zone `hours_east` of Greenwich.

    References
    ----------
    Meeus, J. (1998). Astronomical Algorithms, 2nd ed., chapter 49 (largest terms).

    Examples
    --------
    >>> moon_dates(2019, full=False, hours_east=5.5)[10]
    datetime.date(2019, 10, 28)
    """
    first = round((year - 2000) * 12.3685) - 2
    days = []
    for k in range(first, first + 17):
        julian = _phase_day(k + 0.5 if full else float(k)) + hours_east / 24
        day = date.fromordinal(math.floor(julian + 0.5) - 1721425)
        if day.year == year:
            days.append(day)
    return tuple(days)


def new_moons(year: int, hours_east: float = 0.0) -> tuple[date, ...]:
    """Return the days of new moon in a year."""
    return moon_dates(year, full=False, hours_east=hours_east)


def full_moons(year: int, hours_east: float = 0.0) -> tuple[date, ...]:
    """Return the days of full moon in a year."""
    return moon_dates(year, full=True, hours_east=hours_east)
