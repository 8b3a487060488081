"""From a sense to moments: which span each reading gives, and which reading comes first."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice

from tandem.language.time_expressions.chart import Edge
from tandem.language.time_expressions.expression import Choice, Grain, Kind, TimeExpression
from tandem.language.time_expressions.meaning.sense import Length, Reading, Recurrence, Sense
from tandem.language.time_expressions.meaning.zones import in_own_zone
from tandem.language.time_expressions.series import Span
from tandem.language.time_expressions.setting import Setting

__all__ = ["resolve"]

_WORKING_HOURS = range(7, 19)
_LETTERS = {
    Grain.SECOND: "S",
    Grain.MINUTE: "M",
    Grain.HOUR: "H",
    Grain.DAY: "D",
    Grain.WEEK: "W",
    Grain.MONTH: "M",
    Grain.YEAR: "Y",
}


def resolve(edge: Edge, text: str, first: int, last: int, setting: Setting) -> TimeExpression | None:
    """Return the expression an edge stands for; `None` where the calendar has no such time."""
    if isinstance(edge.value, Length):
        return _of_length(edge, text, first, last)
    if isinstance(edge.value, Recurrence):
        return _of_recurrence(edge, text, first, last, setting)
    return _of_sense(edge, text, first, last, setting)


def _of_length(edge: Edge, text: str, first: int, last: int) -> TimeExpression:
    length: Length = edge.value
    return TimeExpression(
        text,
        first,
        last,
        Kind.DURATION,
        None,
        None,
        length.grain,
        confidence=0.7 if length.vague else 0.95,
        rule=edge.rules[-1],
        rules=edge.rules,
        duration=_iso(length),
    )


def _iso(length: Length) -> str:
    """Return a length as ISO 8601 text; parts of an hour become minutes, quarters three months."""
    if length.business:
        return f"P{length.amount:g}BD"
    amount, grain = length.amount, length.grain
    if grain is Grain.QUARTER:
        amount, grain = amount * 3, Grain.MONTH
    if grain in (Grain.HOUR, Grain.MINUTE, Grain.SECOND):
        seconds = round(amount * {Grain.HOUR: 3600, Grain.MINUTE: 60, Grain.SECOND: 1}[grain])
        parts = ((seconds // 3600, "H"), (seconds % 3600 // 60, "M"), (seconds % 60, "S"))
        return "PT" + "".join(f"{n}{letter}" for n, letter in parts if n)
    if grain is Grain.YEAR and amount != int(amount):
        amount, grain = amount * 12, Grain.MONTH
    return f"P{amount:g}{_LETTERS[grain]}"


def _of_recurrence(edge: Edge, text: str, first: int, last: int, setting: Setting) -> TimeExpression | None:
    recurrence: Recurrence = edge.value
    span = next((s for s in recurrence.series.forward(setting.now) if s.start >= setting.now), None)
    if span is None:
        return None
    rule = "RRULE:" + ";".join(f"{key}={value}" for key, value in recurrence.parts)
    return TimeExpression(
        text,
        first,
        last,
        Kind.RECURRENCE,
        _aware(span.start, setting),
        _aware(span.end, setting),
        recurrence.grain,
        confidence=0.95,
        rule=edge.rules[-1],
        rules=edge.rules,
        recurrence=rule,
    )


def _of_sense(edge: Edge, text: str, first: int, last: int, setting: Setting) -> TimeExpression | None:
    sense: Sense = in_own_zone(setting, edge.value)
    make = _maker(edge, text, first, last, sense)
    if sense.missing and "anchor" in sense.fields:
        return make(None, None, sense.grain, (), 0.5)
    readings = [*sense.readings, *(_said_today(reading) for reading in sense.readings if _may_be_today(sense))]
    found = [(span, reading) for reading in readings if (span := _span(sense, reading, setting)) is not None]
    if not found:
        return None
    if sense.by_clock:
        found.sort(key=_clock_order(setting, zoned="zoned" in sense.fields))
    unique = list({(span.start, span.end, span.grain): (span, reading) for span, reading in reversed(found)}.values())[
        ::-1
    ]
    bounds = [_bounds(sense, span, setting) for span, _ in unique]
    choices = tuple(
        Choice(start, end, span.grain, reading.why)
        for (start, end), (span, reading) in zip(bounds, unique, strict=True)
    )
    start, end = bounds[0]
    return make(start, end, unique[0][0].grain, choices if len(choices) > 1 else (), _confidence(sense, len(choices)))


_TODAY = "today"


def _may_be_today(sense: Sense) -> bool:
    """Whether it is a weekday with a time of the day, which said on that weekday may mean today's."""
    return (
        "weekday" in sense.fields
        and bool(sense.fields & {"clock", "part"})
        and not sense.fields & {"fixed", "day", "range"}
    )


