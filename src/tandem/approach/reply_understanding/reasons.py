"""Why a text got its label: the words without which it would be less likely."""

import re
from collections.abc import Sequence

import numpy as np

from tandem.kernel.suggestion import Evidence, EvidenceKind, Reason
from tandem.language.heads import Head
from tandem.language.heads.linear import LinearMember

__all__ = ["explain_labels"]

_TRIED = 5
_LEAST_WEIGHT = 0.005


def explain_labels(
    head: Head, texts: Sequence[str], labels: Sequence[str], column: str, n_reasons: int
) -> list[tuple[Reason, ...]]:
    """Return for each text the words that speak most for its label, strongest first; none where it has no label.

    The head's linear member names candidates; a reason's weight is what the label's probability loses when the words
    are taken out of the text.
    """
    tried = [_candidates(head, text, label) if label else [] for text, label in zip(texts, labels, strict=True)]
    whole = [row for row, spans in enumerate(tried) if spans]
    cut = [(row, first, last) for row in whole for first, last in tried[row]]
    if not cut:
        return [()] * len(texts)
    every = head.probabilities([*(texts[row] for row in whole), *(texts[r][:a] + texts[r][b:] for r, a, b in cut)])
    before = dict(zip(whole, every[: len(whole)], strict=True))
    found: list[list[Reason]] = [[] for _ in texts]
    for (row, first, last), after in zip(cut, every[len(whole) :], strict=True):
        at = head.labels.index(labels[row])
        weight = float(np.clip(before[row][at] - after[at], -1, 1))
        if abs(weight) >= _LEAST_WEIGHT:
            quote = texts[row][first:last]
            evidence = Evidence(EvidenceKind.TEXT, column, quote, first, last)
            found[row].append(Reason(f"it says {quote!r}", weight, (evidence,)))
    return [tuple(sorted(one, key=lambda reason: -abs(reason.weight))[:n_reasons]) for one in found]


def _candidates(head: Head, text: str, label: str) -> list[tuple[int, int]]:
    """Return offsets of the words that weigh most for a label in the first linear member, without overlaps."""
    member = next((one for one in head.members if isinstance(one, LinearMember)), None)
    column = head.labels.index(label)
    if member is None or column >= member.weights.shape[1]:
        return []
    words = head.features.vocabularies[0]
    row = words.read([text])
    weights = row.multiply(member.weights[: len(words.terms), column].T).tocoo()
    order = np.argsort(-weights.data, kind="stable")
    found: list[tuple[int, int]] = []
    for at in order[: 4 * _TRIED]:
        pattern = r"\s*".join(re.escape(part) for part in words.terms[weights.col[at]].split(" "))
        match = re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)
        if weights.data[at] <= 0 or match is None or not match.group().strip():
            continue
        if not any(match.start() < last and first < match.end() for first, last in found):
            found.append(match.span())
    return sorted(found[:_TRIED])
