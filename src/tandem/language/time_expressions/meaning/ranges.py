"""From one time to another, until, after, by, within: intervals closed and open."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import product

from tandem.language.time_expressions.calendar_steps import step
from tandem.language.time_expressions.expression import Grain, Kind
from tandem.language.time_expressions.meaning.dates import day_of_month, in_month, month_and_day
from tandem.language.time_expressions.meaning.sense import Length, Operations, Reading, Sense, fixed, one
from tandem.language.time_expressions.meaning.shifts import from_now
from tandem.language.time_expressions.meaning.zones import in_own_zone
from tandem.language.time_expressions.series import Fixed, Mapped, Range, Series, Span
from tandem.language.time_expressions.setting import Setting

__all__ = ["RANGES"]

_DAY_SECONDS = 86400


def _of_day(series: Series, setting: Setting) -> int:
    """Second of the day at which a daily series begins."""
    span = next(series.forward(setting.now), None) or next(series.backward(setting.now))
    return span.start.hour * 3600 + span.start.minute * 60 + span.start.second


def _clocks(setting: Setting, a: Sense, b: Sense) -> Sense:
    """Two clock times: the half of the day is chosen so that the range is short; where neither says, both stay."""
    pairs = []
    for first in a.readings:
        begin = _of_day(first.series, setting)
        gaps = [((_of_day(r.series, setting) - begin) % _DAY_SECONDS or _DAY_SECONDS, r) for r in b.readings]
        gap, second = min(gaps, key=lambda pair: pair[0])
        pairs.append((gap, first, second))
    if a.by_clock and not b.by_clock:
        pairs = [min(pairs, key=lambda pair: pair[0])]
    count = setting.conventions.count_last_unit
    readings = tuple(Reading(Range(f.series, s.series, count, running=True), f.why) for _, f, s in pairs)
    grain = min(a.grain, b.grain, key=lambda grain: grain.rank)
    fields = frozenset({"clock"}) | (a.fields | b.fields) & {"zoned"}
    return Sense(readings, grain, fields, Kind.INTERVAL, by_clock=len(readings) > 1, zone=a.zone or b.zone)


_CLOCK_ONLY = frozenset({"clock", "zoned", "part"})


def from_to(setting: Setting, a: Sense, b: Sense) -> Sense | None:
    """Return from `a` to `b`: clock times, days, months or years."""
    if a.zone and b.zone and a.zone != b.zone:
        a, b = in_own_zone(setting, a), in_own_zone(setting, b)
    if a.opens or b.opens or a.missing or b.missing or (a.kind is Kind.INTERVAL and "end" in a.fields):
        return None
    if "range" in a.fields | b.fields:
        return None
    if "clock" in a.fields and "clock" in b.fields and b.fields <= _CLOCK_ONLY:
        return _clocks(setting, a, b) if a.fields <= _CLOCK_ONLY else _clock_same_day(setting, a, b)
    return _days(setting, a, b) if _range_fits(a, b) else None


def _range_fits(a: Sense, b: Sense) -> bool:
    if "clock" in a.fields and a.fields <= _CLOCK_ONLY:
        return False
    if ("clock" in a.fields) != ("clock" in b.fields) and "now" not in a.fields:
        return False
    return a.grain is b.grain or bool((a.fields | b.fields) & {"now", "shift", "holiday"})


def _days(setting: Setting, a: Sense, b: Sense) -> Sense | None:
    """Days and longer units; the readings of both sides go together where there are equally many (3/4 to 5/6)."""
    if "year" in b.fields and "month" in a.fields and "year" not in a.fields:
        a = _in_the_year_of(setting, a, b)
    alike = len(a.readings) == len(b.readings)
    pairs = zip(a.readings, b.readings, strict=True) if alike else product(a.readings, b.readings)
    running = "weekday" not in a.fields | b.fields
    readings = []
    for first, second in pairs:
        series = Range(first.series, second.series, setting.conventions.count_last_unit, running)
        begin = next(first.series.forward(setting.now), None) or next(first.series.backward(setting.now), None)
        if begin is not None and next(series.forward(begin.start), None) is not None:
            readings.append(Reading(series, first.why or second.why))
    if not readings:
        return None
    grain = min(a.grain, b.grain, key=lambda grain: grain.rank)
    return Sense(tuple(readings), grain, frozenset({"range"}), Kind.INTERVAL, zone=a.zone or b.zone)


def _in_the_year_of(setting: Setting, a: Sense, b: Sense) -> Sense:
    """Return "September 8" of "September 8 to September 9, 2018": the last one before the end."""
    end = b.first(setting)
    series = a.recurring or a.readings[0].series
    last = next(series.backward(end.start), None) if end is not None else None
    return replace(a, readings=(Reading(Fixed(last)),)) if last is not None else a


def _clock_same_day(setting: Setting, a: Sense, b: Sense) -> Sense | None:
    """Return "Thursday 9:30 to 11:00": the end is on the same day."""
    first = a.first(setting)
    if first is None:
        return None
    clock = one(Fixed(first), a.grain, "clock")
    made = _clocks(setting, replace(clock, hour=first.start.hour), b)
    return replace(made, fields=a.fields | {"fixed"})


def clock_range(setting: Setting, a: Sense, b: Sense) -> Sense | None:
    """Return "3-4pm", "between 9:30 and 11"."""
    if not (a.fields <= _CLOCK_ONLY and b.fields <= _CLOCK_ONLY):
        return None
    if a.zone and b.zone and a.zone != b.zone:
        a, b = in_own_zone(setting, a), in_own_zone(setting, b)
    return _clocks(setting, a, b)


def if_allowed(_: Setting, sense: Sense) -> Sense:
    """Return a time that counts only where the words after it allow it."""
    return replace(sense, loose=True)


def bare_hours(setting: Setting, a: Sense, b: Sense) -> Sense | None:
    """Return "between 2 and 4": hours only where the words after it allow it."""
    made = clock_range(setting, a, b)
    return replace(made, loose=True) if made else None


def range_in_part(setting: Setting, hours: Sense, part: Sense) -> Sense | None:
    """Return "between 2 and 4 in the afternoon": the reading that begins in that part of the day."""
    whole = part.first(setting)
    if part.fields != {"part"} or whole is None:
        return None
    first, last = whole.start.hour, whole.end.hour or 24
    fitting = tuple(r for r in hours.readings if first <= _of_day(r.series, setting) // 3600 < last)
    return replace(hours, readings=fitting[:1], by_clock=False, loose=False) if fitting else None


def day_numbers(setting: Setting, first: int, last: int) -> Sense | None:
    """Return "the 25th to the 28th" of the month, where nothing else follows."""
    a, b = day_of_month(setting, first), day_of_month(setting, last)
    if a is None or b is None or first >= last:
        return None
    made = from_to(setting, a, b)
    return replace(made, fields=frozenset({"day"}), loose=True) if made else None


def days_of_month(setting: Setting, first: int, last: int, month: int) -> Sense | None:
    """Return "July 13-15"."""
    a, b = month_and_day(setting, month, first), month_and_day(setting, month, last)
    if a is None or b is None or first >= last:
        return None
    made = from_to(setting, a, b)
    return replace(made, fields=frozenset({"day", "month"})) if made else None


def days_of_period(_: Setting, first: int, last: int, period: Sense) -> Sense | None:
    """Return "the 3rd to the 5th of next month"."""
    if period.grain is not Grain.MONTH or period.opens or not 1 <= first < last <= 31:
        return None

    def change(span: Span) -> Span | None:
        end = span.start + timedelta(days=last)
        return Span(span.start + timedelta(days=first - 1), end, Grain.DAY) if end <= span.end else None

    made = period.mapped(lambda series: Mapped(series, change))
    return replace(made, grain=Grain.DAY, kind=Kind.INTERVAL, fields=period.fields | {"day"})


def months(setting: Setting, first: int, last: int) -> Sense | None:
    """Return "May to July"."""
    a, b = in_month(setting, first), in_month(setting, last)
    made = from_to(setting, a, b)
    return replace(made, fields=frozenset({"month"})) if made else None


def for_length(setting: Setting, when: Sense, length: Length) -> Sense | None:
    """Return "from December 18 for 10 days"."""
    when = in_own_zone(setting, when)
    if when.opens or when.kind is Kind.INTERVAL or when.missing or length.grain.rank > when.grain.rank + 4:
        return None
    if length.grain.rank < when.grain.rank and when.grain is Grain.DAY:
        return None

    def change(span: Span) -> Span:
        grain = min(length.grain, span.grain, key=lambda grain: grain.rank)
        end = setting.later(span.start, length.grain, length.amount)
        return Span(span.start, step(end, grain, 1) if setting.conventions.count_last_unit else end, grain)

    made = when.mapped(lambda series: Mapped(series, change))
    grain = min(length.grain, when.grain, key=lambda grain: grain.rank)
    return replace(made, grain=grain, kind=Kind.INTERVAL, fields=when.fields, loose=False)


def within(setting: Setting, length: Length) -> Sense | None:
    """Return "within two weeks": from now on."""
    if length.business:
        day = setting.business_day(setting.now.date(), int(length.amount)) + timedelta(days=1)
        end = datetime.combine(day, time())
    else:
        end = setting.later(setting.now, length.grain, length.amount)
        if length.grain.rank >= Grain.DAY.rank:
            end = setting.floor(end, Grain.DAY)
    return fixed(Span(setting.now, end, Grain.SECOND), "range", kind=Kind.INTERVAL)


def by(setting: Setting, when: Sense) -> Sense | None:
    """Return "by Friday": from now to its end; of a clock time, to its beginning.

    The grain is the second whatever is named, because the interval begins at the moment of speaking.
    """
    when = in_own_zone(setting, when)
    if when.opens or "range" in when.fields:
        return None
    if when.missing:
        return when
    at_start = "clock" in when.fields or "now" in when.fields or when.grain.rank < Grain.HOUR.rank

    def change(span: Span) -> Span | None:
        end = span.start if at_start else span.end
        return Span(setting.now, end, Grain.SECOND) if end > setting.now else None

    made = when.mapped(lambda series: Mapped(series, change))
    return replace(made, grain=Grain.SECOND, kind=Kind.INTERVAL, fields=frozenset({"range"}), loose=False)


def _open(when: Sense, opens: str) -> Sense | None:
    if when.opens or "range" in when.fields:
        return None
    return replace(when, kind=Kind.INTERVAL, opens=opens, loose=False)


def _edge(setting: Setting, when: Sense, opens: str, *, at_end: bool) -> Sense | None:
    """Open interval whose edge is the end (or the beginning) of the time named; a clock time's is its beginning."""
    opened = _open(in_own_zone(setting, when), opens)
    if opened is None or when.missing:
        return opened
    edge_at_end = (
        at_end and "clock" not in when.fields and when.grain.rank >= Grain.HOUR.rank and "shift" not in when.fields
    )

    def change(span: Span) -> Span:
        edge = span.end if edge_at_end else span.start
        # A span as short as can be keeps its one edge in `start`, whichever side is open.
        return Span(edge, step(edge, span.grain, 1), span.grain)

    return opened.mapped(lambda series: Mapped(series, change))


