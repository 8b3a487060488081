"""Measures our span readers and the peers on the specifications, in one run, and writes results.md."""

import gzip
import json
import os
import platform
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.language.recognizers import ABSENT, ready, run_reader

from tandem.language.spans import (
    Span,
    find_emails,
    find_money,
    find_numbers,
    find_percentages,
    find_phones,
    find_quantities,
    find_urls,
)
from tandem.language.spans.numbers import plain

__all__ = ["main"]

_RESULTS = Path(__file__).with_name("results.md")
_INTRODUCTION = """# Spans

`TANDEM_BENCH_DATA=<folder> python -m benchmarks language/spans`, after `make install-recognizers`. The inputs are the
English specifications of recognizers-text (MIT; `recognizers_entities_en` in the folder), whose own tests they are.
An input is right when exactly the spans of the specification are found, in order, letter case aside; in the next column
their amounts must be right as well. The specifications count a currency or a per cent sign without a number as a span,
so ours is asked for them too (`bare_units`). The inputs were read while our rules were written: the figures say how
much of them general rules can hold, not what unseen text would give. recognizers-text (the version of
`requirements/recognizers.lock`) runs beside ours in an environment of its own, its answers judged by the same lines;
the plain e-mail pattern is the one most programs carry. Times are processor time of one core for one input.

| kind | inputs | reader | spans right | amounts right as well | ms an input |
| --- | --- | --- | --- | --- | --- |
"""
_PLAIN_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
Answer = list[tuple[str, str]]


@dataclass(frozen=True)
class _Kind:
    """One kind of span: the specification's file, our reader, the peer's function, and whether amounts are judged."""

    model: str
    find: Callable[[str], Answer]
    peer: str
    has_amount: bool


@dataclass(frozen=True)
class _Reading:
    answers: list[Answer]
    ms: float


def _numbers(text: str) -> Answer:
    return [(text[number.first : number.last], plain(number.value)) for number in find_numbers(text)]


def _spans(find: Callable[[str], list[Span]]) -> Callable[[str], Answer]:
    return lambda text: [(span.text, span.value) for span in find(text)]


def _plain_emails(text: str) -> Answer:
    return [(match[0], match[0]) for match in _PLAIN_EMAIL.finditer(text)]


_KINDS = {
    "phones": _Kind("PhoneNumber", _spans(find_phones), "recognize_phone_number", has_amount=False),
    "e-mails": _Kind("Email", _spans(find_emails), "recognize_email", has_amount=False),
    "URLs": _Kind("URL", _spans(find_urls), "recognize_url", has_amount=False),
    "money": _Kind("Currency", _spans(lambda text: find_money(text, bare_units=True)), "recognize_currency", True),
    "numbers": _Kind("Number", _numbers, "recognize_number", has_amount=True),
    "quantities": _Kind("Dimension", _spans(find_quantities), "recognize_dimension", has_amount=True),
    "percentages": _Kind(
        "Percent", _spans(lambda text: find_percentages(text, bare_units=True)), "recognize_percentage", True
    ),
}


def main() -> None:
    """Measure; without the data, say so and leave the results alone."""
    place = Path(os.environ.get("TANDEM_BENCH_DATA", "")) / "recognizers_entities_en"
    if not place.is_dir():
        print("SKIPPED: TANDEM_BENCH_DATA names no folder with recognizers_entities_en in it.", file=sys.stderr)
        return
    if not ready():
        print(ABSENT, file=sys.stderr)
    lines = []
    for name, kind in _KINDS.items():
        with gzip.open(place / f"{kind.model}Model.json.gz", "rt", encoding="utf-8") as stream:
            inputs = json.load(stream)
        for reader, reading in _readings(kind, [one["Input"] for one in inputs]).items():
            lines.append(_row(name, reader, kind, inputs, reading))
            print(lines[-1], flush=True)
    foot = f"\n\nPython {platform.python_version()}, {platform.machine()}.\n"
    _RESULTS.write_text(_INTRODUCTION + "\n".join(lines) + foot, encoding="utf-8")


def _readings(kind: _Kind, texts: list[str]) -> dict[str, _Reading]:
    read = {"Tandem": _timed(kind.find, texts)}
    peer = run_reader(kind.peer, texts)
    if peer is not None:
        answers = [[(one["text"], str(one["resolution"].get("value"))) for one in found] for found in peer.answers]
        read["recognizers-text"] = _Reading(answers, sum(peer.seconds) / len(texts) * 1000)
    if kind.model == "Email":
        read["a plain pattern"] = _timed(_plain_emails, texts)
    return read


def _timed(find: Callable[[str], Answer], texts: list[str]) -> _Reading:
    for text in texts[:100]:
        find(text)
    begun = time.process_time()
    answers = [find(text) for text in texts]
    return _Reading(answers, (time.process_time() - begun) / len(texts) * 1000)


def _row(name: str, reader: str, kind: _Kind, inputs: list[dict[str, Any]], reading: _Reading) -> str:
    n_spans = n_amounts = 0
    for one, answer in zip(inputs, reading.answers, strict=True):
        wanted = [(result["Text"].lower(), (result.get("Resolution") or {}).get("value")) for result in one["Results"]]
        right = [text.lower() for text, _ in answer] == [text for text, _ in wanted]
        n_spans += right
        n_amounts += right and all(_is_near(got, want) for (_, got), (_, want) in zip(answer, wanted, strict=True))
    amounts = f"{n_amounts / len(inputs):.3f}" if kind.has_amount else ""
    share = f"{n_spans / len(inputs):.3f}"
    return f"| {name} | {len(inputs)} | {reader} | {share} | {amounts} | {reading.ms:.2f} |"


def _is_near(got: str, wanted: str | None) -> bool:
    nothing = {"", "None", "null"}
    if got in nothing or str(wanted) in nothing:
        return got in nothing and str(wanted) in nothing
    try:
        number = float(str(wanted).rstrip("%"))
        return abs(float(got.rstrip("%")) - number) <= 1e-6 * max(1.0, abs(number))
    except ValueError:
        return got == wanted
