"""Moving by an amount of time: in two weeks, three days ago, a week after the renewal; and the account's own dates."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice

from tandem.language.time_expressions.calendar_steps import step
from tandem.language.time_expressions.expression import Grain, Kind
from tandem.language.time_expressions.holidays.rules import holiday_rules
from tandem.language.time_expressions.meaning.sense import Length, Operations, Reading, Sense, fixed, one
from tandem.language.time_expressions.meaning.zones import in_own_zone
from tandem.language.time_expressions.series import Cycle, Fixed, Mapped, Span
from tandem.language.time_expressions.setting import Setting

__all__ = ["SHIFTS"]

_DAY = timedelta(days=1)
# An amount is known to about the next finer unit: "in two years" is a month, "in two hours" a minute.
_KNOWN_TO = {
    Grain.SECOND: Grain.SECOND,
    Grain.MINUTE: Grain.SECOND,
    Grain.HOUR: Grain.MINUTE,
    Grain.WEEK: Grain.DAY,
    Grain.MONTH: Grain.DAY,
    Grain.QUARTER: Grain.DAY,
    Grain.YEAR: Grain.MONTH,
}


def _grain_of(setting: Setting, length: Length) -> Grain:
    if length.grain is Grain.DAY:
        return Grain.DAY if length.business else setting.conventions.grain_of_days
    grain = _KNOWN_TO[length.grain]
    whole = length.amount == int(length.amount)
    return grain if whole or grain is Grain.SECOND else _KNOWN_TO[grain] if grain is not Grain.DAY else Grain.DAY


def _moved(setting: Setting, moment: datetime, length: Length, sign: int) -> datetime:
    if length.business:
        return datetime.combine(setting.business_day(moment.date(), sign * int(length.amount)), time())
    return setting.later(moment, length.grain, sign * length.amount)


def from_now(setting: Setting, length: Length) -> Sense | None:
    """Return "in two weeks"."""
    return _around_now(setting, length, 1)


def ago(setting: Setting, length: Length) -> Sense | None:
    """Return "two weeks ago"."""
    return _around_now(setting, length, -1)


def _around_now(setting: Setting, length: Length, sign: int) -> Sense | None:
    grain = _grain_of(setting, length)
    try:
        start = setting.floor(_moved(setting, setting.now, length, sign), grain)
        return fixed(Span(start, step(start, grain, 1), grain), "shift")
    except (ValueError, OverflowError):  # beyond the calendar's years
        return None


def after(setting: Setting, length: Length, when: Sense) -> Sense | None:
    """Return "two weeks after Easter"."""
    return _shifted(setting, length, when, 1)


def before(setting: Setting, length: Length, when: Sense) -> Sense | None:
    """Return "two weeks before Easter"."""
    return _shifted(setting, length, when, -1)


def _shifted(setting: Setting, length: Length, when: Sense, sign: int) -> Sense | None:
    when = in_own_zone(setting, when)
    if when.opens or "shift" in when.fields:
        return None
    if when.missing:
        return replace(when, fields=when.fields | {"shift"})
    if when.fields == {"weekday"}:
        coming = next_weekday(setting, when)
        return _shifted(setting, length, coming, sign) if coming else None
    if when.grain.rank > Grain.DAY.rank or (length.grain.rank < Grain.DAY.rank and when.grain is Grain.DAY):
        return None

    def change(span: Span) -> Span:
        # From the end of the month one counts from its last day.
        origin = span.end - _DAY if when.kind is Kind.INTERVAL and (sign > 0 or "end" in when.fields) else span.start
        start = _moved(setting, origin, length, sign)
        finer = min(span.grain, length.grain, key=lambda grain: grain.rank)
        return Span(start, step(start, finer, 1), finer)

    reach = (
        int({Grain.YEAR: 366, Grain.QUARTER: 92, Grain.MONTH: 31, Grain.WEEK: 7}.get(length.grain, 1) * length.amount)
        + 8
    )
    moved = when.mapped(lambda series: Mapped(series, change, reach=min(reach, 40000)))
    return replace(moved, kind=Kind.MOMENT, fields=when.fields | {"shift"}, loose=False)


def loose_minutes(setting: Setting, amount: int) -> Sense | None:
    """Return "in 15": minutes, where nothing else follows."""
    if not 1 <= amount <= 60:
        return None
    sense = from_now(setting, Length(amount, Grain.MINUTE))
    return replace(sense, loose=True) if sense else None


def next_weekday(setting: Setting, weekday: Sense) -> Sense | None:
    """Return the coming Friday, today's left out: from it one counts in "a week from Friday"."""
    return nth_from_now(setting, 1, weekday)


def nth_from_now(setting: Setting, n: int, sense: Sense) -> Sense | None:
    """Return "three Fridays from now" (or, with a negative number, "three Fridays ago")."""
    if sense.fields != {"weekday"} or n == 0:
        return None
    series, today = sense.readings[0].series, setting.unit(Grain.DAY)
    if n > 0:
        walk = (s for s in series.forward(today.end) if s.start >= today.end)
    else:
        walk = (s for s in series.backward(today.start) if s.end <= today.start)
    found = next(islice(walk, abs(n) - 1, None), None)
    return fixed(found, "weekday", "counted") if found else None


