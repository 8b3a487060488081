"""When people work: weekdays, office hours in each country's own zone, and the seasons of a sales year."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from tandem.datasets.sample_company.market import COUNTRIES
from tandem.datasets.sample_company.randomness import Floats, Ints, pick
from tandem.datasets.sample_company.settings import SampleSettings

__all__ = ["DAY", "HOUR", "NEVER", "SECOND", "Calendar"]

SECOND = 1_000_000
HOUR = 3_600 * SECOND
DAY = 24 * HOUR
NEVER = int(np.iinfo(np.int64).max // 4)

# Share of office activity that begins in each hour of the day, and of leads that come in by weekday and by month.
_HOURS = (0, 0, 0, 0, 0, 0.1, 0.4, 2, 7, 11, 12, 10, 5, 8, 11, 10, 8, 5, 2, 1, 0.7, 0.5, 0.2, 0.1)
_WEEKDAYS = (1.0, 1.15, 1.15, 1.1, 0.8, 0.12, 0.1)
_MONTHS = (1.05, 1.0, 1.15, 1.0, 1.05, 1.0, 0.8, 0.65, 1.15, 1.15, 1.1, 0.6)
_GROWTH_PER_YEAR = 0.15
_WEEKEND_WORK_SHARE = 0.07
_DAYS_BEFORE = 900


@dataclass(frozen=True)
class Calendar:
    """The company's time, in microseconds since 1970 (UTC).

    Attributes:
        since: leads come in from here on.
        until: everything happened before.
        first_day: day number (since 1970) of the first column of `offsets`.
        offsets: how far each country's clock is ahead of UTC on each day, shape (n_countries, n_days), microseconds.
    """

    since: int
    until: int
    first_day: int
    offsets: Ints

    @classmethod
    def of(cls, settings: SampleSettings) -> "Calendar":
        """Return the calendar of these settings."""
        epoch = datetime(1970, 1, 1, tzinfo=UTC)
        first = settings.since - timedelta(days=_DAYS_BEFORE)
        n_days = (settings.until - first).days + 60
        noons = [first + timedelta(days=day, hours=12) for day in range(n_days)]
        offsets = [
            [(moment.astimezone(zone).utcoffset() or timedelta()) // timedelta(microseconds=1) for moment in noons]
            for zone in (ZoneInfo(country.zone) for country in COUNTRIES)
        ]
        since, until = ((moment - epoch) // timedelta(microseconds=1) for moment in (settings.since, settings.until))
        return cls(since, until, (first - epoch).days, np.array(offsets, dtype=np.int64))

    @property
    def n_days(self) -> int:
        """Days from `since` to `until`."""
        return (self.until - self.since) // DAY

    def years_before_until(self, moments: Ints) -> Floats:
        """Return how long before `until` each moment lies, in years."""
        return (self.until - moments) / (365.25 * DAY)

    def incoming(self, rng: np.random.Generator, n: int, countries: Ints) -> Ints:
        """Return `n` moments at which leads come in: seasonal, growing, on office days and hours; shape (n,)."""
        days = np.arange(self.n_days)
        dates = (days + self.since // DAY).astype("datetime64[D]")
        months = dates.astype("datetime64[M]").astype(int) % 12
        weekdays = (days + self.since // DAY + 3) % 7
        weights = np.array(_MONTHS)[months] * np.array(_WEEKDAYS)[weekdays] * np.exp(_GROWTH_PER_YEAR * days / 365.25)
        day = pick(rng, weights, n) + self.since // DAY
        moments = self._at_office_hour(rng, day, countries)
        outside = (moments >= self.until) | (moments < self.since)
        moments[outside] = rng.integers(self.since, self.until, int(outside.sum()))
        return _whole_seconds(moments)

    def office_moments(self, rng: np.random.Generator, targets: Ints, countries: Ints, low: Ints, high: Ints) -> Ints:
        """Return moments near `targets` at which people work, none outside [low, high], in whole seconds; shape (n,).

        Where the office hour drawn lies beyond a limit, the moment is some hours inside that limit instead.
        """
        day = (targets + self._offset(targets // DAY, countries)) // DAY
        weekday = (day + 3) % 7
        shift = np.where(weekday == 5, 2, np.where(weekday == 6, 1, 0))
        shift[rng.random(len(day)) < _WEEKEND_WORK_SHARE] = 0
        moments = self._at_office_hour(rng, day + shift, countries)
        near = (rng.random(len(day)) * np.clip(high - low, 0, 8 * HOUR)).astype(np.int64)
        return _whole_seconds(np.where(moments < low, low + near, np.where(moments > high, high - near, moments)))

    def _at_office_hour(self, rng: np.random.Generator, day: Ints, countries: Ints) -> Ints:
        hour = pick(rng, _HOURS, len(day))
        within = rng.integers(0, HOUR, len(day))
        return day * DAY + hour * HOUR + within - self._offset(day, countries)

    def _offset(self, day: Ints, countries: Ints) -> Ints:
        column = np.clip(day - self.first_day, 0, self.offsets.shape[1] - 1)
        offset: Ints = self.offsets[countries, column]
        return offset


def _whole_seconds(moments: Ints) -> Ints:
    return moments // SECOND * SECOND
