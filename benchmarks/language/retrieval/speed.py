"""How long a search of 100,000 passages takes, and how long a change."""

import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tandem.language.encoder import Encoder
from tandem.language.retrieval import ENTRIES, TURNS, Passage, PassageIndex

__all__ = ["speed_lines"]

_N_PASSAGES, _N_QUERIES, _BLOCK = 100_000, 200, 100


@dataclass
class _StoredAtRandom:
    """Encodes queries and quotes truly, stored passages at random: a search takes as long, and an hour is saved."""

    encoder: Encoder
    draw: np.random.Generator = field(default_factory=lambda: np.random.default_rng(0))
    description: str = "stored at random"

    def encode(self, texts: Any) -> "np.ndarray[Any, Any]":
        if len(texts) < _BLOCK:
            return self.encoder.encode(texts)
        vectors = self.draw.standard_normal((len(texts), 384), dtype=np.float32)
        made: np.ndarray[Any, Any] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return made


def speed_lines(texts: list[str], queries: list[str], encoder: Encoder) -> list[str]:
    """Return table lines; `encoder` must not have seen the queries."""
    asked = queries[:_N_QUERIES]
    lines = [
        "| fusion | search, median ms | 95th percentile | slowest | change of one document, ms |",
        "|" + " --- |" * 5,
    ]
    for name, fusion in (("entries", ENTRIES), ("turns", TURNS)):
        index = PassageIndex(_StoredAtRandom(encoder), fusion=fusion)
        blocks = [texts[at : at + _BLOCK] for at in range(0, _N_PASSAGES, _BLOCK)]
        for at, block in enumerate(blocks):
            index.put_all([[Passage(f"{at}", 0, len(text), text) for text in block]])
        spent = []
        for query in asked:
            begun = time.perf_counter()
            index.search(query, 10)
            spent.append((time.perf_counter() - begun) * 1000)
        begun = time.perf_counter()
        for at in range(20):
            index.put_all([[Passage(f"{at}", 0, len(text), text) for text in blocks[at]]])
        change = (time.perf_counter() - begun) / 20 * 1000
        low, high, most = np.percentile(spent, [50, 95, 100])
        lines.append(f"| {name} | {low:.0f} | {high:.0f} | {most:.0f} | {change:.1f} |")
    return lines
