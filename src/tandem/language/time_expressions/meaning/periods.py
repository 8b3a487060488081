"""Weeks, months, quarters and years around now; the n-th of something; beginnings, middles and ends."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from tandem.language.time_expressions.calendar_steps import step
from tandem.language.time_expressions.expression import Grain, Kind
from tandem.language.time_expressions.meaning.sense import Operations, Reading, Sense, fixed, one
from tandem.language.time_expressions.series import Cycle, Fixed, Mapped, Series, Span, Within, units
from tandem.language.time_expressions.setting import Setting

__all__ = ["PERIODS"]

_FIELDS = {
    Grain.DAY: ("day",),
    Grain.WEEK: ("week",),
    Grain.MONTH: ("month", "year"),
    Grain.QUARTER: ("quarter", "year"),
    Grain.YEAR: ("year",),
}
_FRIDAY_EVENING, _WEEKEND_LENGTH = timedelta(days=4, hours=18), timedelta(days=2, hours=6)


def unit_now(setting: Setting, unit: Grain, offset: int) -> Sense:
    """Return this (0), next (1) or last (-1) week, month, …"""
    return fixed(setting.unit(unit, offset), *_FIELDS.get(unit, ("clock",)))


def coming_units(setting: Setting, n: float, unit: Grain) -> Sense:
    """Return the next n units as one interval, beginning with the one after the present one."""
    start, end = setting.unit(unit, 1).start, setting.unit(unit, 1 + int(n)).start
    return fixed(Span(start, end, unit), "units", kind=Kind.INTERVAL)


def past_units(setting: Setting, n: float, unit: Grain) -> Sense:
    """Return the last n units as one interval, ending where the present one begins."""
    start, end = setting.unit(unit, -int(n)).start, setting.unit(unit).start
    return fixed(Span(start, end, unit), "units", kind=Kind.INTERVAL)


def upcoming_units(setting: Setting, n: float, unit: Grain) -> Sense:
    """Return "the upcoming two weeks": both, or by convention the second."""
    if setting.conventions.upcoming_names_last:
        return unit_now(setting, unit, int(n))
    return coming_units(setting, n, unit)


def all_of(_: Setting, period: Sense) -> Sense:
    """Return a whole period as an interval."""
    return replace(period, kind=Kind.INTERVAL)


def rest_of(setting: Setting, unit: Grain) -> Sense:
    """Return what is left of the present unit, from today on."""
    span = Span(setting.unit(Grain.DAY).start, setting.unit(unit).end, Grain.DAY)
    return fixed(span, "units", kind=Kind.INTERVAL)


def rest_of_week(setting: Setting) -> Sense:
    """Return "the week": what is left of it."""
    return rest_of(setting, Grain.WEEK)


def _next_week(setting: Setting, sense: Sense) -> Sense | None:
    """Next week's Friday; the coming Friday of this week is the other choice."""
    series = sense.readings[0].series
    weeks = [Span(*_week(setting, offset), Grain.WEEK) for offset in (1, 0)]
    spans = [next(Within(Fixed(week), series).forward(week.start), None) for week in weeks]
    following, coming = spans
    if following is None:
        return None
    readings = [Reading(Fixed(following), "of next week")]
    if coming is not None and coming.start > setting.now:
        readings.append(Reading(Fixed(coming), "the coming one"))
    return replace(sense, readings=tuple(readings), fields=sense.fields | {"fixed"})


def _week(setting: Setting, offset: int) -> tuple[datetime, datetime]:
    week = setting.unit(Grain.WEEK, offset)
    return week.start, week.end


_NAMED = {"weekday", "month", "holiday", "weekend", "season", "part", "day", "quarter"}


def _is_named(sense: Sense) -> bool:
    return bool(sense.fields & _NAMED) and not sense.fields & {"fixed", "year", "clock"} and not sense.opens


def next_one(setting: Setting, sense: Sense) -> Sense | None:
    """Return "next Friday", "next March", "next Easter"."""
    if not _is_named(sense):
        return None
    if sense.fields in ({"weekday"}, {"weekend"}):
        return _next_week(setting, sense)
    return _picked(sense, lambda series: (s for s in series.forward(setting.now) if s.start > setting.now))


def last_one(setting: Setting, sense: Sense) -> Sense | None:
    """Return "last Friday", "last summer": the latest that is over."""
    if not _is_named(sense):
        return None
    today = setting.unit(Grain.DAY).start
    return _picked(sense, lambda series: (s for s in series.backward(setting.now) if s.end <= max(today, s.start)))


