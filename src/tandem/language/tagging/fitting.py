"""Fitting a tagger: the chain's conditional likelihood with a quadratic penalty, to its maximum."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from tandem.kernel.errors import Fault, InputError, NotEnoughData
from tandem.language.encoder import Encoder, load_encoder
from tandem.language.tagging.chain import Batch, Chain, expectations
from tandem.language.tagging.features import Reader, WordFeatures, dense_states, read_words
from tandem.language.tagging.tagger import Labelled, Tagger, Weights

__all__ = ["fit_tagger"]

Array = np.ndarray[Any, Any]
_WORDS_PENALTY = 0.5
_STATES_PENALTY = 50.0
_OTHER_PENALTY = 0.01
_MOST_STEPS = 60
_SPREAD_OF_LABELS = 0.05
_MOST_FEATURES = 60_000


def fit_tagger(
    texts: Sequence[str],
    spans: Sequence[Collection[Labelled]],
    *,
    context: Sequence[Collection[str]] | None = None,
    readers: Collection[Reader] = (),
    encoder: Encoder | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Tagger:
    """Fit a tagger that marks stretches of a text, from a handful of examples to tens of thousands.

    A conditional random field: the score of a label on a word is linear in the word's features (itself, shape, affixes,
    neighbours, what the readers say) and in the states the encoder gives it at several layers; labels that follow each
    other are scored as pairs, and a stretch can only go on where it began. Its likelihood is convex, so the same
    examples give the same tagger.

    Parameters
    ----------
    texts
        The examples.
    spans
        Of each text the labelled stretches, `(label, first, last)`, offsets in characters. They must not overlap.
        An end inside a word is moved to the word's end.
    context
        Of each text what is known beside its words, such as the question it answers.
    readers
        Functions that return `(name, first, last)` for stretches they know, such as dates; no more than a hint.
    encoder
        By default the installed one. Without it the words and readers alone are used, and `description` says so.
    progress
        Is told in words what is going on.

    Raises
    ------
    InputError
        Texts and spans differ in number, or a span is empty, outside its text or overlaps another one.
    NotEnoughData
        No stretch is labelled.

    References
    ----------
    Lafferty, McCallum & Pereira 2001, "Conditional random fields"; Sha & Pereira 2003, "Shallow parsing with
    conditional random fields" (limited-memory BFGS).

    Examples
    --------
    >>> from tandem.language.encoder import LexicalEncoder
    >>> tagger = fit_tagger(
    ...     ["ask for Kim today", "ask for Ana now", "ask me now", "call me today"],
    ...     [[("person", 8, 11)], [("person", 8, 11)], [], []],
    ...     encoder=LexicalEncoder(),
    ... )
    >>> [(one.label, one.text) for one in tagger.predict(["please ask for Lou now"])[0]]
    [('person', 'Lou')]
    """
    _check(texts, spans, context)
    known = context if context is not None else [()] * len(texts)
    encoder = encoder if encoder is not None else load_encoder()
    labels = tuple(sorted({label for one in spans for label, _, _ in one}))
    read = [read_words(text, there, readers) for text, there in zip(texts, known, strict=True)]
    tags = _tags([one.spans for one in read], spans, labels)
    progress(f"reading {len(texts)} texts")
    words = WordFeatures.of((row for one in read for row in one.features), _MOST_FEATURES)
    columns = words.columns(row for one in read for row in one.features)
    states, scale = dense_states(texts, [one.spans for one in read], encoder)
    batch = Batch.of([len(one.spans) for one in read])
    progress(f"fitting {len(labels)} labels on {len(tags)} words with {columns.shape[1]} features")
    weights = _Likelihood.of(columns, states, tags, batch, len(labels)).maximise()
    return Tagger(labels, words, weights, scale, encoder, tuple(readers))


def _check(texts: Sequence[str], spans: Sequence[Collection[Labelled]], context: Sequence[Any] | None) -> None:
    faults = []
    for name, given in (("spans", spans), ("context", context)):
        if given is not None and len(given) != len(texts):
            faults.append(Fault(name, f"must have one entry for each of {len(texts)} texts", str(len(given))))
    if faults:
        raise InputError(faults)
    for at, (text, one) in enumerate(zip(texts, spans, strict=True)):
        end = 0
        for label, first, last in sorted(one, key=lambda span: span[1]):
            if not (end <= first < last <= len(text)):
                must = "must lie in the text, hold a character and overlap no other"
                faults.append(Fault(f"spans[{at}]", must, f"{label} {first}-{last} of {len(text)} characters"))
            end = last
    if faults:
        raise InputError(faults)
    n_labelled = sum(map(len, spans))
    if n_labelled == 0:
        raise NotEnoughData("labelled stretches", needed=1, given=0)


def _tags(words: list[list[tuple[int, int]]], spans: Sequence[Collection[Labelled]], labels: tuple[str, ...]) -> Array:
    """Return of each word 0 outside, 1 + 2k where label k begins, 2 + 2k where it goes on."""
    tags: list[int] = []
    for of_text, labelled in zip(words, spans, strict=True):
        here = [0] * len(of_text)
        for label, first, last in sorted(labelled, key=lambda span: span[1]):
            inside = [at for at, (begun, end) in enumerate(of_text) if begun < last and first < end and not here[at]]
            for number, at in enumerate(inside):
                here[at] = 1 + 2 * labels.index(label) + (number > 0)
        tags += here
    return np.array(tags, dtype=np.int64)


def _allowed(n_labels: int) -> tuple[Array, Array]:
    n_tags = 1 + 2 * n_labels
    allowed, may_start = np.ones((n_tags, n_tags), dtype=bool), np.ones(n_tags, dtype=bool)
    for inside in range(2, n_tags, 2):
        allowed[:, inside] = False
        allowed[[inside - 1, inside], inside] = True
        may_start[inside] = False
    return allowed, may_start


@dataclass(frozen=True)
class _Likelihood:
    """The penalised likelihood of the examples, as a function of all weights in one row."""

    columns: csr_matrix
    transposed: csr_matrix
    states: Array
    tags: Array
    batch: Batch
    limits: tuple[Array, Array]
    told: tuple[Array, Array, Array]
    shapes: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, columns: csr_matrix, states: Array, tags: Array, batch: Batch, n_labels: int) -> "_Likelihood":
        limits = _allowed(n_labels)
        n_tags = 1 + 2 * n_labels
        shapes = ((columns.shape[1], n_tags), (states.shape[1], n_tags), (n_tags,), (n_tags, n_tags), (n_tags,))
        told = _told(tags, batch, n_tags)
        return cls(columns, columns.T.tocsr(), states, tags, batch, limits, told, shapes)

    def maximise(self) -> Weights:
        """Return the best weights that limited-memory BFGS finds."""
        from scipy.optimize import minimize

        sizes = [int(np.prod(shape)) for shape in self.shapes]
        each = (_WORDS_PENALTY, _STATES_PENALTY, _OTHER_PENALTY, _OTHER_PENALTY, _OTHER_PENALTY)
        penalty = np.repeat(each, sizes)
        step = _step_sizes(self.columns, self.states, penalty, len(self.limits[1]))

        def cost(scaled: Array) -> tuple[float, Array]:
            flat = scaled * step
            loss, slope = self.loss(flat)
            return loss + 0.5 * float(penalty @ flat**2), (slope + penalty * flat) * step

        options: Any = {"maxiter": _MOST_STEPS, "maxcor": 6, "ftol": 1e-6}
        found = minimize(cost, np.zeros(len(penalty)), jac=True, method="L-BFGS-B", options=options)
        return self.weights(found.x * step)

    def weights(self, flat: Array) -> Weights:
        """Return the row of weights in its parts."""
        cuts = np.cumsum([int(np.prod(shape)) for shape in self.shapes])[:-1]
        parts = [part.reshape(shape) for part, shape in zip(np.split(flat, cuts), self.shapes, strict=True)]
        return Weights(parts[0], parts[1], parts[2], Chain(parts[3], parts[4], *self.limits))

    def loss(self, flat: Array) -> tuple[float, Array]:
        """Return minus the log-likelihood without penalty, and its slope."""
        weights = self.weights(flat)
        emissions = weights.emissions(self.columns, self.states)
        total, margins, pairs, starts = expectations(emissions, weights.chain, self.batch)
        on_words, told_pairs, told_starts = self.told
        right = emissions[np.arange(len(self.tags)), self.tags].sum()
        right += (told_pairs * weights.chain.between).sum() + (told_starts * weights.chain.start).sum()
        excess = margins - on_words
        slope = [
            self.transposed @ excess,
            self.states.T @ excess.astype(self.states.dtype),
            excess.sum(axis=0),
            pairs - told_pairs,
            starts - told_starts,
        ]
        return total - float(right), np.concatenate([part.ravel() for part in slope])


def _step_sizes(columns: csr_matrix, states: Array, penalty: Array, n_tags: int) -> Array:
    """Return one over the root of each weight's rough curvature: without it common and rare features pull unequally."""
    squares = np.concatenate(
        [np.asarray(columns.sum(axis=0)).ravel(), (states.astype(float) ** 2).sum(axis=0), [float(len(states))]]
    )
    curvature = np.concatenate(
        [np.repeat(squares, n_tags), np.full(n_tags * n_tags + n_tags, float(len(states)) / n_tags)]
    )
    return 1.0 / np.sqrt(penalty + _SPREAD_OF_LABELS * curvature)


def _told(tags: Array, batch: Batch, n_tags: int) -> tuple[Array, Array, Array]:
    """Return the examples' own counts: of labels on words, of pairs, of beginnings."""
    on_words = np.zeros((len(tags), n_tags))
    on_words[np.arange(len(tags)), tags] = 1.0
    first = np.zeros(len(tags), dtype=bool)
    first[batch.starts] = True
    pairs = np.zeros((n_tags, n_tags))
    later = np.flatnonzero(~first)
    np.add.at(pairs, (tags[later - 1], tags[later]), 1.0)
    return on_words, pairs, np.bincount(tags[batch.starts], minlength=n_tags).astype(float)
