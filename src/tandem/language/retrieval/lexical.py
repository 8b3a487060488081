"""Words: an index that ranks texts by the rare words they share with a query (BM25), and can grow and shrink."""

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["LexicalIndex", "words_of"]

_WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """Return the words of a text without case, in its order.

    Examples
    --------
    >>> words_of("Order No. 48213-B")
    ['order', 'no', '48213', 'b']
    """
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


@dataclass
class _Postings:
    """Rows that hold a word, ascending, and how often; `n_rows` counts those still alive."""

    rows: "array[int]"
    counts: "array[float]"
    n_rows: int = 0


class LexicalIndex:
    """BM25 over rows numbered from 0.

    A row's score is the share of the query's weight that it holds: each word of the query weighs its rarity
    ln(1 + (N - n + 0.5) / (n + 0.5)), words that no row has are left out, and a row is given a word's weight times
    tf (k1 + 1) / (tf + k1 (1 - b + b length / mean length)). Hence scores of short and long queries compare.

    Parameters
    ----------
    k1
        How far a word said again still counts, >= 0.
    b
        How far long rows are held back, in [0, 1].

    References
    ----------
    Robertson & Zaragoza 2009, The probabilistic relevance framework: BM25 and beyond, equation 3.15.

    Examples
    --------
    >>> index = LexicalIndex()
    >>> index.add(["the price of the press", "the delivery date"])
    >>> [round(float(score), 2) for score in index.scores("Which price?")]
    [0.92, 0.0]
    """

    def __init__(self, *, k1: float = 1.2, b: float = 0.6) -> None:
        self.k1, self.b = k1, b
        self._postings: dict[str, _Postings] = {}
        self._lengths = array("d")
        self._n_alive = 0
        self._total_length = 0.0

    def __len__(self) -> int:
        """Return the number of rows, removed ones included until :meth:`compact`."""
        return len(self._lengths)

    def add(self, texts: Iterable[str]) -> None:
        """Append a row for each text."""
        for text in texts:
            row, words = len(self._lengths), words_of(text)
            for word, count in Counter(words).items():
                postings = self._postings.setdefault(word, _Postings(array("q"), array("d")))
                postings.rows.append(row)
                postings.counts.append(count)
                postings.n_rows += 1
            self._lengths.append(len(words))
            self._n_alive += 1
            self._total_length += len(words)

    def remove(self, texts: Iterable[str]) -> None:
        """Take rows with these texts out of every count; whoever holds the rows must ignore their scores."""
        for text in texts:
            words = words_of(text)
            for word in set(words):
                self._postings[word].n_rows -= 1
            self._n_alive -= 1
            self._total_length -= len(words)

    def compact(self, kept: Sequence[int] | np.ndarray[Any, Any]) -> None:
        """Keep these rows alone, ascending, and number them anew from 0."""
        rows = np.asarray(kept, dtype=np.int64)
        new = np.full(len(self._lengths), -1, dtype=np.int64)
        new[rows] = np.arange(len(rows))
        self._lengths = array("d", np.asarray(self._lengths)[rows].tobytes())
        for word, postings in list(self._postings.items()):
            moved = new[np.asarray(postings.rows)]
            alive = moved >= 0
            if not alive.any():
                del self._postings[word]
                continue
            counts = np.asarray(postings.counts)[alive]
            self._postings[word] = _Postings(
                array("q", moved[alive].tobytes()), array("d", counts.tobytes()), int(alive.sum())
            )

    def rarity(self, word: str) -> float:
        """Return the weight of a word in a query, > 0; 0 where no row has it."""
        postings = self._postings.get(word)
        if postings is None or postings.n_rows <= 0:
            return 0.0
        return float(np.log1p((self._n_alive - postings.n_rows + 0.5) / (postings.n_rows + 0.5)))

    def scores(self, query: str) -> "np.ndarray[Any, Any]":
        """Return each row's score, float64 of shape (n_rows,), >= 0 and below k1 + 1."""
        scores = np.zeros(len(self._lengths))
        weights = {word: count * self.rarity(word) for word, count in Counter(words_of(query)).items()}
        total = sum(weights.values())
        if total <= 0:
            return scores
        mean_length = max(self._total_length / max(self._n_alive, 1), 1e-9)
        lengths = np.frombuffer(self._lengths)
        for word, weight in weights.items():
            if weight <= 0:
                continue
            rows = np.frombuffer(self._postings[word].rows, dtype=np.int64)
            counts = np.frombuffer(self._postings[word].counts)
            held_back = self.k1 * (1 - self.b + self.b * lengths[rows] / mean_length)
            scores[rows] += weight / total * counts * (self.k1 + 1) / (counts + held_back)
        return scores
