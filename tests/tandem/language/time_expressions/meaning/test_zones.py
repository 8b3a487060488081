"""Times given in another zone."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from tandem.language.time_expressions.meaning.clocks import clock_24, zoned
from tandem.language.time_expressions.meaning.zones import in_own_zone


def test_a_time_without_a_zone_is_the_writers(setting):
    sense = clock_24(setting, 15, 0)
    assert in_own_zone(setting, sense) is sense


def test_an_offset_with_minutes_is_moved_exactly(setting):
    sense = in_own_zone(setting, zoned(setting, clock_24(setting, 21, 30), "+5:30"))
    assert sense.first(setting).start.time().isoformat() == "16:00:00"
    assert sense.zone == ""


def test_the_move_may_change_the_day(setting):
    tokyo = replace(setting, zone=ZoneInfo("Asia/Tokyo"))
    sense = in_own_zone(tokyo, zoned(tokyo, clock_24(tokyo, 18, 0), "America/New_York"))
    assert sense.first(tokyo).start.hour == 7


def test_a_zone_is_given_once(setting):
    once = zoned(setting, clock_24(setting, 15, 0), "+1")
    assert zoned(setting, once, "+2") is None
