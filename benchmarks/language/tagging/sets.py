"""The sets: texts with labelled stretches, and what is known beside each text."""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

from tandem.language.tagging import Labelled

__all__ = ["Part", "bookings", "messages"]


@dataclass(frozen=True)
class Part:
    """One part of a set."""

    texts: list[str]
    spans: list[list[Labelled]]
    context: list[tuple[str, ...]]

    def first(self, n: int) -> "Part":
        """Return the first `n` texts."""
        return Part(self.texts[:n], self.spans[:n], self.context[:n])

    def without_overlaps(self) -> "Part":
        """Return the part with the earlier, then longer one of two overlapping stretches kept: a path holds one."""
        kept: list[list[Labelled]] = []
        for spans in self.spans:
            here: list[Labelled] = []
            for span in sorted(spans, key=lambda one: (one[1], -one[2])):
                if (not here or here[-1][2] <= span[1]) and span[2] > span[1]:
                    here.append(span)
            kept.append(here)
        return Part(self.texts, kept, self.context)


def bookings(folder: Path, name: str) -> Part:
    """Read a part of Restaurants-8k."""
    with gzip.open(folder / f"{name}.json.gz", "rt", encoding="utf-8") as file:
        rows = json.load(file)
    spans = [
        [
            (one["slot"], one["valueSpan"].get("startIndex", 0), one["valueSpan"]["endIndex"])
            for one in row.get("labels", ())
        ]
        for row in rows
    ]
    asked = [tuple(row.get("context", {}).get("requestedSlots", ())) for row in rows]
    return Part([row["userInput"]["text"] for row in rows], spans, asked)


def messages(folder: Path, name: str) -> Part:
    """Read a part of WNUT-17; words are joined by one space."""
    with gzip.open(folder / f"{name}.conll.gz", "rt", encoding="utf-8") as file:
        blocks: list[list[tuple[str, str]]] = [[]]
        for line in file:
            word, _, tag = line.rstrip("\n").partition("\t")
            if word.strip():
                blocks[-1].append((word, tag))
            elif blocks[-1]:
                blocks.append([])
    told = [_joined(block) for block in blocks if block]
    return Part([text for text, _ in told], [spans for _, spans in told], [()] * len(told))


def _joined(block: list[tuple[str, str]]) -> tuple[str, list[Labelled]]:
    text, spans = "", []
    for word, tag in block:
        text += " " if text else ""
        first, last = len(text), len(text) + len(word)
        text += word
        if tag.startswith("I-") and spans and spans[-1][0] == tag[2:] and spans[-1][2] == first - 1:
            spans[-1] = (tag[2:], spans[-1][1], last)
        elif tag != "O":
            spans.append((tag[2:], first, last))
    return text, spans
