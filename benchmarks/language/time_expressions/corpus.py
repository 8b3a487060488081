"""The corpus: phrases with the start, end and grain they stand for, and what counts as reading one right."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

__all__ = ["PARTS", "Answer", "Phrase", "negatives", "phrases"]

ZONE = timezone(timedelta(hours=-2))
_SAID = datetime(2013, 2, 12, 4, 30, tzinfo=ZONE)
_SAID_ELSEWHERE = {"diffCorpus": datetime(2013, 2, 15, 4, 30, tzinfo=ZONE)}
PARTS = ("core English", "of it intervals", "countries' dates", "holidays of 13 countries", "all")


@dataclass(frozen=True)
class Phrase:
    """One phrase and its value.

    Attributes:
        text: the words.
        said: when they were said.
        country: two-letter code.
        start, end: naive local ISO texts, or empty; `end` only for intervals.
        grain: of the value.
        shape: "moment", "interval", "after" or "before".
        parts: the parts of the corpus it belongs to.
        bare: whether it is a time only in a field known to hold one.
    """

    text: str
    said: datetime
    country: str
    start: str
    end: str
    grain: str
    shape: str
    parts: tuple[str, ...]
    bare: bool


@dataclass(frozen=True)
class Answer:
    """What a reader says a phrase stands for; `grains` holds every grain it may be credited with."""

    start: str
    end: str
    grains: frozenset[str]
    shape: str

    def is_right(self, phrase: Phrase) -> bool:
        """Whether start, end and grain are all right."""
        if phrase.grain not in self.grains or self.shape != phrase.shape:
            return False
        if phrase.shape == "before":
            # The corpus gives the one edge of an open interval as its start.
            return not self.start and self.end == phrase.start
        end_is_right = phrase.shape == "moment" or self.end == phrase.end
        return end_is_right and self.start == phrase.start


def folder() -> Path | None:
    """Return the corpus's folder, `None` where TANDEM_BENCH_DATA names none."""
    named = os.environ.get("TANDEM_BENCH_DATA", "")
    found = Path(named) / "duckling_time_en"
    return found if named and found.is_dir() else None


def phrases(folder: Path) -> list[Phrase]:
    """Return the positive examples."""
    lines = (folder / "examples.jsonl").read_text(encoding="utf-8").splitlines()
    return [_phrase(json.loads(line)) for line in lines if line]


def negatives(folder: Path) -> list[str]:
    """Return the texts in which no time may be found."""
    lines = (folder / "negative.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines if line]


def _phrase(row: Mapping[str, str | None]) -> Phrase:
    kind, corpus, section = str(row["kind"]), str(row["corpus"]), str(row["section"])
    closed = "interval" if "Interval" in kind else "moment"
    shape = str(row["direction"]) if "Open" in kind else closed
    if "Holiday" in kind:
        parts: tuple[str, ...] = ("holidays of 13 countries", "all")
    elif corpus != "EN":
        parts = ("countries' dates", "all")
    else:
        parts = ("core English", "all") if shape == "moment" else ("core English", "of it intervals", "all")
    return Phrase(
        text=str(row["text"]),
        said=_SAID_ELSEWHERE.get(section, _SAID),
        country="US" if corpus == "EN" else corpus[3:],
        start=row["start"] or "",
        end=row["end"] or "",
        grain=str(row["grain"]),
        shape=shape,
        parts=parts,
        bare=section == "latentCorpus",
    )