def this_one(setting: Setting, sense: Sense) -> Sense | None:
    """Return "this Friday", "this March": the present or coming one."""
    if not _is_named(sense):
        return None
    return _picked(sense, lambda series: series.forward(setting.now))


def one_after_next(setting: Setting, sense: Sense) -> Sense | None:
    """Return "the Friday after next": the second to come."""
    if not _is_named(sense):
        return None
    return _picked(
        sense, lambda series: islice((s for s in series.forward(setting.now) if s.start > setting.now), 1, None)
    )


def _picked(sense: Sense, choose: Callable[[Series], object]) -> Sense | None:
    readings = []
    for reading in sense.readings:
        span = next(iter(choose(reading.series)), None)  # type: ignore[call-overload]
        if span is not None:
            readings.append(Reading(Fixed(span), reading.why))
    return replace(sense, readings=tuple(readings), fields=sense.fields | {"fixed"}) if readings else None


def nth(_: Setting, n: int, inner: Sense, outer: Sense) -> Sense | None:
    """Return the n-th `inner` that lies wholly in `outer`; counted from the end where `n` < 0."""
    if inner.grain.rank >= outer.grain.rank or outer.opens or inner.fields & {"fixed"} or outer.fields == {"weekday"}:
        return None

    def pick(series: Series) -> Callable[[Span], Span | None]:
        def change(span: Span) -> Span | None:
            found = [s for s in Within(Fixed(span), series).forward(span.start) if s.end <= span.end]
            place = n - 1 if n > 0 else n
            return found[place] if -len(found) <= place < len(found) else None

        return change

    series = inner.readings[0].series
    made = outer.mapped(lambda periods: Mapped(periods, pick(series)))
    grain = min(inner.grain, outer.grain, key=lambda grain: grain.rank)
    return replace(made, grain=grain, kind=inner.kind, fields=outer.fields | inner.fields | {"nth"})


def nth_unit(setting: Setting, n: int, unit: Grain, outer: Sense) -> Sense | None:
    """Return the n-th day, week, … of a period."""
    series = one(units(unit, week_starts=setting.week_starts), unit, "unit")
    made = nth(setting, n, series, outer)
    return replace(made, fields=outer.fields | {"nth", "day"}) if made else None


def nth_after(setting: Setting, n: int, inner: Sense, when: Sense) -> Sense | None:
    """Return the n-th `inner` after (before, where `n` < 0) a moment."""
    span = when.first(setting)
    if span is None or when.opens or not inner.fields & {"weekday", "holiday", "month", "unit"}:
        return None
    series = inner.readings[0].series
    if n > 0:
        walk = (s for s in series.forward(span.end) if s.start >= span.end)
    else:
        walk = (s for s in series.backward(span.start) if s.end <= span.start)
    found = next(islice(walk, abs(n) - 1, None), None)
    return fixed(found, *inner.fields, kind=inner.kind) if found else None


def closest(setting: Setting, n: int, inner: Sense, when: Sense) -> Sense | None:
    """Return the n-th closest `inner` to a moment."""
    span = when.first(setting)
    if span is None or not _is_named(inner) or n < 1:
        return None
    series = inner.readings[0].series
    before = islice((s for s in series.backward(span.start) if s.end <= span.start), n)
    found = sorted([*before, *islice(series.forward(span.start), n)], key=lambda s: abs(s.start - span.start))
    return fixed(found[n - 1], *inner.fields, kind=inner.kind) if len(found) >= n else None


def period_holding(setting: Setting, unit: Grain, when: Sense) -> Sense | None:
    """Return "the week of October 7": the unit in which a moment lies."""
    if when.grain.rank >= unit.rank or when.opens:
        return None

    def change(span: Span) -> Span:
        start = setting.floor(span.start, unit)
        return Span(start, step(start, unit, 1), unit)

    return replace(
        when.mapped(lambda series: Mapped(series, change, reach=8)), grain=unit, fields=frozenset({"week", "fixed"})
    )


