"""What a tagger sees of each word: features of spelling and neighbourhood, hints of readers, states of the encoder."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain as joined
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from tandem.language.encoder import Encoder, NeuralEncoder
from tandem.language.tagging.words import split_words, word_features

__all__ = ["ReadText", "Reader", "StateScale", "WordFeatures", "dense_states", "read_words"]

Array = np.ndarray[Any, Any]
Reader = Callable[[str], Iterable[tuple[str, int, int]]]
"""Returns `(name, first, last)` of the stretches of a text it knows."""


@dataclass(frozen=True)
class ReadText:
    """A text's words: their offsets and, of each, its features."""

    spans: list[tuple[int, int]]
    features: list[list[str]]


def read_words(text: str, context: Collection[str], readers: Collection[Reader]) -> ReadText:
    """Return a text's words with their features, `context` on every one of them."""
    spans = split_words(text)
    rows = word_features([text[first:last] for first, last in spans])
    for reader in readers:
        for name, first, last in reader(text):
            begun = False
            for at, (start, end) in enumerate(spans):
                if start < last and first < end:
                    rows[at].append(f"r={name}{'+' if begun else ''}")
                    begun = True
                elif end <= first and at + 1 < len(spans) and spans[at + 1][1] > first:
                    rows[at].append(f"r>{name}")
                elif start >= last and at and spans[at - 1][0] < last:
                    rows[at].append(f"r<{name}")
    for row in rows:
        hints = [feature for feature in row if feature.startswith("r=")]
        row += [f"c={known}" for known in context]
        row += [f"c={known} {feature}" for known in context for feature in (row[0], row[1], *hints)]
    return ReadText(spans, rows)


@dataclass(frozen=True)
class WordFeatures:
    """The features that were seen, in the order of their columns."""

    names: tuple[str, ...]

    @classmethod
    def of(cls, rows: Iterable[list[str]], n_most: int) -> "WordFeatures":
        """Return the features that occur at least twice, the commonest `n_most`; of few examples, all."""
        counts = Counter(joined.from_iterable(rows))
        least = 1 if len(counts) < n_most // 4 else 2
        kept = sorted((name for name, n in counts.items() if n >= least), key=lambda name: (-counts[name], name))
        return cls(tuple(kept[:n_most]))

    def columns(self, rows: Iterable[list[str]]) -> csr_matrix:
        """Return the features of words as noughts and ones, shape (n_words, n_features)."""
        known = {name: at for at, name in enumerate(self.names)}
        ends, found = [0], []
        for row in rows:
            found += sorted({known[name] for name in row if name in known})
            ends.append(len(found))
        return csr_matrix((np.ones(len(found)), found, ends), shape=(len(ends) - 1, len(self.names)))


@dataclass(frozen=True)
class StateScale:
    """How states are centred and turned, learned from the examples; both of width nought without an encoder.

    Attributes:
        mean: shape (n_states,).
        turn: shape (n_states, n_kept), onto the directions in which standardised states vary most.
    """

    mean: Array
    turn: Array

    @classmethod
    def of(cls, states: Array, n_most: int) -> "StateScale":
        """Return the scale of states of shape (n_words, n_states), with at most `n_most` directions."""
        mean = states.mean(axis=0)
        spread = states.std(axis=0) + 1e-6
        standard = (states - mean) / spread
        _, directions = np.linalg.eigh(standard.T @ standard)
        kept = directions[:, ::-1][:, :n_most]
        return cls(mean, (kept / spread[:, None]).astype(np.float32))

    @classmethod
    def nothing(cls) -> "StateScale":
        """Return the scale of no states."""
        return cls(np.zeros(0, dtype=np.float32), np.zeros((0, 0), dtype=np.float32))


def dense_states(
    texts: Sequence[str],
    words: Sequence[list[tuple[int, int]]],
    encoder: Encoder,
    scale: StateScale | None = None,
    *,
    n_most: int = 512,
) -> tuple[Array, StateScale]:
    """Return the encoder's states of each word, shape (n_words, n_kept), float32, and the scale used.

    A word of several pieces has their mean; a word beyond the encoder's reach is average.
    """
    n_words = sum(map(len, words))
    if n_words == 0 or not isinstance(encoder, NeuralEncoder) or (scale is not None and not scale.turn.size):
        width = 0 if scale is None else scale.turn.shape[1]
        return np.zeros((n_words, width), dtype=np.float32), scale or StateScale.nothing()
    pieces = encoder.encode_tokens(texts)
    states = np.concatenate([_of_words(some, one.spans, one.states) for some, one in zip(words, pieces, strict=True)])
    if scale is None:
        scale = StateScale.of(states[~np.isnan(states[:, 0])], n_most)
    return np.nan_to_num((states - scale.mean) @ scale.turn), scale


def _of_words(words: list[tuple[int, int]], pieces: Array, states: Array) -> Array:
    means = np.full((len(words), states.shape[1]), np.nan, dtype=np.float32)
    for at, (first, last) in enumerate(words):
        inside = (pieces[:, 0] < last) & (pieces[:, 1] > first)
        if inside.any():
            means[at] = states[inside].mean(axis=0)
    return means
