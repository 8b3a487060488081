"""A linear chain: scores for labels and their neighbourhood, its expectations, best path and stretches."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Batch", "Chain", "best_paths", "expectations", "segment_probability"]

Array = np.ndarray[Any, Any]
_TINY = 1e-290


@dataclass(frozen=True)
class Batch:
    """Where the tokens of each text stand in one long row of tokens.

    Attributes:
        order: texts, the longest first.
        starts: index of the first token of each text, in that order.
        lengths: number of tokens of each text, >= 1, in that order.
    """

    order: Array
    starts: Array
    lengths: Array

    @classmethod
    def of(cls, lengths: Sequence[int]) -> "Batch":
        """Return the batch of texts with these numbers of tokens."""
        counts = np.asarray(lengths, dtype=np.int64)
        begun = np.concatenate([[0], np.cumsum(counts)[:-1]]) if len(counts) else np.zeros(0, dtype=np.int64)
        order = np.argsort(-counts, kind="stable")
        order = order[counts[order] > 0]
        return cls(order, begun[order], counts[order])

    def n_active(self, step: int) -> int:
        """Return how many texts have a token at a step; they come first."""
        return int(np.searchsorted(-self.lengths, -step, side="left"))


@dataclass(frozen=True)
class Chain:
    """The scores between labels.

    Attributes:
        between: shape (n_labels, n_labels), from row to column.
        start: shape (n_labels,), of a text's first label.
        allowed: booleans like `between`; a path never takes a pair that is not allowed.
        may_start: booleans like `start`.
    """

    between: Array
    start: Array
    allowed: Array
    may_start: Array

    def factors(self) -> tuple[Array, Array]:
        """Return exp(between) and exp(start), nought where it is not allowed."""
        return np.exp(self.between) * self.allowed, np.exp(self.start) * self.may_start


def expectations(emissions: Array, chain: Chain, batch: Batch) -> tuple[float, Array, Array, Array]:
    """Return what the chain expects over all paths.

    The forward-backward recursion with scaling (Rabiner 1989, section V.A), over all texts at once, step by step.

    Parameters
    ----------
    emissions
        Scores of shape (n_tokens, n_labels).
    chain
        Scores between labels.
    batch
        Where each text stands.

    Returns
    -------
    log_partition, token_margins, pair_counts, start_counts
        The sum over texts of log Z; probabilities of shape (n_tokens, n_labels); expected numbers of shape
        (n_labels, n_labels) and (n_labels,).
    """
    between, start = chain.factors()
    highest = emissions.max(axis=1, keepdims=True)
    potential = np.exp(emissions - highest)
    n_steps = int(batch.lengths[0]) if len(batch.lengths) else 0
    alpha, scale = np.zeros_like(potential), np.ones(len(potential))
    for step in range(n_steps):
        at = batch.starts[: batch.n_active(step)] + step
        value = potential[at] * (start if step == 0 else alpha[at - 1] @ between)
        scale[at] = np.maximum(value.sum(axis=1), _TINY)
        alpha[at] = value / scale[at, None]
    beta = np.ones_like(potential)
    pairs = np.zeros_like(between)
    for step in range(n_steps - 1, 0, -1):
        at = batch.starts[: batch.n_active(step)] + step
        reached = potential[at] * beta[at] / scale[at, None]
        beta[at - 1] = reached @ between.T
        pairs += alpha[at - 1].T @ reached
    margins = alpha * beta
    margins /= np.maximum(margins.sum(axis=1, keepdims=True), _TINY)
    log_partition = float(np.log(scale).sum() + highest.sum())
    return log_partition, margins, pairs * between, margins[batch.starts].sum(axis=0)


def best_paths(emissions: Array, chain: Chain, batch: Batch) -> Array:
    """Return the label of each token on its text's best path (Viterbi), shape (n_tokens,)."""
    with np.errstate(divide="ignore"):
        between, start = (np.log(factor) for factor in chain.factors())
    n_steps = int(batch.lengths[0]) if len(batch.lengths) else 0
    score = np.zeros_like(emissions)
    back = np.zeros(emissions.shape, dtype=np.int64)
    for step in range(n_steps):
        at = batch.starts[: batch.n_active(step)] + step
        if step == 0:
            score[at] = emissions[at] + start
            continue
        through = score[at - 1][:, :, None] + between[None]
        back[at] = through.argmax(axis=1)
        score[at] = emissions[at] + through.max(axis=1)
    path = np.zeros(len(emissions), dtype=np.int64)
    ends = batch.starts + batch.lengths - 1
    path[ends] = score[ends].argmax(axis=1)
    for step in range(n_steps - 1, 0, -1):
        at = batch.starts[: batch.n_active(step)] + step
        path[at - 1] = back[at, path[at]]
    return path


def segment_probability(
    emissions: Array, chain: Chain, labels: Sequence[int], first: int, stop: Sequence[int]
) -> float:
    """Return the probability that a stretch of one text bears exactly these labels and ends there.

    Parameters
    ----------
    emissions
        Scores of the text, shape (n_tokens, n_labels).
    chain
        Scores between labels.
    labels
        Of the tokens from `first` on.
    first
        Index of the stretch's first token.
    stop
        Labels that would prolong the stretch; the token after it bears none of them.

    References
    ----------
    Culotta & McCallum 2004, "Confidence estimation for information extraction", constrained forward-backward.
    """
    held = np.zeros(emissions.shape, dtype=bool)
    for offset, label in enumerate(labels):
        held[first + offset] = np.arange(emissions.shape[1]) != label
    if first + len(labels) < len(emissions):
        held[first + len(labels), list(stop)] = True
    batch = Batch.of([len(emissions)])
    free = expectations(emissions, chain, batch)[0]
    constrained = expectations(np.where(held, -600.0, emissions), chain, batch)[0]
    return float(np.exp(min(0.0, constrained - free)))
