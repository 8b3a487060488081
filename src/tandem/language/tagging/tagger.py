"""A fitted tagger: the likeliest labelled stretches of a text, with offsets and probability."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from tandem.language.encoder import Encoder, NeuralEncoder
from tandem.language.tagging.chain import Batch, Chain, best_paths, segment_probability
from tandem.language.tagging.features import Reader, ReadText, StateScale, WordFeatures, dense_states, read_words

__all__ = ["Labelled", "Tag", "Tagger", "Weights"]

Array = np.ndarray[Any, Any]
Labelled = tuple[str, int, int]
"""A label with the offsets of the first character and after the last."""


@dataclass(frozen=True)
class Tag:
    """One stretch of a text.

    Attributes:
        label: what it is.
        text: the characters.
        first, last: offsets of the first character and after the last.
        probability: that exactly this stretch bears this label, in [0, 1], as the fitted chain has it.
    """

    label: str
    text: str
    first: int
    last: int
    probability: float


@dataclass(frozen=True)
class Weights:
    """What was fitted; tags are 0 outside, 1 + 2k where label k begins, 2 + 2k where it goes on.

    Attributes:
        of_words: shape (n_features, n_tags).
        of_states: shape (n_kept, n_tags).
        bias: shape (n_tags,).
        chain: scores between tags.
    """

    of_words: Array
    of_states: Array
    bias: Array
    chain: Chain

    def emissions(self, columns: csr_matrix, states: Array) -> Array:
        """Return the score of each tag on each word, shape (n_words, n_tags)."""
        scores: Array = columns @ self.of_words + states @ self.of_states.astype(states.dtype) + self.bias
        return scores


@dataclass(frozen=True)
class Tagger:
    """What :func:`tandem.language.tagging.fit_tagger` returns.

    Attributes:
        labels: the labels, in order.
        words: the word features that were seen.
        weights: what was fitted.
        scale: of the encoder's states.
        encoder: gives the states.
        readers: give the hints the tagger was fitted with.
    """

    labels: tuple[str, ...]
    words: WordFeatures
    weights: Weights
    scale: StateScale
    encoder: Encoder
    readers: tuple[Reader, ...] = ()

    @property
    def description(self) -> str:
        """What it rests on, for the page."""
        states = f"states of {self.states_of}" if self.states_of else "no encoder"
        return f"conditional random field, {len(self.words.names)} word features, {states}"

    @property
    def states_of(self) -> str:
        """What gives the states it was fitted with; empty where it was fitted without."""
        if not len(self.weights.of_states):
            return ""
        return self.encoder.states_description if isinstance(self.encoder, NeuralEncoder) else "another encoder"

    def predict(
        self,
        texts: Sequence[str],
        *,
        context: Sequence[Collection[str]] | None = None,
        least_probability: float = 0.0,
    ) -> list[list[Tag]]:
        """Return the labelled stretches of each text, in its order and without overlaps.

        Parameters
        ----------
        texts
            Any texts.
        context
            Of each text what is known beside its words, as given to the fit.
        least_probability
            Stretches below it are left out, in [0, 1].
        """
        known = context if context is not None else [()] * len(texts)
        read = [read_words(text, there, self.readers) for text, there in zip(texts, known, strict=True)]
        emissions = self._emissions(texts, read)
        path = best_paths(emissions, self.weights.chain, Batch.of([len(one.spans) for one in read]))
        found, begun = [], 0
        for text, one in zip(texts, read, strict=True):
            end = begun + len(one.spans)
            tags = self._stretches(text, one.spans, path[begun:end], emissions[begun:end])
            found.append([tag for tag in tags if tag.probability >= least_probability])
            begun = end
        return found

    def _emissions(self, texts: Sequence[str], read: list[ReadText]) -> Array:
        columns = self.words.columns(row for one in read for row in one.features)
        states, _ = dense_states(texts, [one.spans for one in read], self.encoder, self.scale)
        return self.weights.emissions(columns, states)

    def _stretches(self, text: str, words: list[tuple[int, int]], path: Array, emissions: Array) -> list[Tag]:
        found, at = [], 0
        while at < len(path):
            if path[at] == 0:
                at += 1
                continue
            end = at + 1
            inside = int(path[at]) + 1
            while end < len(path) and path[end] == inside:
                end += 1
            sure = segment_probability(emissions, self.weights.chain, path[at:end].tolist(), at, [inside])
            first, last = words[at][0], words[end - 1][1]
            found.append(Tag(self.labels[(inside - 2) // 2], text[first:last], first, last, sure))
            at = end
        return found
