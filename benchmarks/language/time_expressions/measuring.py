"""Measures every reader on the corpus and ours on the held-out phrases, and writes results.md."""

import platform
import sys
from collections import Counter
from pathlib import Path

from benchmarks.language.recognizers import ABSENT, ready
from benchmarks.language.time_expressions.corpus import PARTS, Phrase, folder, negatives, phrases
from benchmarks.language.time_expressions.held_out import held_out_lines
from benchmarks.language.time_expressions.readers import Reading, readers
from benchmarks.language.time_expressions.slots import slot_lines

__all__ = ["main"]

_RESULTS = Path(__file__).with_name("results.md")
_GOALS = {"core English": 0.90, "of it intervals": 0.85, "holidays of 13 countries": 0.60}
_INTRODUCTION = """# Time expressions

`TANDEM_BENCH_DATA=<folder> python -m benchmarks language/time_expressions`. The corpus is Duckling's own test corpus
for English (BSD-3-Clause; `duckling_time_en` in the folder), turned into JSON. An answer is right when start, end and
grain are all right; open intervals are judged at their one edge. Of several expressions found in a phrase, the longest
is judged. Times are processor time of one core for one phrase after a warm-up: the mean over all phrases, and the
slowest of a hundred. The corpus was read while our rules were written, so its figures say how much of it general
rules can hold; the held-out sentences further down were written before any rule.

Ours stands there twice. As shipped, "3-4pm" ends at 16:00, "in 3 days" is a day, "at 3" is in working hours (3 am stays
a choice) and "the upcoming two weeks" are both; the corpus ends at 17:00, keeps the hour, takes the next 3 o'clock and
means the second week. These four are `Conventions`, and set to the corpus's in the first row.

Peers have the benefit of the doubt: a clock time may have any clock grain, of several values any may be the right one,
and a period that is a day, week, month, quarter or year counts as a moment of that grain. recognizers-text and ctparse
run in an environment of their own (`make install-recognizers`), at the versions of `requirements/recognizers.lock`.
"""


def main() -> None:
    """Run every reader that is installed; without the corpus, say so and leave the results alone."""
    place = folder()
    if place is None:
        print("TANDEM_BENCH_DATA names no folder with duckling_time_en in it; nothing was measured.", file=sys.stderr)
        return
    told = phrases(place)
    none = [Phrase(text, told[0].said, "US", "", "", "", "", (), bare=False) for text in negatives(place)]
    sizes = Counter(part for phrase in told for part in phrase.parts)
    lines = [_INTRODUCTION, _head(sizes), "|" + " --- |" * (len(PARTS) + 4)]
    if not ready():
        print(ABSENT, file=sys.stderr)
    for name, reader in readers().items():
        reading, alarms = reader(told), reader(none)
        if reading is not None and alarms is not None:
            lines.append(_row(name, reading, alarms, told, sizes))
            print(lines[-1], flush=True)
    goals = " | ".join(f"{_GOALS[part]:.2f}" if part in _GOALS else "" for part in PARTS)
    lines.append(f"| goal | {goals} | 0 of {len(none)} | 2 | |")
    lines += ["", *held_out_lines(), "", *slot_lines(), f"Python {platform.python_version()}, {platform.machine()}."]
    _RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _head(sizes: Counter[str]) -> str:
    return (
        "| reader | "
        + " | ".join(f"{part} ({sizes[part]})" for part in PARTS)
        + " | false alarms | ms | slowest 1 % ms |"
    )


def _row(name: str, reading: Reading, alarms: Reading, told: list[Phrase], sizes: Counter[str]) -> str:
    right: Counter[str] = Counter()
    for phrase, answer in zip(told, reading.answers, strict=True):
        if answer is not None and answer.is_right(phrase):
            right.update(phrase.parts)
    n_alarms = sum(answer is not None for answer in alarms.answers)
    shares = " | ".join(f"{right[part] / sizes[part]:.3f}" for part in PARTS)
    spent = sorted(reading.seconds)
    slowest = spent[int(len(spent) * 0.99)] * 1000
    mean = sum(spent) / len(spent) * 1000
    return f"| {name} | {shares} | {n_alarms} of {len(alarms.answers)} | {mean:.2f} | {slowest:.1f} |"
