"""Series of spans on the calendar ("Mondays", "Octobers", "2 pm"), and how they are combined.

A series can be walked from any moment forwards and backwards without end, so "the last Friday of October", "the second
Tuesday after Easter" and "between 9 and 11 on Thursday" are all made by combining a few kinds of series.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from tandem.language.time_expressions.calendar_steps import floor, step
from tandem.language.time_expressions.expression import Grain

__all__ = ["Cycle", "Fixed", "Mapped", "Range", "Series", "Span", "Within", "units"]

# How many periods a cycle is walked before it is taken to have no further member.
_LIMITS = {Grain.DAY: 800, Grain.WEEK: 600, Grain.MONTH: 300, Grain.QUARTER: 160, Grain.YEAR: 60}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of naive local time, half-open, with the grain it was spoken in."""

    start: datetime
    end: datetime
    grain: Grain


class Series(Protocol):
    """Spans in the order of time."""

    def forward(self, moment: datetime) -> Iterator[Span]:
        """Yield the spans that end after `moment`, earliest first."""
        ...

    def backward(self, moment: datetime) -> Iterator[Span]:
        """Yield the spans that begin before `moment`, latest first."""
        ...


@dataclass(frozen=True)
class Fixed:
    """One known span."""

    span: Span

    def forward(self, moment: datetime) -> Iterator[Span]:
        """Yield the span if it ends after `moment`."""
        if self.span.end > moment:
            yield self.span

    def backward(self, moment: datetime) -> Iterator[Span]:
        """Yield the span if it begins before `moment`."""
        if self.span.start < moment:
            yield self.span


@dataclass(frozen=True)
class Cycle:
    """What recurs in each day, week, month or year.

    Attributes:
        period: the unit that is walked.
        members: the spans of one period, in order, given the period's beginning.
        week_starts: first day of the week, for a period of weeks.
    """

    period: Grain
    members: Callable[[datetime], Sequence[Span]]
    week_starts: int = 0

    def _walk(self, moment: datetime, direction: int) -> Iterator[Sequence[Span]]:
        at = step(floor(moment, self.period, week_starts=self.week_starts), self.period, -direction)
        for _ in range(_LIMITS.get(self.period, 200)):
            try:
                yield self.members(at)
                at = step(at, self.period, direction)
            except (ValueError, OverflowError):  # the end of the calendar
                return

    def forward(self, moment: datetime) -> Iterator[Span]:
        """Yield the spans that end after `moment`, earliest first."""
        for members in self._walk(moment, 1):
            for span in members:
                if span.end > moment:
                    yield span

    def backward(self, moment: datetime) -> Iterator[Span]:
        """Yield the spans that begin before `moment`, latest first."""
        for members in self._walk(moment, -1):
            for span in reversed(members):
                if span.start < moment:
                    yield span


def units(grain: Grain, *, week_starts: int = 0) -> Cycle:
    """Return the series of all units of one grain: every day, every week, …"""

    def one(start: datetime) -> tuple[Span, ...]:
        return (Span(start, step(start, grain, 1), grain),)

    return Cycle(grain, one, week_starts)


@dataclass(frozen=True)
class Within:
    """The spans of `inner` that begin inside a span of `outer`: Fridays in Octobers."""

    outer: Series
    inner: Series

    def _inside(self, outer: Span) -> Iterator[Span]:
        for span in self.inner.forward(outer.start):
            if span.start >= outer.end:
                return
            if span.start >= outer.start:
                yield span

    def forward(self, moment: datetime) -> Iterator[Span]:
        """Yield the spans that end after `moment`, earliest first."""
        for outer in self.outer.forward(moment):
            for span in self._inside(outer):
                if span.end > moment:
                    yield span

    def backward(self, moment: datetime) -> Iterator[Span]:
        """Yield the spans that begin before `moment`, latest first."""
        for outer in self.outer.backward(moment):
            for span in reversed(list(self._inside(outer))):
                if span.start < moment:
                    yield span


@dataclass(frozen=True)
class Mapped:
    """Each span of a series changed into another one, or left out where the change gives `None`.

    Attributes:
        series: what is changed.
        change: the change.
        reach: days by which a changed span may lie away from its origin; the walk starts that much earlier.
    """

    series: Series
    change: Callable[[Span], Span | None]
    reach: int = 0

    def forward(self, moment: datetime) -> Iterator[Span]:
        """Yield the changed spans that end after `moment`, earliest first."""
        for span in self.series.forward(moment - timedelta(days=self.reach)):
            changed = self.change(span)
            if changed is not None and changed.end > moment:
                yield changed

    def backward(self, moment: datetime) -> Iterator[Span]:
        """Yield the changed spans that begin before `moment`, latest first."""
        for span in self.series.backward(moment + timedelta(days=self.reach)):
            changed = self.change(span)
            if changed is not None and changed.start < moment:
                yield changed


@dataclass(frozen=True)
class Range:
    """From each span of `first` to the next of `second`.

    Attributes:
        first, second: what it runs from and to.
        count_last: whether the last named hour or minute counts as inside; days and longer units always do.
        running: whether one that has begun and is not over counts as coming: "from March 1 to June 30" said in May.
    """

    first: Series
    second: Series
    count_last: bool = False
    running: bool = False

    def _close(self, first: Span) -> Span | None:
        for second in self.second.forward(first.start):
            if second.start > first.start or second.end > first.end:
                grain = min(first.grain, second.grain, key=lambda grain: grain.rank)
                end = second.end
                if second.grain.rank < Grain.DAY.rank:
                    end = step(second.start, grain, 1) if self.count_last else second.start
                return Span(first.start, end, grain)
        return None

    def forward(self, moment: datetime) -> Iterator[Span]:
        """Yield the ranges that end after `moment`, earliest first."""
        begun = next(self.first.backward(moment), None) if self.running else None
        if begun is not None and begun.end <= moment:
            closed = self._close(begun)
            if closed is not None and closed.end > moment:
                yield closed
        for first in self.first.forward(moment):
            closed = self._close(first)
            if closed is not None and closed.end > moment:
                yield closed

    def backward(self, moment: datetime) -> Iterator[Span]:
        """Yield the ranges that begin before `moment`, latest first."""
        for first in self.first.backward(moment):
            closed = self._close(first)
            if closed is not None:
                yield closed