def until(setting: Setting, when: Sense) -> Sense | None:
    """Return "until Friday": Friday counts."""
    return _edge(setting, when, "before", at_end=True)


def before_time(setting: Setting, when: Sense) -> Sense | None:
    """Return "before Friday": Friday does not count."""
    return _edge(setting, when, "before", at_end=False)


def after_time(setting: Setting, when: Sense) -> Sense | None:
    """Return "after Friday": from its end on."""
    return _edge(setting, when, "after", at_end=True)


def after_now(setting: Setting, length: Length) -> Sense | None:
    """Return "after 5 days": from then on."""
    shifted = from_now(setting, length)
    return _open(shifted, "after") if shifted else None


def since(setting: Setting, when: Sense) -> Sense | None:
    """Return "from Friday on", "since Friday": Friday counts."""
    return _edge(setting, when, "after", at_end=False)


def since_past(setting: Setting, when: Sense) -> Sense | None:
    """Return "since March": the latest that has begun."""
    if when.opens or when.missing:
        return None
    readings = []
    for reading in when.readings:
        span = next((s for s in reading.series.backward(setting.now) if s.start <= setting.now), None)
        span = span or next(reading.series.forward(setting.now), None)
        if span:
            readings.append(Reading(Fixed(span), reading.why))
    return _edge(setting, replace(when, readings=tuple(readings)), "after", at_end=False) if readings else None


RANGES: Operations = {
    "from_to": from_to,
    "day_numbers": day_numbers,
    "range_in_part": range_in_part,
    "clock_range": clock_range,
    "if_allowed": if_allowed,
    "bare_hours": bare_hours,
    "after_now": after_now,
    "days_of_month": days_of_month,
    "days_of_period": days_of_period,
    "months": months,
    "for_length": for_length,
    "within": within,
    "by": by,
    "until": until,
    "before_time": before_time,
    "after_time": after_time,
    "since": since,
    "since_past": since_past,
}
