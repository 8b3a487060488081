"""Measures ours and the peers on the three sets and writes results.md."""

import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.language.retrieval.peers import peer_ranks
from benchmarks.language.retrieval.sets import Collection, contract_numbers, meetings, stored_questions
from benchmarks.language.retrieval.speed import speed_lines

from tandem.language.encoder import Encoder, NeuralEncoder, Precision, installed_folder
from tandem.language.retrieval import ENTRIES, TURNS, Fusion, PassageIndex, choose_words_weight

__all__ = ["main"]

_RESULTS = Path(__file__).with_name("results.md")
_SEED, _OTHER_SEEDS = 0, (1, 2)
_INTRODUCTION = """# Retrieval

`TANDEM_BENCH_DATA=<folder> python -m benchmarks language/retrieval`. Peers in the same run, on the same passages and
with the same vectors: SQLite's FTS5 (any word of the query, its bm25), cosine of the sentence vectors alone, and both
fused by rank with equal weight (1 / (60 + rank)). A title is put before a peer's text ("name: question").

Everything of ours was chosen on other parts than the ones judged here: the weights on the stored questions' validation
queries with other draws, and on the first 60 meetings of the training part.
"""


def main() -> None:
    """Run ours and the peers; without the data or the encoder, say so and leave the results alone."""
    place = Path(os.environ.get("TANDEM_BENCH_DATA", ""))
    missing = [name for name in ("clinc150", "qmsum", "cuad") if not (place / name).is_dir()]
    if not os.environ.get("TANDEM_BENCH_DATA") or missing:
        print(f"SKIPPED: TANDEM_BENCH_DATA has no {', '.join(missing) or 'value'}; nothing measured.", file=sys.stderr)
        return
    if not (installed_folder() / "int8.onnx").exists():
        print("SKIPPED: the sentence encoder is not installed (`make encoder`); nothing was measured.", file=sys.stderr)
        return
    encoder = NeuralEncoder(installed_folder(), Precision.INT8, n_remembered=300_000)
    exact = NeuralEncoder(installed_folder(), Precision.FLOAT32, n_remembered=300_000)
    lines = [_INTRODUCTION]
    for part in (_questions(place, exact), _meetings(place, encoder), _numbers(place, encoder)):
        lines += [*part, ""]
        print("\n".join(part), flush=True)
    texts = [one.text for part in ("train", "val") for each in meetings(place, part) for one in each.passages]
    texts += [one.text for one in contract_numbers(place, range(358), 1, 0).passages]
    queries = [query.text for query in stored_questions(place, "test", 0, titled=False).queries][::20]
    fresh = NeuralEncoder(installed_folder(), Precision.INT8)
    lines += [
        "## 100,000 passages",
        "",
        "Turns and clauses; each query is encoded, searched and quoted, one after the other, on two threads.",
        "",
        *speed_lines(texts, queries, fresh),
        "",
        f"Python {platform.python_version()}, {platform.machine()}; load {os.getloadavg()[0]:.1f} on"
        f" {os.cpu_count()} processors.",
    ]
    _RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _index(collection: Collection, encoder: Encoder, fusion: Fusion) -> PassageIndex:
    index = PassageIndex(encoder, fusion=fusion)
    index.put_all(collection.documents)
    encoder.encode([query.text for query in collection.queries])
    return index


def _our_recalls(collection: Collection, index: PassageIndex, n: int) -> list[float]:
    at = {(one.document, one.first): row for row, one in enumerate(collection.passages)}
    found = [[at[one.document, one.first] for one in index.rank(query.text, n)] for query in collection.queries]
    return _recalls(collection, found, n)


def _recalls(collection: Collection, found: Sequence[Sequence[int]], n: int) -> list[float]:
    return [
        len(query.right & set(rows)) / min(n, len(query.right))
        for query, rows in zip(collection.queries, found, strict=True)
    ]


def _chosen(collections: Sequence[Collection], encoder: Encoder, fusion: Fusion, n: int) -> Fusion:
    """Return the fusion whose weight of words the queries of these collections choose."""
    indexes = [_index(one, encoder, fusion) for one in collections]

    def recall(weight: float) -> list[float]:
        for index in indexes:
            index.fusion = replace(fusion, words=weight)
        return [value for one, index in zip(collections, indexes, strict=True) for value in _our_recalls(one, index, n)]

    return choose_words_weight(fusion, recall)


def _interval(values: "Sequence[float] | np.ndarray[Any, Any]") -> str:
    return f"{np.mean(values):.3f} ± {_half_width(values):.3f}"


def _half_width(values: "Sequence[float] | np.ndarray[Any, Any]") -> float:
    return float(1.96 * np.std(values) / np.sqrt(len(values)))


