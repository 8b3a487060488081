"""Times on the clock, parts of the day, time zones."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from tandem.language.time_expressions.expression import Grain, Kind
from tandem.language.time_expressions.meaning.sense import Operations, Reading, Sense, inside, one
from tandem.language.time_expressions.series import Cycle, Fixed, Mapped, Series, Span
from tandem.language.time_expressions.setting import Setting

__all__ = ["CLOCKS"]

_LENGTH = {Grain.HOUR: timedelta(hours=1), Grain.MINUTE: timedelta(minutes=1), Grain.SECOND: timedelta(seconds=1)}
_MIDNIGHT = timedelta(hours=24)


def _daily(hour: int, minute: int, second: int, grain: Grain) -> Cycle:
    at = timedelta(hours=hour, minutes=minute, seconds=second)

    def members(day: datetime) -> list[Span]:
        return [Span(day + at, day + at + _LENGTH[grain], grain)]

    return Cycle(Grain.DAY, members)


def _clock(hour: int, minute: int = 0, second: int = 0, *, grain: Grain, twelve: bool) -> Sense | None:
    if not (0 <= hour <= 24 and 0 <= minute < 60 and 0 <= second < 60):
        return None
    hour %= 24
    fields = frozenset({"clock"})
    if not twelve or hour > 12 or hour == 0:
        return Sense((Reading(_daily(hour, minute, second, grain)),), grain, fields, hour=hour)
    early, late = hour % 12, hour % 12 + 12
    readings = (
        Reading(_daily(early, minute, second, grain), "before noon"),
        Reading(_daily(late, minute, second, grain), "after noon"),
    )
    return Sense(readings, grain, fields, by_clock=True, hour=hour)


def hour_only(_: Setting, hour: int) -> Sense | None:
    """Return "3" said as an hour: before or after noon is open."""
    return _clock(hour, grain=Grain.HOUR, twelve=True) if 0 <= hour <= 24 else None


def hour_loose(setting: Setting, hour: int) -> Sense | None:
    """Return "at 3": a time only where the words after it allow it."""
    sense = hour_only(setting, hour)
    return replace(sense, loose=True) if sense else None


def clock(_: Setting, hour: str | int, minute: str | int) -> Sense | None:
    """Return "3:15"; with a leading zero or from 13 on there is one reading only."""
    leading_zero = isinstance(hour, str) and hour.startswith("0")
    return _clock(int(hour), int(minute), grain=Grain.MINUTE, twelve=not leading_zero)


def clock_24(_: Setting, hour: str | int, minute: str | int) -> Sense | None:
    """Return a time in the 24-hour count, to the minute."""
    return _clock(int(hour), int(minute or 0), grain=Grain.MINUTE, twelve=False)


def hour_24(_: Setting, hour: str | int) -> Sense | None:
    """Return a whole hour in the 24-hour count."""
    return _clock(int(hour), grain=Grain.HOUR, twelve=False)


def clock_seconds(_: Setting, hour: str, minute: str, second: str) -> Sense | None:
    """Return "15:23:24"."""
    return _clock(int(hour), int(minute), int(second), grain=Grain.SECOND, twelve=not hour.startswith("0"))


def run_together(setting: Setting, figures: str) -> Sense | None:
    """Return "1030" or "730" as a time."""
    return clock(setting, figures[:-2], figures[-2:])


def spoken_minutes(setting: Setting, hour: int, minute: int) -> Sense | None:
    """Return "ten thirty"."""
    return clock(setting, hour, minute) if 1 <= hour <= 24 and 0 <= minute < 60 else None


def meridiem(_: Setting, sense: Sense, half: str) -> Sense | None:
    """Return a time with "am" or "pm"."""
    if "clock" not in sense.fields or not 1 <= sense.hour <= 12:
        return None
    if len(sense.readings) == 1:
        return _single_half(sense, half)
    hour = sense.hour % 12 + (12 if half == "pm" else 0)
    reading = Reading(sense.readings[half == "pm"].series)
    return replace(sense, readings=(reading,), by_clock=False, loose=False, hour=hour)


def _single_half(sense: Sense, half: str) -> Sense:
    """A leading zero ("07:00 PM") fixed the hour to the morning; "pm" moves it."""
    if half == "am" or sense.hour == 12:
        return sense
    return replace(sense.mapped(lambda series: _moved(series, timedelta(hours=12))), hour=sense.hour + 12)


def _moved(series: Series, by: timedelta) -> Series:
    return Mapped(series, lambda span: Span(span.start + by, span.end + by, span.grain), reach=1)


def half_word(_: Setting, letter: str) -> str:
    """Return "am" or "pm" for the letter a or p."""
    return f"{letter.lower()}m"


def spoken_tens(setting: Setting, hour: int, minute: int) -> Sense | None:
    """Return "at three twenty": the minutes in two figures, so that "at two three" is none."""
    return spoken_minutes(setting, hour, minute) if minute >= 10 else None


def hour_on_day(_: Setting, hour: Sense, day: Sense) -> Sense | None:
    """Return "9 tomorrow": a bare hour with a day that was named."""
    return inside(day, hour) if "named" in day.fields and day.grain is Grain.DAY and not day.opens else None


def minutes_after(_: Setting, minutes: float, sense: Sense) -> Sense | None:
    """Return "20 past 3" (or, with a negative number, "20 to 3")."""
    if "clock" not in sense.fields or sense.grain is Grain.SECOND or not 0 < abs(minutes) < 60:
        return None

    def change(span: Span) -> Span:
        start = span.start + timedelta(minutes=minutes)
        return Span(start, start + _LENGTH[Grain.MINUTE], Grain.MINUTE)

    return replace(sense.mapped(lambda series: Mapped(series, change, reach=1)), grain=Grain.MINUTE, loose=False)


def minutes_before(setting: Setting, minutes: float, sense: Sense) -> Sense | None:
    """Return "20 to 3"."""
    return minutes_after(setting, -minutes, sense)


def half_before(setting: Setting, hour: int) -> Sense | None:
    """Return "halb drei": half an hour before the full hour."""
    return clock(setting, (hour - 2) % 12 + 1, 30) if 1 <= hour <= 12 else None


def part_of_day(_: Setting, first: int, last: int) -> Sense:
    """Return the hours `first` to `last` of every day; 24 is the next midnight."""

    def members(day: datetime) -> list[Span]:
        return [Span(day + timedelta(hours=first), day + timedelta(hours=last), Grain.HOUR)]

    return one(Cycle(Grain.DAY, members), Grain.HOUR, "part", kind=Kind.INTERVAL)


def part_word(setting: Setting, hours: str) -> Sense:
    """Return a part of the day given as "12-19" in the word list."""
    first, _, last = hours.partition("-")
    return part_of_day(setting, int(first), int(last))


def early_part(_: Setting, part: Sense) -> Sense | None:
    """Return the earlier part of a part of the day: of the morning, until 9."""
    return _cut(part, 0.0, 0.75)


def late_part(_: Setting, part: Sense) -> Sense | None:
    """Return the later half of a part of the day."""
    return _cut(part, 0.5, 1.0)


def _cut(part: Sense, first: float, last: float) -> Sense | None:
    if "part" not in part.fields or part.kind is not Kind.INTERVAL:
        return None

    def change(span: Span) -> Span:
        whole = span.end - span.start
        return Span(span.start + whole * first, span.start + whole * last, Grain.HOUR)

    return part.mapped(lambda series: Mapped(series, change))


def part_now(setting: Setting, part: Sense) -> Sense | None:
    """Return "this afternoon", "tonight": the part of today."""
    today = one(Fixed(setting.unit(Grain.DAY)), Grain.DAY, "fixed", "named")
    return inside(today, part)


def part_then(setting: Setting, part: Sense, offset: int) -> Sense | None:
    """Return the part of the day `offset` days away: "last night"."""
    return inside(one(Fixed(setting.unit(Grain.DAY, offset)), Grain.DAY, "fixed", "named"), part)


def clock_in_part(setting: Setting, sense: Sense, part: Sense) -> Sense | None:
    """Return "3 in the afternoon", "tonight at 8": the part of the day says which half is meant."""
    if "clock" not in sense.fields or "part" not in part.fields or "clock" in part.fields:
        return None
    hours = part.first(setting)
    if hours is None or hours.grain is not Grain.HOUR:
        return None
    afternoon = hours.end.time() == time() or hours.end.hour > 12
    chosen = sense
    if sense.by_clock:
        if sense.hour == 12 and hours.start.hour >= 18:
            chosen = replace(sense, readings=(Reading(_moved(sense.readings[0].series, _MIDNIGHT)),), by_clock=False)
        else:
            chosen = replace(sense, readings=(Reading(sense.readings[afternoon].series),), by_clock=False)
    chosen = replace(chosen, loose=False)
    return _on_the_day(setting, chosen, part, hours)


def _on_the_day(setting: Setting, sense: Sense, part: Sense, hours: Span) -> Sense | None:
    if part.fields == {"part"}:
        return replace(sense, fields=sense.fields | {"part"})
    day = setting.floor(hours.start, Grain.DAY)
    is_evening = hours.start.hour >= 18
    # "Tomorrow evening at 12" is the midnight that ends the day, not the one that begins it.
    begin = day + timedelta(hours=12 if is_evening else 0)
    end = day + timedelta(days=1, hours=1 if is_evening else 0)
    if "named" in part.fields and day == setting.floor(setting.now, Grain.DAY):
        # "This morning at 3", said at 5, is the next 3 o'clock.
        return replace(sense, fields=sense.fields | {"part"})
    outer = replace(one(Fixed(Span(begin, end, Grain.DAY)), Grain.DAY, "fixed"), fields=part.fields)
    placed = inside(outer, sense)
    return replace(placed, kind=Kind.MOMENT) if placed else None


def zoned(_: Setting, sense: Sense, zone: str) -> Sense | None:
    """Return a clock time that was given in a named zone; it counts to the minute."""
    if "clock" not in sense.fields or sense.zone:
        return None
    return replace(sense, zone=zone, grain=Grain.MINUTE, fields=sense.fields | {"zoned"}, loose=False)


CLOCKS: Operations = {
    "hour_only": hour_only,
    "hour_loose": hour_loose,
    "clock": clock,
    "clock_24": clock_24,
    "hour_24": hour_24,
    "clock_seconds": clock_seconds,
    "run_together": run_together,
    "spoken_minutes": spoken_minutes,
    "meridiem": meridiem,
    "half_word": half_word,
    "spoken_tens": spoken_tens,
    "hour_on_day": hour_on_day,
    "minutes_after": minutes_after,
    "minutes_before": minutes_before,
    "half_before": half_before,
    "part_of_day": part_of_day,
    "part_word": part_word,
    "early_part": early_part,
    "late_part": late_part,
    "part_now": part_now,
    "part_then": part_then,
    "clock_in_part": clock_in_part,
    "zoned": zoned,
}
