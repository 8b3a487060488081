"""The readers compared: ours in two settings, and the peers that are installed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib.util import find_spec

from benchmarks.language.time_expressions.corpus import ZONE, Answer, Phrase

from tandem.language.time_expressions import Conventions, Grain, Kind, TimeExpression, read_times
from tandem.language.time_expressions.calendar_steps import floor

__all__ = ["Reader", "readers"]

Reader = Callable[[Phrase], Answer | None]
# The corpus counts the last hour of "3-4pm" as inside, keeps the hour in "in 3 days", takes the next 3 o'clock for "3",
# and takes "the upcoming two weeks" for the second of them.
_CORPUS = Conventions(
    count_last_unit=True, grain_of_days=Grain.HOUR, working_hours_first=False, upcoming_names_last=True
)
_CLOCK = frozenset({"second", "minute", "hour"})
_PERIODS = ("day", "week", "month", "year")


def _local(moment: datetime | None) -> str:
    return moment.replace(tzinfo=None).isoformat() if moment else ""


def _answer(found: TimeExpression) -> Answer:
    shape = "moment"
    if found.kind is Kind.INTERVAL:
        shape = "after" if found.end is None else "before" if found.start is None else "interval"
    return Answer(_local(found.start), _local(found.end), frozenset({found.grain.value}), shape)


def _ours(conventions: Conventions) -> Reader:
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


def _dateparser() -> Reader:
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


def _recognizers() -> Reader:
    from recognizers_date_time import Culture, recognize_datetime

    def read(phrase: Phrase) -> Answer | None:
        said = phrase.said.replace(tzinfo=None)
        found = recognize_datetime(phrase.text, Culture.English, reference=said)
        if not found:
            return None
        values = max(found, key=lambda one: one.end - one.start).resolution
        answers = [
            answer for value in (values or {}).get("values", ()) if (answer := _of_recognizer(value, said)) is not None
        ]
        # Credited with whichever of its values is right.
        return next((answer for answer in answers if answer.is_right(phrase)), answers[0] if answers else None)

    return read


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
    """Return the readers that can run here, ours first."""
    found = {"Tandem, the corpus's conventions": _ours(_CORPUS), "Tandem, as shipped": _ours(Conventions())}
    if find_spec("dateparser"):
        found["dateparser"] = _dateparser()
    if find_spec("recognizers_date_time"):
        found["recognizers-text"] = _recognizers()
    return found