def _table(
    judged: Sequence[Collection], encoder: Encoder, fusions: dict[str, Fusion], n: int, lines: list[str]
) -> None:
    """Append a row for each peer and each fusion of ours."""
    peers: dict[str, list[float]] = {}
    for one in judged:
        for name, found in peer_ranks(one, encoder, n).items():
            peers.setdefault(name, []).extend(_recalls(one, found, n))
    lines += [f"| {name} | {_interval(values)} | |" for name, values in peers.items()]
    ours = {
        name: np.array([value for one in judged for value in _our_recalls(one, _index(one, encoder, fusion), n)])
        for name, fusion in fusions.items()
    }
    better = max((ours[name] for name in _halves(ENTRIES)), key=lambda values: float(values.mean()))
    for name, values in ours.items():
        gain = "" if "alone" in name else f"{np.mean(values - better):+.3f} ± {_half_width(values - better):.3f}"
        lines.append(f"| {name} | {_interval(values)} | {gain} |")


def _halves(fusion: Fusion) -> dict[str, Fusion]:
    return {
        "our words alone": replace(fusion, words=1.0, exact=0.0),
        "our vectors alone": replace(fusion, words=0.0, exact=0.0),
    }


def _questions(place: Path, encoder: Encoder) -> list[str]:
    lines = ["## 150 stored questions, 4,500 queries (`clinc150`, test part)", ""]
    lines += ["Recall at 1, with 95% intervals; one training question of each of 150 intents is stored (seed 0).", ""]
    for titled, words in ((False, "the question alone"), (True, "the question under its intent's name")):
        judging = stored_questions(place, "test", _SEED, titled=titled)
        choosing = [stored_questions(place, "val", seed, titled=titled) for seed in _OTHER_SEEDS]
        chosen = _chosen(choosing, encoder, ENTRIES, 1)
        fusions = {**_halves(ENTRIES), "**Tandem, as shipped**": ENTRIES}
        fusions[f"**Tandem, weight of words chosen on validation: {chosen.words:g}**"] = chosen
        lines += [f"| stored: {words} | recall@1 | over our better half |", "| --- | --- | --- |"]
        _table([judging], encoder, fusions, 1, lines)
        if titled:
            near = encoder.encode([query.text for query in judging.queries])
            names = encoder.encode([one.title for one in judging.passages])
            right = [
                float(row in query.right)
                for row, query in zip((near @ names.T).argmax(1), judging.queries, strict=True)
            ]
            lines.append(f"| vectors, the bare intent name | {_interval(right)} | |")
            lines.append("| goal | 0.74 | not below 0 |")
        lines.append("")
    others = [
        np.mean(_our_recalls(one, _index(one, encoder, ENTRIES), 1))
        for one in (stored_questions(place, "test", seed, titled=True) for seed in _OTHER_SEEDS)
    ]
    lines.append(
        f"With other draws of the stored questions, as shipped, under names: {min(others):.3f} to {max(others):.3f}."
    )
    return lines


def _meetings(place: Path, encoder: Encoder) -> list[str]:
    judged, choosing = meetings(place, "val"), meetings(place, "train", 60)
    chosen = _chosen(choosing, encoder, TURNS, 10)
    n_queries = sum(len(one.queries) for one in judged)
    lines = [f"## Turns of {len(judged)} meetings for {n_queries} queries (`qmsum`, validation part)", ""]
    lines += [
        "Recall at 10: of the ten first turns, the share inside the relevant span (of 10, or of the span if shorter).",
        "",
    ]
    lines += ["| | recall@10 | over our better half |", "| --- | --- | --- |"]
    fusions = {
        **_halves(TURNS),
        "Tandem, each turn by itself (`ENTRIES`)": ENTRIES,
        "**Tandem, turns in context (`TURNS`), as shipped**": TURNS,
        f"**Tandem, weight of words chosen on 60 training meetings: {chosen.words:g}**": chosen,
    }
    _table(judged, encoder, fusions, 10, lines)
    return [*lines, "| goal | 0.36 | not below 0 |"]


def _numbers(place: Path, encoder: Encoder) -> list[str]:
    judged = contract_numbers(place, range(40, 80), 300, 0)
    lines = [f"## {len(judged.queries)} numbers in {len(judged.passages):,} clauses of 40 contracts (`cuad`)", ""]
    lines += [
        'Queries "which clause says 48213?", made by us, for numbers that stand in one clause only: here words are the'
        " better half. Nothing was chosen on these contracts; the rule for exact marks was mended on 40 others.",
        "",
        "| | recall@1 | over our better half |",
        "| --- | --- | --- |",
    ]
    _table([judged], encoder, {**_halves(ENTRIES), "**Tandem, as shipped**": ENTRIES}, 1, lines)
    return lines
