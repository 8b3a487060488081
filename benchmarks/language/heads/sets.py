"""The public sets as train, held-out and test parts."""

import csv
import gzip
import json
import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from tandem.language.heads import Context, Earlier

__all__ = ["Part", "TextSet", "folder", "sets"]

_STRATEGIES = frozenset(
    {
        "credibility-appeal", "donation-information", "emotion-appeal", "foot-in-the-door", "logical-appeal",
        "personal-related-inquiry", "personal-story", "self-modeling", "source-related-inquiry", "task-related-inquiry",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """Texts with their labels: one text each, or a list where several may apply; and what came before, if known."""

    texts: list[str]
    labels: list[Any]
    context: list[Context] | None = None

    def take(self, rows: np.ndarray) -> "Part":
        """Return the given rows."""
        before = None if self.context is None else [self.context[row] for row in rows]
        return Part([self.texts[row] for row in rows], [self.labels[row] for row in rows], before)


@dataclass(frozen=True)
class TextSet:
    """One set, or one fold of it.

    Attributes:
        name: what it is called in the table; folds share it.
        train, test: the parts.
        held_out: the set's own validation part, if any.
        strange: out-of-scope test texts, if any.
        published: published figures, in words.
        by_macro_f1: whether the set is judged by macro F1, otherwise by accuracy.
    """

    name: str
    train: Part
    test: Part
    held_out: Part | None = None
    strange: list[str] = field(default_factory=list)
    published: str = ""
    by_macro_f1: bool = False


def folder() -> Path | None:
    """Return the folder of the public data, or `None` where it is absent."""
    place = Path(os.environ.get("TANDEM_BENCH_DATA", ""))
    return place if (place / "clinc150").is_dir() else None


def sets(place: Path, asked: Collection[str] = ()) -> Iterator[TextSet]:
    """Yield the sets, or those whose names begin with one that is asked for, one at a time."""
    readers: dict[str, Callable[[Path], Iterable[TextSet]]] = {
        "email_intent": _email,
        "olid_offensive": _olid,
        "airline_tweets": _airline,
        "multidogo": _multidogo,
        "persuasion_for_good": _persuasion,
        "goemotions": _goemotions,
        "clinc150": _clinc,
    }
    for name, read in readers.items():
        if not asked or any(one.startswith(name) or name.startswith(one) for one in asked):
            yield from (one for one in read(place) if not asked or one.name.startswith(tuple(asked)))


def _rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    quoting = csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter, quoting=quoting))


def _clinc(place: Path) -> Iterator[TextSet]:
    with gzip.open(place / "clinc150" / "data_full.json.gz", "rt", encoding="utf-8") as stream:
        raw = json.load(stream)
    parts = {name: Part([row[0] for row in rows], [row[1] for row in rows]) for name, rows in raw.items()}
    strange = parts["oos_test"].texts
    published = "BERT 0.969 / 0.403, or 0.962 / 0.523"
    yield TextSet("clinc150", parts["train"], parts["test"], parts["val"], strange, published)
    labels = np.array(parts["train"].labels)
    random = np.random.default_rng(0)
    few = np.concatenate(
        [random.choice(np.flatnonzero(labels == name), 10, replace=False) for name in np.unique(labels)]
    )
    yield TextSet("clinc150 at ten an intent", parts["train"].take(few), parts["test"], None, strange)


def _persuasion(place: Path) -> Iterator[TextSet]:
    rows, before = _persuader(place)
    labels = [row["er_label_1"] if row["er_label_1"] in _STRATEGIES else "no strategy" for row in rows]
    whole = Part([row["Unit"] for row in rows], labels, before)
    dialogues, which = np.unique([row["B2"] for row in rows], return_inverse=True)
    folds = (np.random.default_rng(0).permutation(len(dialogues)) % 5)[which]
    for fold in range(5):
        yield TextSet(
            "persuasion_for_good",
            whole.take(np.flatnonzero(folds != fold)),
            whole.take(np.flatnonzero(folds == fold)),
            published="0.748 / 0.596; best 0.765 / 0.639",
        )


def _persuader(place: Path) -> tuple[list[dict[str, str]], list[Context]]:
    """Return the labelled sentences of the persuader and what was said before each."""
    said: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows, before = [], []
    for row in _rows(place / "persuasion_for_good" / "annotated_300_dialogues.csv.gz"):
        earlier = said[row["B2"]]
        if row["B4"] == "0" and row["er_label_1"] and row["Unit"]:
            rows.append(row)
            before.append([Earlier(text, same_speaker=role == "0") for role, text in earlier])
        if row["Unit"]:
            earlier.append((row["B4"], row["Unit"]))
    return rows, before


def _split(name: str, whole: Part) -> TextSet:
    folds = np.random.default_rng(0).permutation(len(whole.texts)) % 5
    return TextSet(name, whole.take(np.flatnonzero(folds)), whole.take(np.flatnonzero(folds == 0)))


def _airline(place: Path) -> Iterator[TextSet]:
    rows = _rows(place / "airline_tweets" / "tweets.csv.gz")
    whole = Part([row["text"] for row in rows], [row["airline_sentiment"] for row in rows])
    yield replace(_split("airline_tweets", whole), by_macro_f1=True)


def _olid(place: Path) -> Iterator[TextSet]:
    parts = []
    for part in ("train", "test", "val"):
        rows = _rows(place / "olid_offensive" / f"{part}.csv.gz")
        parts.append(Part([row["text"] for row in rows], [row["label"] for row in rows]))
    yield TextSet("olid_offensive", parts[0], parts[1], parts[2], published="macro F1 0.822", by_macro_f1=True)


def _email(place: Path) -> Iterator[TextSet]:
    with gzip.open(place / "email_intent" / "train.tsv.gz", "rt", encoding="utf-8") as stream:
        rows = [line.rstrip("\n").split("\t", 1) for line in stream]
    yield _split("email_intent", Part([row[1] for row in rows], [row[0] for row in rows]))


def _multidogo(place: Path) -> Iterator[TextSet]:
    for domain in ("airline", "fastfood", "insurance", "media"):
        yield _domain(place, domain)


def _domain(place: Path, domain: str) -> TextSet:
    parts = []
    for part in ("train", "test", "dev"):
        rows = _rows(place / "multidogo" / domain / f"turn_{part}.tsv.gz", "\t")
        parts.append(Part([row["utterance"] or "" for row in rows], [row["intent"] or "none" for row in rows]))
    few = np.sort(np.random.default_rng(0).permutation(len(parts[0].texts))[:6000])
    return TextSet(f"multidogo {domain}", parts[0].take(few), parts[1], parts[2])


def _goemotions(place: Path) -> Iterator[TextSet]:
    names = (place / "goemotions" / "labels.txt").read_text(encoding="utf-8").split()
    parts = []
    for part in ("train", "test", "dev"):
        with gzip.open(place / "goemotions" / f"{part}.tsv.gz", "rt", encoding="utf-8") as stream:
            rows = [line.rstrip("\n").split("\t") for line in stream]
        labels = [[names[int(at)] for at in row[1].split(",")] for row in rows]
        parts.append(Part([row[0] for row in rows], labels))
    yield TextSet("goemotions", parts[0], parts[1], parts[2], published="BERT macro F1 0.46", by_macro_f1=True)
