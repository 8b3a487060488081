"""Who speaks, when and where: all that a time expression is resolved against."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo

from tandem.language.time_expressions.calendar_steps import floor, step
from tandem.language.time_expressions.expression import Grain
from tandem.language.time_expressions.holidays.rules import public_days
from tandem.language.time_expressions.series import Span

__all__ = ["Conventions", "Setting"]


@dataclass(frozen=True)
class Conventions:
    """Readings on which reasonable people differ; the defaults are those of business mail.

    Attributes:
        count_last_unit: whether "3-4pm" runs to 17:00 (the last hour counts as inside) rather than to 16:00.
        grain_of_days: grain of "in 3 days"; `Grain.HOUR` keeps the hour of speaking.
        working_hours_first: whether "at 3" is first taken as 15:00, the reading inside 07:00-18:59, rather than the
            next 3 o'clock there is. The other reading stays a choice.
        upcoming_names_last: whether "the upcoming two weeks" names the second of them rather than both.
    """

    count_last_unit: bool = False
    grain_of_days: Grain = Grain.DAY
    working_hours_first: bool = True
    upcoming_names_last: bool = False


@dataclass(frozen=True)
class Setting:
    """The moment of speaking and the speaker's habits.

    Attributes:
        now: the moment of speaking, naive local time in `zone`.
        zone: the writer's zone.
        country: two-letter code, or empty where it is not known.
        week_starts: first day of the week, 0 (Monday) to 6 (Sunday).
        fiscal_year_starts_month: 1 to 12.
        anchors: the account's own dates by name, lower case.
        conventions: how doubtful forms are read.
        day_first: whether 3/4 is the 3rd of April; `None` where it cannot be known, so both are offered.
    """

    now: datetime
    zone: tzinfo
    country: str = ""
    week_starts: int = 0
    fiscal_year_starts_month: int = 1
    anchors: Mapping[str, date] = field(default_factory=dict)
    conventions: Conventions = field(default_factory=Conventions)
    day_first: bool | None = None

    def floor(self, moment: datetime, grain: Grain) -> datetime:
        """Return the beginning of the unit a moment lies in, with this setting's first day of the week."""
        return floor(moment, grain, week_starts=self.week_starts)

    def unit(self, grain: Grain, offset: int = 0) -> Span:
        """Return the present unit of a grain, or the one `offset` units away."""
        start = step(self.floor(self.now, grain), grain, offset)
        return Span(start, step(start, grain, 1), grain)

    def later(self, moment: datetime, grain: Grain, amount: float) -> datetime:
        """Return the moment `amount` units later; hours and shorter units are counted on the clock of the world.

        An hour across a change of summer time is still an hour, while a day is the same wall clock a day later.
        """
        if grain.rank >= Grain.DAY.rank:
            return step(moment, grain, amount)
        aware = moment.replace(tzinfo=self.zone).astimezone(UTC)
        moved = aware + (step(moment, grain, amount) - moment)
        return moved.astimezone(self.zone).replace(tzinfo=None)

    def is_business_day(self, day: date) -> bool:
        """Whether a day is neither Saturday, Sunday nor a public holiday of the country."""
        return day.weekday() < 5 and day not in public_days(self.country, day.year)

    def business_day(self, start: date, n: int) -> date:
        """Return the n-th business day after `start` (before it where `n` < 0), n != 0."""
        day, left = start, abs(n)
        while left:
            day += timedelta(days=1 if n > 0 else -1)
            left -= self.is_business_day(day)
        return day
