"""The three sets: 150 stored questions, turns of meetings, numbers in contracts."""

import gzip
import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tandem.language.passages import Span, split_sentences
from tandem.language.retrieval import Passage

__all__ = ["Collection", "Query", "contract_numbers", "meetings", "stored_questions"]


@dataclass(frozen=True)
class Query:
    """A query and the rows of its collection that answer it."""

    text: str
    right: frozenset[int]


@dataclass(frozen=True)
class Collection:
    """Passages searched together, documents apart, and the queries put to them."""

    documents: tuple[tuple[Passage, ...], ...]
    queries: tuple[Query, ...]

    @property
    def passages(self) -> list[Passage]:
        """All passages, in the order of their rows."""
        return [passage for document in self.documents for passage in document]


def stored_questions(folder: Path, part: str, seed: int, *, titled: bool) -> Collection:
    """Return one training question of each intent, drawn with `seed`, and the queries of a part ("val", "test")."""
    with gzip.open(folder / "clinc150" / "data_full.json.gz", "rt", encoding="utf-8") as file:
        data = json.load(file)
    by_intent: dict[str, list[str]] = {}
    for text, intent in data["train"]:
        by_intent.setdefault(intent, []).append(text)
    intents, draw = sorted(by_intent), np.random.default_rng(seed)
    stored = [by_intent[intent][draw.choice(len(by_intent[intent]))] for intent in intents]
    names = [intent.replace("_", " ") if titled else "" for intent in intents]
    documents = tuple(
        (Passage(intent, 0, len(text), text, name),) for intent, text, name in zip(intents, stored, names, strict=True)
    )
    at = {intent: row for row, intent in enumerate(intents)}
    return Collection(documents, tuple(Query(text, frozenset({at[intent]})) for text, intent in data[part]))


def meetings(folder: Path, part: str, n_meetings: int | None = None) -> list[Collection]:
    """Return each meeting's turns, titled by speaker, and its specific queries with the turns that answer them."""
    with gzip.open(folder / "qmsum" / f"{part}.jsonl.gz", "rt", encoding="utf-8") as file:
        told = [json.loads(line) for line in file][:n_meetings]
    return [_meeting(one) for one in told if one["specific_query_list"]]


def _meeting(told: dict[str, object]) -> Collection:
    turns: list[Passage] = []
    first = 0
    for turn in told["meeting_transcripts"]:  # type: ignore[attr-defined]
        text = turn["content"] or " "
        turns.append(Passage(str(told["meeting_id"]), first, first + len(text), text, turn["speaker"]))
        first += len(text) + 1
    queries = []
    for query in told["specific_query_list"]:  # type: ignore[attr-defined]
        spans = [(int(first), int(last)) for first, last in query["relevant_text_span"]]
        right = {row for first, last in spans for row in range(first, last + 1) if row < len(turns)}
        if right:
            queries.append(Query(query["query"], frozenset(right)))
    return Collection((tuple(turns),), tuple(queries))


def contract_numbers(folder: Path, contracts_at: range, n_queries: int, seed: int) -> Collection:
    """Return sentences of contracts and queries for numbers that stand in just one of them."""
    with gzip.open(folder / "cuad" / "contracts.jsonl.gz", "rt", encoding="utf-8") as file:
        contracts = [json.loads(line) for at, line in enumerate(file) if at in contracts_at]
    documents = []
    for contract in contracts:
        text = contract["text"]
        spans = [span for span in split_sentences(text) if 40 <= span.last - span.first <= 600]
        documents.append(tuple(_passage(contract["filename"], text, span) for span in spans))
    passages = [passage for document in documents for passage in document]
    marks = [set(re.findall(r"\b\d{4,}\b", passage.text)) for passage in passages]
    counts = Counter(mark for one in marks for mark in one)
    asked = [Query(f"which clause says {mark}?", frozenset({row})) for row, one in enumerate(marks) for mark in one]
    alone = sorted((one for one in asked if counts[one.text.split()[-1][:-1]] == 1), key=lambda one: one.text)
    chosen = np.random.default_rng(seed).permutation(len(alone))[:n_queries]
    return Collection(tuple(documents), tuple(alone[at] for at in chosen))


def _passage(document: str, text: str, span: Span) -> Passage:
    return Passage(document, span.first, span.last, span.of(text))
