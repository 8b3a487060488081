"""Times given in another zone than the writer's, moved into the writer's."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tandem.language.time_expressions.expression import Grain, Kind
from tandem.language.time_expressions.meaning.sense import Sense
from tandem.language.time_expressions.series import Mapped, Span
from tandem.language.time_expressions.setting import Setting

__all__ = ["in_own_zone"]

_MINUTE = timedelta(minutes=1)


def in_own_zone(setting: Setting, sense: Sense) -> Sense:
    """Return the sense with its times moved from the zone they were given in to the writer's; others unchanged."""
    if not sense.zone:
        return sense

    def change(span: Span) -> Span:
        start = _moved(span.start, sense.zone, setting)
        if sense.kind is Kind.MOMENT:
            return Span(start, start + _MINUTE, Grain.MINUTE)
        grain = min(span.grain, Grain.MINUTE, key=lambda grain: grain.rank)
        return Span(start, start + (span.end - span.start), grain)

    return replace(sense.mapped(lambda series: Mapped(series, change, reach=1)), zone="")


def _moved(moment: datetime, zone: str, setting: Setting) -> datetime:
    if zone[0] in "+-":
        hours, _, minutes = zone[1:].partition(":")
        offset = timedelta(hours=int(hours), minutes=int(minutes or 0)) * (-1 if zone[0] == "-" else 1)
        there = (moment - offset).replace(tzinfo=UTC)
    else:
        there = moment.replace(tzinfo=ZoneInfo(zone))
    return there.astimezone(setting.zone).replace(tzinfo=None)