_THIRDS = {
    Grain.WEEK: ((0, 3), (2, 4), (4, 7)),
    Grain.MONTH: ((0, 10), (10, 20), (20, None)),
    Grain.QUARTER: ((0, 1), (1, 2), (2, None)),
    Grain.YEAR: ((0, 3), (4, 8), (8, None)),
    Grain.DAY: ((0, 9), (11, 14), (17, None)),
}
_FINER = {
    Grain.WEEK: Grain.DAY,
    Grain.MONTH: Grain.DAY,
    Grain.QUARTER: Grain.MONTH,
    Grain.YEAR: Grain.MONTH,
    Grain.DAY: Grain.HOUR,
}


def third_of(_: Setting, period: Sense, which: int) -> Sense | None:
    """Return the beginning (0), middle (1) or end (2) of a period."""
    if (
        period.grain not in _THIRDS
        or period.opens
        or period.kind is not Kind.MOMENT
        or period.fields & {"weekday", "holiday"}
    ):
        return None
    first, last = _THIRDS[period.grain][which]
    finer = _FINER[period.grain]

    def change(span: Span) -> Span:
        end = span.end if last is None else step(span.start, finer, last)
        return Span(step(span.start, finer, first), end, finer)

    made = period.mapped(lambda series: Mapped(series, change))
    return replace(made, grain=finer, kind=Kind.INTERVAL, fields=period.fields | {("begin", "mid", "end")[which]})


def third_of_unit(setting: Setting, unit: Grain, offset: int, which: int) -> Sense | None:
    """Return the beginning, middle or end of this, next or last unit: "EOM"."""
    return third_of(setting, unit_now(setting, unit, offset), which)


def third_of_unit_name(setting: Setting, unit: str, which: int) -> Sense | None:
    """Return the beginning, middle or end of the present unit, named by a word of ours."""
    return third_of_unit(setting, Grain(unit), 0, which)


def end_of_day(_: Setting, day: Sense) -> Sense | None:
    """Return the evening end of a named day: "EOD Friday"."""
    if day.grain is not Grain.DAY or day.kind is Kind.INTERVAL or day.opens:
        return None
    return third_of(_, replace(day, fields=day.fields - {"weekday"}), 2)


def weekend(_: Setting) -> Sense:
    """Return every weekend, from Friday evening to Sunday night."""

    def members(monday: datetime) -> list[Span]:
        return [Span(monday + _FRIDAY_EVENING, monday + _FRIDAY_EVENING + _WEEKEND_LENGTH, Grain.HOUR)]

    return one(Cycle(Grain.WEEK, members), Grain.HOUR, "weekend", kind=Kind.INTERVAL)


_SEASONS = {
    "spring": ((3, 21), (6, 21)),
    "summer": ((6, 21), (9, 23)),
    "autumn": ((9, 23), (12, 21)),
    "winter": ((12, 21), (3, 21)),
}


def season_word(_: Setting, name: str) -> Sense:
    """Return every spring, summer, autumn or winter of the northern half of the world."""
    (month, day), (end_month, end_day) = _SEASONS[name]

    def members(year: datetime) -> list[Span]:
        end = year.replace(year=year.year + (end_month < month), month=end_month, day=end_day)
        return [Span(year.replace(month=month, day=day), end, Grain.DAY)]

    return one(Cycle(Grain.YEAR, members), Grain.DAY, "season", kind=Kind.INTERVAL)


def season_now(setting: Setting, offset: int) -> Sense | None:
    """Return this, next or last season."""
    spans = sorted(
        (
            span
            for name in _SEASONS
            for span in islice(
                season_word(setting, name).readings[0].series.forward(step(setting.now, Grain.YEAR, -1)), 3
            )
        ),
        key=lambda span: span.start,
    )
    here = next(index for index, span in enumerate(spans) if span.end > setting.now)
    return fixed(spans[here + offset], "season", kind=Kind.INTERVAL)


PERIODS: Operations = {
    "unit_now": unit_now,
    "coming_units": coming_units,
    "past_units": past_units,
    "upcoming_units": upcoming_units,
    "all_of": all_of,
    "rest_of": rest_of,
    "next_one": next_one,
    "last_one": last_one,
    "this_one": this_one,
    "one_after_next": one_after_next,
    "nth": nth,
    "nth_unit": nth_unit,
    "nth_after": nth_after,
    "closest": closest,
    "period_holding": period_holding,
    "third_of": third_of,
    "third_of_unit": third_of_unit,
    "rest_of_week": rest_of_week,
    "third_of_unit_name": third_of_unit_name,
    "end_of_day": end_of_day,
    "weekend": weekend,
    "season_word": season_word,
    "season_now": season_now,
}
