"""Measures our span readers on the specifications and writes results.md."""

import gzip
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

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

`TANDEM_BENCH_DATA=<folder> python -m benchmarks language/spans`. The inputs are the English specifications of
recognizers-text (MIT; `recognizers_entities_en` in the folder), whose own tests they are. An input is right when
exactly the spans of the specification are found, in order; in the next column their amounts must be right as well. The
inputs were read while our rules were written: the figures say how much of them general rules can hold. The figures
of recognizers-text and of a plain e-mail pattern are quoted from an earlier trial of ours, not measured in this run:
the way they were judged may differ in detail. Times are processor time of one core for one input.

| kind | inputs | spans right | amounts right as well | ms an input | recognizers-text (quoted) |
| --- | --- | --- | --- | --- | --- |
"""


def _numbers(text: str) -> list[tuple[str, str]]:
    return [(text[number.first : number.last], plain(number.value)) for number in find_numbers(text)]


def _spans(find: Callable[[str], list[Span]]) -> Callable[[str], list[tuple[str, str]]]:
    return lambda text: [(span.text, span.value) for span in find(text)]


_KINDS: dict[str, tuple[str, Callable[[str], list[tuple[str, str]]], bool, str]] = {
    "phones": ("PhoneNumber", _spans(find_phones), False, "0.951"),
    "e-mails": ("Email", _spans(find_emails), False, "0.900 (plain pattern)"),
    "URLs": ("URL", _spans(find_urls), False, "1.000"),
    "money": ("Currency", _spans(find_money), True, "0.772"),
    "numbers": ("Number", _numbers, True, "0.787"),
    "quantities": ("Dimension", _spans(find_quantities), True, "0.640"),
    "percentages": ("Percent", _spans(find_percentages), True, "0.850"),
}


def main() -> None:
    """Measure; without the data, say so and leave the results alone."""
    place = Path(os.environ.get("TANDEM_BENCH_DATA", "")) / "recognizers_entities_en"
    if not place.is_dir():
        print("SKIPPED: TANDEM_BENCH_DATA names no folder with recognizers_entities_en in it.", file=sys.stderr)
        return
    lines = []
    for kind, (model, find, has_amount, quoted) in _KINDS.items():
        with gzip.open(place / f"{model}Model.json.gz", "rt", encoding="utf-8") as stream:
            lines.append(_row(kind, json.load(stream), find, has_amount, quoted))
        print(lines[-1], flush=True)
    foot = f"\n\nPython {platform.python_version()}, {platform.machine()}.\n"
    _RESULTS.write_text(_INTRODUCTION + "\n".join(lines) + foot, encoding="utf-8")


def _row(
    kind: str,
    inputs: list[dict[str, Any]],
    find: Callable[[str], list[tuple[str, str]]],
    has_amount: bool,
    quoted: str,
) -> str:
    find("warm up with 12 EUR")
    n_spans = n_amounts = 0
    begun = time.process_time()
    answers = [find(one["Input"]) for one in inputs]
    spent = (time.process_time() - begun) / len(inputs) * 1000
    for one, answer in zip(inputs, answers, strict=True):
        wanted = [(result["Text"].lower(), (result.get("Resolution") or {}).get("value")) for result in one["Results"]]
        right = [text.lower() for text, _ in answer] == [text for text, _ in wanted]
        n_spans += right
        n_amounts += right and all(_is_near(got, want) for (_, got), (_, want) in zip(answer, wanted, strict=True))
    amounts = f"{n_amounts / len(inputs):.3f}" if has_amount else ""
    return f"| {kind} | {len(inputs)} | {n_spans / len(inputs):.3f} | {amounts} | {spent:.2f} | {quoted} |"


def _is_near(got: str, wanted: str | None) -> bool:
    try:
        number = float(str(wanted).rstrip("%"))
        return abs(float(got) - number) <= 1e-6 * max(1.0, abs(number))
    except ValueError:
        return got == wanted
