"""The peers: SQLite's full-text search, plain vectors, and their equal-weight rank fusion."""

import re
import sqlite3
from typing import Any

import numpy as np
from benchmarks.language.retrieval.sets import Collection

from tandem.language.encoder import Encoder

__all__ = ["PEERS", "peer_ranks"]

PEERS = ("SQLite FTS5 (BM25)", "vectors", "rank fusion of both")
_RANK_CONSTANT = 60
_DEPTH = 1000


def peer_ranks(collection: Collection, encoder: Encoder, n: int) -> dict[str, list[list[int]]]:
    """Return, for each peer, the first `n` rows of each query; a title is put before its passage's text."""
    texts = [f"{one.title}: {one.text}" if one.title else one.text for one in collection.passages]
    queries = [query.text for query in collection.queries]
    near = encoder.encode(queries) @ encoder.encode(texts).T
    by_vector = [[int(row) for row in np.argsort(-scores, kind="stable")] for scores in near]
    by_words = _full_text(texts, queries)
    fused = [_fused(one, other, n) for one, other in zip(by_vector, by_words, strict=True)]
    return {
        PEERS[0]: [rows[:n] for rows in by_words],
        PEERS[1]: [rows[:n] for rows in by_vector],
        PEERS[2]: fused,
    }


def _full_text(texts: list[str], queries: list[str]) -> list[list[int]]:
    with sqlite3.connect(":memory:") as store:
        store.execute("CREATE VIRTUAL TABLE passage USING fts5(body)")
        store.executemany("INSERT INTO passage (rowid, body) VALUES (?, ?)", enumerate(texts))
        return [_matches(store, query) for query in queries]


def _matches(store: sqlite3.Connection, query: str) -> list[int]:
    words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", query))
    rows = store.execute("SELECT rowid FROM passage WHERE passage MATCH ? ORDER BY rank LIMIT ?", (words, _DEPTH))
    return [row for (row,) in rows]


def _fused(one: list[int], other: list[int], n: int) -> list[int]:
    scores: dict[int, Any] = {}
    for rows in (one, other):
        for rank, row in enumerate(rows, start=1):
            scores[row] = scores.get(row, 0.0) + 1 / (_RANK_CONSTANT + rank)
    return sorted(scores, key=lambda row: (-scores[row], row))[:n]