def nth_ago(setting: Setting, n: int, sense: Sense) -> Sense | None:
    """Return "three Fridays ago"."""
    return nth_from_now(setting, -n, sense)


def in_shift(setting: Setting, sense: Sense, shift: Sense) -> Sense | None:
    """Return "March in a year", "Thanksgiving two years ago": the first one from the shifted moment on."""
    if "shift" not in shift.fields or sense.fields & {"fixed", "shift", "year", "clock", "part"}:
        return None
    if not sense.fields & {"month", "holiday"}:
        return None
    origin = shift.first(setting)
    if origin is None:
        return None
    readings = []
    for reading in sense.readings:
        span = next((s for s in reading.series.forward(origin.start) if s.start >= origin.start), None)
        if span:
            readings.append(Reading(Fixed(span), reading.why))
    return replace(sense, readings=tuple(readings), fields=sense.fields | {"fixed"}) if readings else None


def business_day(setting: Setting, n: int) -> Sense:
    """Return the n-th business day from today."""
    start = datetime.combine(setting.business_day(setting.now.date(), n), time())
    return fixed(Span(start, start + _DAY, Grain.DAY), "day")


def nth_business_day(setting: Setting, n: int, period: Sense) -> Sense | None:
    """Return the n-th business day of a period; the last for -1."""
    if period.grain.rank <= Grain.DAY.rank or period.opens:
        return None

    def change(span: Span) -> Span:
        edge = span.start - _DAY if n > 0 else span.end
        start = datetime.combine(setting.business_day(edge.date(), n), time())
        return Span(start, start + _DAY, Grain.DAY)

    return replace(
        period.mapped(lambda series: Mapped(series, change)), grain=Grain.DAY, fields=period.fields | {"day"}
    )


def holiday_word(setting: Setting, name: str) -> Sense | None:
    """Return a holiday, by the rule of the country; where that is not known, every rule is offered."""
    rule = holiday_rules().get(name)
    if rule is None:
        return None
    text = rule.text_for(setting.country)
    texts = (text,) if setting.country and text else rule.texts()
    readings = []
    for one_text in texts:
        places = sorted(code for code, own in rule.in_country.items() if own == one_text)

        def members(year: datetime, chosen: str = one_text) -> list[Span]:
            span = rule.span(chosen, year.year)
            return [span] if span else []

        why = f"as kept in {', '.join(places)}" if places else "as kept elsewhere"
        readings.append(Reading(Cycle(Grain.YEAR, members), why if len(texts) > 1 else ""))
    kind = Kind.INTERVAL if rule.is_long(texts[0]) else Kind.MOMENT
    return Sense(tuple(readings), rule.grain, frozenset({"holiday"}), kind)


def holiday_weekend(_: Setting, holiday: Sense) -> Sense | None:
    """Return the long weekend that ends with a Monday holiday, or the weekend next to it."""
    if holiday.fields - {"fixed"} != {"holiday"}:
        return None

    def change(span: Span) -> Span:
        friday = span.start - timedelta(days=(span.start.weekday() - 4) % 7)
        return Span(friday + timedelta(hours=18), max(span.end, friday + timedelta(days=3)), Grain.HOUR)

    made = holiday.mapped(lambda series: Mapped(series, change, reach=4))
    return replace(made, grain=Grain.HOUR, kind=Kind.INTERVAL)


def anchor_word(setting: Setting, name: str) -> Sense:
    """Return one of the account's own dates; where it was not given, a time that says which date is missing."""
    day = setting.anchors.get(name)
    if day is None:
        return replace(fixed(setting.unit(Grain.DAY), "anchor"), missing=name)
    start = datetime.combine(day if not isinstance(day, datetime) else date(day.year, day.month, day.day), time())
    return one(Fixed(Span(start, start + _DAY, Grain.DAY)), Grain.DAY, "anchor", "fixed")


def when_anchor(setting: Setting, when: Sense, anchor: Sense) -> Sense | None:
    """Return "in two months when it's renewal time": the account's date, if it fits; otherwise both are offered."""
    if when.opens or when.missing or "anchor" in when.fields:
        return None
    if anchor.missing:
        return replace(when, missing=anchor.missing)
    said, kept = when.first(setting), anchor.first(setting)
    if said is None or kept is None:
        return None
    away = abs(kept.start - said.start)
    if away <= max(timedelta(days=7), abs(said.start - setting.now) / 4):
        return anchor
    readings = (Reading(Fixed(kept), "the account's date"), Reading(Fixed(said), "the time as said"))
    return replace(anchor, readings=readings)


SHIFTS: Operations = {
    "from_now": from_now,
    "ago": ago,
    "after": after,
    "before": before,
    "loose_minutes": loose_minutes,
    "nth_from_now": nth_from_now,
    "nth_ago": nth_ago,
    "in_shift": in_shift,
    "business_day": business_day,
    "nth_business_day": nth_business_day,
    "holiday_word": holiday_word,
    "holiday_weekend": holiday_weekend,
    "anchor_word": anchor_word,
    "when_anchor": when_anchor,
}
