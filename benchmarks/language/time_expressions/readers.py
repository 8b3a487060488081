"""The readers compared: ours in two settings, and the peers, two of them in processes of their own."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.util import find_spec
from typing import Any

from benchmarks.language.recognizers import run_reader
from benchmarks.language.time_expressions.corpus import ZONE, Answer, Phrase

from tandem.language.time_expressions import Conventions, Grain, Kind, TimeExpression, read_times
from tandem.language.time_expressions.calendar_steps import floor

__all__ = ["Reader", "Reading", "readers"]

Read = Callable[[Phrase], Answer | None]
Reader = Callable[[list[Phrase]], "Reading | None"]
_N_WARM_UP = 200
# The corpus counts the last hour of "3-4pm" as inside, keeps the hour in "in 3 days", takes the next 3 o'clock for "3",
# and takes "the upcoming two weeks" for the second of them.
_CORPUS = Conventions(
    count_last_unit=True, grain_of_days=Grain.HOUR, working_hours_first=False, upcoming_names_last=True
)


@dataclass(frozen=True)
class Reading:
    """What a reader made of each phrase, and the processor time of one core each took, in seconds."""

    answers: list[Answer | None]
    seconds: list[float]


_CLOCK = frozenset({"second", "minute", "hour"})
_PERIODS = ("day", "week", "month", "year")


def _local(moment: datetime | None) -> str:
    return moment.replace(tzinfo=None).isoformat() if moment else ""


def _answer(found: TimeExpression) -> Answer:
    shape = "moment"
    if found.kind is Kind.INTERVAL:
        shape = "after" if found.end is None else "before" if found.start is None else "interval"
    return Answer(_local(found.start), _local(found.end), frozenset({found.grain.value}), shape)


def _ours(conventions: Conventions) -> Read:
    def read(phrase: Phrase) -> Answer | None:
        found = read_times(
            phrase.text,
            reference=phrase.said,
            zone=ZONE,
            country=phrase.country,
            conventions=conventions,
            bare=phrase.bare,
        )
        return _answer(max(found, key=lambda one: one.last - one.first)) if found else None

    return read


def _dateparser() -> Read:
    from dateparser.date import DateDataParser
    from dateparser.search import search_dates

    def read(phrase: Phrase) -> Answer | None:
        settings = {
            "RELATIVE_BASE": phrase.said.replace(tzinfo=None),
            "PREFER_DATES_FROM": "future",
            "PREFER_DAY_OF_MONTH": "first",
            "PREFER_MONTH_OF_YEAR": "first",
            "DATE_ORDER": "MDY" if phrase.country in ("US", "CA", "PH", "ZA") else "DMY",
            "RETURN_TIME_AS_PERIOD": True,
        }
        parser = DateDataParser(languages=["en"], settings=settings)
        found = parser.get_date_data(phrase.text)
        if found.date_obj is None:
            # Its search finds dates inside a text; the longest piece is taken.
            pieces = search_dates(phrase.text, languages=["en"], settings=settings) or []
            found = parser.get_date_data(max((piece for piece, _ in pieces), key=len, default=""))
        if found.date_obj is None:
            return None
        start = found.date_obj.replace(tzinfo=None, microsecond=0)
        if found.period not in _PERIODS:
            return Answer(start.isoformat(), "", _CLOCK, "moment")
        # It keeps the day and hour of speaking in longer periods; the period's beginning is what is asked.
        start = floor(start, Grain(found.period))
        return Answer(start.isoformat(), "", frozenset({found.period}), "moment")

    return read


_UNITS = {"day": 1, "week": 7}


def _named_period(start: datetime, end: datetime) -> frozenset[str]:
    days = (end - start).days
    if start.day == 1 and end.day == 1 and end > start:
        months = (end.year - start.year) * 12 + end.month - start.month
        return frozenset({{1: "month", 3: "quarter", 12: "year"}.get(months, "")})
    return frozenset(unit for unit, length in _UNITS.items() if days == length)


def _here(read: Read) -> Reader:
    def run(phrases: list[Phrase]) -> Reading:
        for phrase in phrases[:_N_WARM_UP]:
            read(phrase)
        answers, seconds = [], []
        for phrase in phrases:
            begun = time.process_time()
            answers.append(read(phrase))
            seconds.append(time.process_time() - begun)
        return Reading(answers, seconds)

    return run


def _elsewhere(name: str, answer_of: Callable[[Phrase, list[dict[str, Any]]], Answer | None]) -> Reader:
    def run(phrases: list[Phrase]) -> Reading | None:
        read = run_reader(
            name, [phrase.text for phrase in phrases], [phrase.said.replace(tzinfo=None) for phrase in phrases]
        )
        if read is None:
            return None
        answers = [answer_of(phrase, found) for phrase, found in zip(phrases, read.answers, strict=True)]
        return Reading(answers, read.seconds)

    return run


def _recognized(phrase: Phrase, found: list[dict[str, Any]]) -> Answer | None:
    if not found:
        return None
    said = phrase.said.replace(tzinfo=None)
    values = max(found, key=lambda one: one["last"] - one["first"])["resolution"].get("values") or ()
    answers = [answer for value in values if (answer := _of_recognizer(value, said)) is not None]
    # Credited with whichever of its values is right.
    return next((answer for answer in answers if answer.is_right(phrase)), answers[0] if answers else None)


def _parsed(phrase: Phrase, found: list[dict[str, Any]]) -> Answer | None:
    del phrase
    if not found:
        return None
    one = found[0]
    sides = [datetime.fromisoformat(one[side]) if one[side] else None for side in ("start", "end")]
    if one["kind"] == "Interval":
        return _of_range(sides[0], sides[1]) if any(sides) else None
    if sides[0] is None:
        return None
    return Answer(sides[0].isoformat(), "", _CLOCK if one["kind"] == "clock" else frozenset({"day"}), "moment")


def _of_recognizer(value: dict[str, str], said: datetime) -> Answer | None:
    kind = value.get("type", "")
    if kind in ("date", "datetime"):
        start = datetime.fromisoformat(value["value"]) if _is_moment(value.get("value", "")) else None
        grains = frozenset({"day"}) if kind == "date" else _CLOCK
        return Answer(start.isoformat(), "", grains, "moment") if start else None
    if kind == "time" and value.get("value", "").count(":") == 2:
        start = datetime.fromisoformat(f"{said.date()} {value['value']}")
        start += timedelta(days=1 if start < said else 0)
        return Answer(start.isoformat(), "", _CLOCK, "moment")
    sides = [value.get(side, "") for side in ("start", "end")]
    if kind == "timerange":
        sides = [f"{said.date()} {side}" if side else "" for side in sides]
    moments = [datetime.fromisoformat(side) if _is_moment(side) else None for side in sides]
    if not any(moments):
        return None
    return _of_range(moments[0], moments[1])


def _of_range(start: datetime | None, end: datetime | None) -> Answer:
    every = frozenset(grain.value for grain in Grain)
    if start is None or end is None:
        return Answer(_local(start), _local(end), every, "after" if end is None else "before")
    named = _named_period(start, end)
    if named - {""}:
        return Answer(start.isoformat(), "", named, "moment")
    return Answer(start.isoformat(), end.isoformat(), every, "interval")


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def readers() -> dict[str, Reader]:
    """Return the readers, ours first; one whose environment is missing answers `None`."""
    found = {
        "Tandem, the corpus's conventions": _here(_ours(_CORPUS)),
        "Tandem, as shipped": _here(_ours(Conventions())),
    }
    if find_spec("dateparser"):
        found["dateparser"] = _here(_dateparser())
    found["recognizers-text"] = _elsewhere("recognize_datetime", _recognized)
    found["ctparse"] = _elsewhere("ctparse", _parsed)
    return found