def _said_today(reading: Reading) -> Reading:
    return Reading(reading.series, _TODAY)


def _maker(edge: Edge, text: str, first: int, last: int, sense: Sense) -> Callable[..., TimeExpression]:
    def make(
        start: datetime | None, end: datetime | None, grain: Grain, choices: tuple[Choice, ...], confidence: float
    ) -> TimeExpression:
        return TimeExpression(
            text,
            first,
            last,
            sense.kind,
            start,
            end,
            grain,
            choices,
            confidence,
            edge.rules[-1],
            edge.rules,
            missing=sense.missing,
        )

    return make


def _confidence(sense: Sense, n_choices: int) -> float:
    if n_choices > 1:
        return 0.75 if sense.by_clock else 0.6
    if sense.missing:
        return 0.5
    return 0.8 if sense.loose or sense.latent else 0.95


def _clock_order(setting: Setting, *, zoned: bool) -> Callable[[tuple[Span, Reading]], tuple[bool, bool, datetime]]:
    def order(item: tuple[Span, Reading]) -> tuple[bool, bool, datetime]:
        span = item[0]
        # Of "by 4" it is the end that was said; its beginning is now.
        said = span.end if span.start == setting.now else span.start
        outside = setting.conventions.working_hours_first and said.hour not in _WORKING_HOURS
        # In another zone it is the order of their day that counts, which is the order of the readings.
        return item[1].why == _TODAY, outside, setting.now if zoned else said

    return order


def _span(sense: Sense, reading: Reading, setting: Setting) -> Span | None:
    """Return the span a reading means now: the present or next one, otherwise the last."""
    series, now = reading.series, setting.now
    if sense.fields == {"weekday"}:
        today = setting.unit(Grain.DAY)
        return next((s for s in islice(series.forward(now), 3) if s.start >= today.end), None)
    if _may_be_today(sense):
        today = setting.unit(Grain.DAY)
        if reading.why == _TODAY:
            return next((s for s in islice(series.forward(now), 2) if s.start < today.end), None)
        return next((s for s in islice(series.forward(now), 5) if s.start >= today.end), None)
    if "clock" in sense.fields and not sense.by_clock and not sense.fields & {"fixed", "range"}:
        now = setting.floor(now, Grain.HOUR)
    if sense.by_clock and not sense.fields & {"fixed", "weekday", "day"}:
        found = next((s for s in islice(series.forward(now), 3) if s.start >= now), None)
        return found or next(series.backward(now), None)
    return next(series.forward(now), None) or next(series.backward(now + timedelta(days=1)), None)


def _bounds(sense: Sense, span: Span, setting: Setting) -> tuple[datetime | None, datetime | None]:
    start, end = _aware(span.start, setting), _aware(span.end, setting)
    if sense.opens == "after":
        return start, None
    if sense.opens == "before":
        return None, start
    return start, end


def _aware(moment: datetime, setting: Setting) -> datetime:
    return moment.replace(tzinfo=setting.zone)
