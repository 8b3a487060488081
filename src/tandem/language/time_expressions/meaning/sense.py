"""What a rule makes: a sense (series with its readings), a length of time, a recurrence."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Any

from tandem.language.time_expressions.expression import Grain, Kind
from tandem.language.time_expressions.series import Fixed, Mapped, Series, Span, Within
from tandem.language.time_expressions.setting import Setting

__all__ = ["Length", "Operations", "Reading", "Recurrence", "Sense", "both", "covered", "fixed", "inside", "one"]

Operations = dict[str, Callable[..., Any]]

_MOST_READINGS = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take an expression, and what makes it different."""

    series: Series
    why: str = ""


@dataclass(frozen=True, slots=True)
class Sense:
    """A time that is not resolved yet.

    Attributes:
        readings: at least one; the likelier first.
        grain: the finest grain spoken.
        fields: what was said: "weekday", "day", "month", "year", "clock", "part", "holiday", "fixed", "shift", …
        kind: moment or interval.
        opens: "after" or "before" for an interval open on one side.
        by_clock: whether the readings differ by morning and afternoon, so that working hours decide.
        loose: whether it counts only where the next word allows it.
        hour: for a clock time, its hour as spoken.
        missing: the account's date it needs and does not have.
        recurring: where the readings are single spans picked from a series, that series.
        zone: the zone a clock time was given in, where it was; it is applied last, when the day is known.
        latent: whether it is a time only in a field known to hold times.
    """

    readings: tuple[Reading, ...]
    grain: Grain
    fields: frozenset[str]
    kind: Kind = Kind.MOMENT
    opens: str = ""
    by_clock: bool = False
    loose: bool = False
    hour: int = -1
    missing: str = ""
    recurring: Series | None = None
    zone: str = ""
    latent: bool = False

    def mapped(self, change: Callable[[Series], Series]) -> "Sense":
        """Return the sense with each reading's series changed."""
        return replace(self, readings=tuple(Reading(change(r.series), r.why) for r in self.readings))

    def first(self, setting: Setting) -> Span | None:
        """Return the present or next span of the likelier reading, or its last one where none comes."""
        series = self.readings[0].series
        return next(series.forward(setting.now), None) or next(series.backward(setting.now), None)


def one(series: Series, grain: Grain, *fields: str, kind: Kind = Kind.MOMENT) -> Sense:
    """Return a sense with one reading."""
    return Sense((Reading(series),), grain, frozenset(fields), kind)


def fixed(span: Span, *fields: str, kind: Kind = Kind.MOMENT) -> Sense:
    """Return a sense with one known span."""
    return one(Fixed(span), span.grain, "fixed", *fields, kind=kind)


_KNOWN = frozenset({"fixed", "year"})


def covered(inner: Series, outer: Series) -> Series:
    """The spans of `inner` that begin inside one of `outer`: as `Within`, but cheap where `inner` has few spans."""

    def change(span: Span) -> Span | None:
        around = next(outer.forward(span.start), None)
        return span if around is not None and around.start <= span.start else None

    return Mapped(inner, change)


def inside(outer: Sense, inner: Sense) -> Sense | None:
    """Return `inner` within `outer`, every reading of one with every reading of the other."""
    inner_is_known = bool(inner.fields & _KNOWN) and not outer.fields & _KNOWN
    readings = []
    for a, b in product(outer.readings, inner.readings):
        part = inner.recurring or b.series
        series = covered(part, a.series) if inner_is_known else Within(a.series, part)
        if isinstance(a.series, Fixed) and not list(islice(series.forward(a.series.span.start), 1)):
            continue
        readings.append(Reading(series, a.why or b.why))
    if not readings:
        return None
    return Sense(
        tuple(readings[:_MOST_READINGS]),
        min(outer.grain, inner.grain, key=lambda grain: grain.rank),
        outer.fields | inner.fields,
        inner.kind,
        by_clock=inner.by_clock or outer.by_clock,
        loose=any(sense.loose and sense.fields == {"day"} for sense in (outer, inner)),
        hour=inner.hour,
        zone=inner.zone or outer.zone,
    )


_DAYS = frozenset({"weekday", "day", "holiday", "weekend"})


def _fits(outer: Sense, inner: Sense) -> bool:
    shared = (outer.fields & inner.fields) - {"fixed", "shift"}
    if shared or outer.opens or inner.opens or outer.kind is Kind.INTERVAL or outer.missing or inner.missing:
        return False
    if inner.fields & {"clock", "part"}:
        return outer.grain is Grain.DAY or "shift" in outer.fields
    if "weekday" in inner.fields and outer.grain.rank > Grain.WEEK.rank and "day" not in outer.fields:
        return False
    if outer.grain is inner.grain:
        return outer.grain is Grain.DAY and bool({"weekday"} & (outer.fields | inner.fields))
    return "fixed" not in inner.fields or "fixed" in outer.fields


def both(_: Setting, a: Sense, b: Sense) -> Sense | None:
    """Return what is both `a` and `b` ("tomorrow" and "5 pm"); `None` where they do not go together."""
    outer, inner = (a, b) if a.grain.rank >= b.grain.rank else (b, a)
    if a.grain is b.grain and "weekday" in a.fields:
        outer, inner = b, a
    if inner.grain is Grain.DAY and outer.grain is Grain.DAY and "weekday" in outer.fields:
        outer, inner = inner, outer
    return inside(outer, inner) if _fits(outer, inner) else None


@dataclass(frozen=True, slots=True)
class Length:
    """An amount of time: so many units.

    Attributes:
        amount: how many, > 0; may be a fraction.
        grain: of which unit.
        business: whether the units are business days.
        vague: whether the amount was "a few" or the like.
    """

    amount: float
    grain: Grain
    business: bool = False
    vague: bool = False


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A recurrence: parts of an RFC 5545 rule, in order, and the series of its first occurrence."""

    parts: tuple[tuple[str, str], ...]
    series: Series
    grain: Grain
