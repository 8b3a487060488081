"""Dates and moments as people and systems write them, and back."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tandem.tables.values.reading import Ambiguous, Choice, Reading

__all__ = ["DATE_PATTERN", "Moment", "decide_dates", "parse_moment", "render_moment"]

_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "jan january januar janvier enero gennaio januari",
            ("feb february februar février fevrier febrero febbraio februari fév"),
            "mar march märz maerz mars marzo maart mär",
            "apr april avril abril aprile avr abr",
            "may mai mayo maggio mei mag",
            "jun june juni juin junio giugno giu",
            "jul july juli juillet julio luglio lug",
            "aug august août aout agosto augustus ago",
            "sep sept september septembre septiembre settembre set",
            "oct october oktober octobre octubre ottobre okt ott",
            "nov november novembre noviembre",
            "dec december dezember décembre decembre diciembre dicembre dez dic déc",
        ),
        start=1,
    )
    for word in words.split()
}
DATE_PATTERN = (
    r"(?P<a>\d{1,4})(?P<sep>[-/.])(?P<b>\d{1,2})[-/.](?P<c>\d{1,4})"
    r"(?:(?P<gap>[T ]|, )(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2})(?P<frac>[.,]\d{1,9})?)? ?(?P<ap>[AaPp]\.?[Mm]\.?)?"
    r" ?(?P<tz>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?"
)
_NUMERIC = re.compile(DATE_PATTERN)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})Z?)?")
_NAMED = re.compile(
    r"(?:\w{2,9},? )?(?:(?P<d>\d{1,2})(?:st|nd|rd|th|\.)?[ -](?P<mon>[^\W\d]{3,10})\.?[ ,-]+(?P<y>\d{4})"
    r"|(?P<mon2>[^\W\d]{3,10})\.? (?P<d2>\d{1,2})(?:st|nd|rd|th)?,? (?P<y2>\d{4}))"
    r"(?:,?(?: at)? (?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2}))? ?(?P<ap>[AaPp]\.?[Mm]\.?)?"
    r" ?(?P<tz>[+-]\d{2}:?\d{2}|[A-Z]{2,4})?)?"
)
_EXCEL_DAY_0 = datetime(1899, 12, 30, tzinfo=UTC)
_ZONES = {
    "Z": 0,
    "UTC": 0,
    "GMT": 0,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "CET": 1,
    "CEST": 2,
}


@dataclass(frozen=True)
class Moment:
    """A parsed cell.

    Attributes:
        at: aware UTC instant.
        zone: the zone it was written in: "+02:00", "UTC", or the column's IANA name.
        has_time: whether the cell had a time of day.
    """

    at: datetime
    zone: str
    has_time: bool


def parse_moment(text: str, reading: Reading) -> Moment | None:
    """Return the moment a cell holds; `None` if it is none, or no possible date.

    Examples
    --------
    >>> parse_moment("3/15/2024 2:30 PM", Reading(date_order="mdy", zone="America/New_York")).at.isoformat()
    '2024-03-15T18:30:00+00:00'
    >>> parse_moment("31.02.2024", Reading(date_order="dmy")) is None
    True
    """
    stripped = text.strip()
    if reading.layout in ("excel", "unix", "unix_ms"):
        return _counted(stripped, reading.layout)
    try:
        if found := _NUMERIC.fullmatch(stripped):
            day = _ordered(found["a"], found["b"], found["c"], reading.date_order)
            return _moment(day, found.groupdict(), reading)
        if compact := _COMPACT.fullmatch(stripped):
            year, month, number, *clock = compact.groups()
            return _moment((int(year), int(month), int(number)), dict(zip("hms", clock, strict=True)), reading)
        if named := _NAMED.fullmatch(stripped):
            month_number = _MONTHS.get((named["mon"] or named["mon2"]).casefold(), 0)
            day = (int(named["y"] or named["y2"]), month_number, int(named["d"] or named["d2"]))
            return _moment(day, named.groupdict(), reading)
    except (ValueError, OverflowError):
        return None
    return None


def _counted(text: str, layout: str) -> Moment | None:
    try:
        number = float(text)
        if layout == "excel":
            at = _EXCEL_DAY_0 + timedelta(microseconds=round(number * 86_400) * 1_000_000)
            return Moment(at, "UTC", has_time=not number.is_integer())
        seconds = number / 1000 if layout == "unix_ms" else number
        return Moment(
            datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=round(seconds * 1_000_000)), "UTC", has_time=True
        )
    except (ValueError, OverflowError):
        return None


def _ordered(a: str, b: str, c: str, order: str) -> tuple[int, int, int]:
    if len(a) == 4:
        return int(a), int(b), int(c)
    day, month = (a, b) if order != "mdy" else (b, a)
    year = int(c)
    if len(c) <= 2:
        if order == "ymd":
            return _century(int(a)), int(b), int(c)
        year = _century(year)
    elif len(c) == 3:
        raise ValueError(c)
    return year, int(month), int(day)


def _century(year: int) -> int:
    return year + (2000 if year < 70 else 1900)


def _moment(day: tuple[int, int, int], clock: Mapping[str, str | None], reading: Reading) -> Moment:
    hour, half, zone = clock.get("h"), clock.get("ap"), clock.get("tz")
    hours = int(hour or 0)
    if half:
        if not 1 <= hours <= 12:
            raise ValueError(hour)
        hours = hours % 12 + (12 if half[0] in "pP" else 0)
    micro = int((clock.get("frac") or ".0")[1:].ljust(6, "0")[:6])
    minute, second = int(clock.get("m") or 0), int(clock.get("s") or 0)
    naive = datetime(*day, hours, minute, second, micro)  # noqa: DTZ001 - the zone follows
    if hour is None:
        return Moment(naive.replace(tzinfo=UTC), "UTC", has_time=False)
    if zone:
        offset = timedelta(hours=_ZONES[zone]) if zone in _ZONES else _offset(zone)
        name = "UTC" if zone in ("Z", "UTC", "GMT") else f"{_sign(offset)}"
        return Moment((naive - offset).replace(tzinfo=UTC), name, has_time=True)
    if reading.zone == "UTC":
        return Moment(naive.replace(tzinfo=UTC), "UTC", has_time=True)
    return Moment(naive.replace(tzinfo=ZoneInfo(reading.zone)).astimezone(UTC), reading.zone, has_time=True)


def _offset(text: str) -> timedelta:
    digits = text[1:].replace(":", "")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return -size if text[0] == "-" else size


def _sign(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def render_moment(at: datetime, zone: str, reading: Reading) -> str:
    """Return a moment as its column writes moments, in the zone it came in.

    Examples
    --------
    >>> at = datetime(2024, 3, 15, 18, 30, tzinfo=UTC)
    >>> render_moment(at, "America/New_York", Reading(layout="%-m/%-d/%Y %-I:%M %p"))
    '3/15/2024 2:30 PM'
    """
    if reading.layout == "excel":
        days = (at - _EXCEL_DAY_0).total_seconds() / 86_400
        return str(int(days)) if days.is_integer() else repr(round(days, 10))
    if reading.layout in ("unix", "unix_ms"):
        micros = (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
        whole = micros // (1_000 if reading.layout == "unix_ms" else 1_000_000)
        return str(whole)
    local = at.astimezone(_zone(zone))
    layout = reading.layout or "%Y-%m-%d %H:%M:%S"
    if "%3f" in layout:
        layout = layout.replace("%3f", f"{local.microsecond // 1000:03d}")
    if "%:z" in layout:
        layout = layout.replace("%:z", _sign(local.utcoffset() or timedelta()))
    return _four_digit_year(local, layout)


def _four_digit_year(local: datetime, layout: str) -> str:
    # The C library leaves leading zeros of years before 1000 out.
    return local.strftime(layout.replace("%Y", f"{local.year:04d}"))


def _zone(name: str) -> timezone | ZoneInfo:
    if name == "UTC":
        return UTC
    if name[:1] in "+-":
        return timezone(_offset(name))
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        return UTC


def decide_dates(values: Sequence[str], hint: Reading, *, asked: bool = True) -> Reading | Ambiguous:
    """Return how a column writes its dates, from all its different cells.

    A number above 12 in the first or second place decides between day first and month first; where none is, a person is
    asked (with `asked` false, the hint's order is taken).
    """
    cells = [one.strip() for one in values if one.strip()]
    if counted := _count_layout(cells):
        return hint.with_(layout=counted)
    found = [match for match in map(_NUMERIC.fullmatch, cells) if match]
    first = [match for match in found if len(match["a"]) <= 2 and len(match["c"]) != 3]
    order = "ymd"
    if first:
        day_first = any(int(match["a"]) > 12 for match in first)
        month_first = any(int(match["b"]) > 12 for match in first)
        if day_first != month_first:
            order = "dmy" if day_first else "mdy"
        elif not asked:
            order = hint.date_order if hint.date_order != "ymd" else "dmy"
        elif not day_first and first[0]["sep"] == ".":
            order = "dmy"
        else:
            return _question(first, hint)
    return hint.with_(date_order=order, layout=_layout(found, cells, order))


def _question(first: list[re.Match[str]], hint: Reading) -> Ambiguous:
    # The cell whose two readings differ most plainly makes the best example.
    shown = next((match for match in first if match["a"] != match["b"]), first[0])
    choices = []
    for order, words in (("dmy", "day first"), ("mdy", "month first")):
        year, month, day = _ordered(shown["a"], shown["b"], shown["c"], order)
        example = f"{shown[0]} = {date(year, month, day):%-d %B %Y}" if month <= 12 and day <= 31 else shown[0]
        choices.append(Choice(words, example, hint.with_(date_order=order, layout=_layout(first, [], order))))
    return Ambiguous(f"Does {shown[0]!r} start with the day or with the month?", tuple(choices))


def _count_layout(cells: list[str]) -> str:
    if not cells or not all(re.fullmatch(r"\d{5,13}(\.\d+)?", one) for one in cells):
        return ""
    sizes = [float(one) for one in cells]
    if all(len(one) == 8 and _COMPACT.fullmatch(one) and 1 <= int(one[4:6]) <= 12 for one in cells):
        return ""
    if all(20_000 <= one <= 80_000 for one in sizes):
        return "excel"
    if all(3e8 <= one < 1e10 for one in sizes):
        return "unix"
    return "unix_ms" if all(3e11 <= one < 1e13 for one in sizes) else ""


def _layout(found: list[re.Match[str]], cells: list[str], order: str) -> str:
    if not found:
        if cells and all(_COMPACT.fullmatch(one) for one in cells):
            return "%Y%m%d" if len(cells[0]) == 8 else "%Y%m%dT%H%M%SZ"
        return ""
    votes = Counter(_layout_of(match, order) for match in found[:2_000])
    return votes.most_common(1)[0][0]


def _layout_of(match: re.Match[str], order: str) -> str:
    padded = len(match["a"]) >= 2 and len(match["b"]) == 2 and len(match["c"]) >= 2
    day, month = ("%d", "%m") if padded else ("%-d", "%-m")
    sep = match["sep"]
    if len(match["a"]) == 4:
        layout = f"%Y{sep}{month}{sep}{day}"
    else:
        year = "%Y" if len(match["c"]) == 4 else "%y"
        layout = f"{month}{sep}{day}{sep}{year}" if order == "mdy" else f"{day}{sep}{month}{sep}{year}"
    if match["h"] is None:
        return layout
    hour = ("%I" if len(match["h"]) == 2 else "%-I") if match["ap"] else ("%H" if len(match["h"]) == 2 else "%-H")
    layout += f"{match['gap']}{hour}:%M" + (":%S" if match["s"] else "")
    if match["frac"]:
        layout += match["frac"][0] + ("%3f" if len(match["frac"]) == 4 else "%f")
    if match["ap"]:
        space = (
            " " if " " in match[0][match.end("m") : match.start("ap")] or match[0][match.start("ap") - 1] == " " else ""
        )
        layout += f"{space}%p"
    if match["tz"]:
        space = " " if match[0][match.start("tz") - 1] == " " else ""
        layout += space + (match["tz"] if match["tz"].isalpha() else "%:z" if ":" in match["tz"] else "%z")
    return layout
