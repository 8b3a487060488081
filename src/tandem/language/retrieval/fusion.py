"""How meaning and words are weighed against each other, and how those weights are chosen from judged queries."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tandem.kernel.errors import Fault, InputError, NotEnoughData

__all__ = ["ENTRIES", "TURNS", "Fusion", "choose_words_weight", "is_exact"]

_WEIGHTS = (0.0, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1.0)
_MIN_JUDGED = 20
# One-sided normal quantile: a mixture must beat the better half by more than chance, 19 times in 20.
_SURE = 1.645
_EXACT = re.compile(r"(?=\w*\d)(?:\w{4,}|(?=\w*[^\W\d])\w{3})")


@dataclass(frozen=True)
class Fusion:
    """Weights of the parts of a passage's score; each in [0, 1].

    The score is (1 - words) meaning + words shared words + exact shared exact marks.

    Parameters
    ----------
    words
        Weight of shared words; the rest is meaning. 0 is the vectors alone, 1 is BM25 alone.
    exact
        Added for a passage that holds the query's exact marks (order numbers, article codes), which vectors cannot
        tell apart; in proportion to how many of them it holds.
    title
        Weight of the title's vector beside the text's, where a passage has a title.
    context
        Weight of the neighbouring passages of the same document; 0 looks at each passage alone.
    reach
        How far the context reaches, passages on either side: the spread of a bell curve, > 0.
    """

    words: float = 0.08
    exact: float = 0.85
    title: float = 0.5
    context: float = 0.0
    reach: float = 10.0

    def __post_init__(self) -> None:
        faults = [
            Fault(name, "must lie in [0, 1]", str(value))
            for name in ("words", "exact", "title", "context")
            if not 0 <= (value := getattr(self, name)) <= 1
        ]
        if self.reach <= 0:
            faults.append(Fault("reach", "must be above 0", str(self.reach)))
        if faults:
            raise InputError(faults)


ENTRIES = Fusion()
"""For answers, articles and clauses that each stand for themselves."""
TURNS = Fusion(words=0.3, exact=0.85, context=1.0, reach=12.0)
"""For the turns of a call or a meeting, which are understood from the turns around them."""


def is_exact(word: str) -> bool:
    """Return whether a word is an exact mark, which a passage has or has not: a number of four digits, a code.

    Examples
    --------
    >>> [is_exact(word) for word in ("48213", "hx2", "500", "price")]
    [True, True, False, False]
    """
    return bool(_EXACT.fullmatch(word))


def choose_words_weight(
    fusion: Fusion,
    recall: Callable[[float], Sequence[float]],
    weights: Sequence[float] = _WEIGHTS,
) -> Fusion:
    """Return the fusion with the weight of words that judged queries speak for.

    The choice starts at the better half, words alone or meaning alone. It leaves it only for a mixture whose gain over
    it, query by query, is above zero with 95% confidence; so that what is not surely better is not taken.

    Parameters
    ----------
    fusion
        Whose other weights are kept.
    recall
        Given a weight of words, returns what each judged query gained, in [0, 1]; always the same queries.
    weights
        Candidates in [0, 1]; 0 and 1 are the halves and are always tried.

    Raises
    ------
    NotEnoughData
        There are fewer than 20 judged queries.

    Examples
    --------
    >>> choose_words_weight(Fusion(), lambda weight: [0.5 + 0.4 * (weight == 0.2)] * 30).words
    0.2
    """
    halves = {weight: np.asarray(recall(weight), dtype=float) for weight in (0.0, 1.0)}
    n = len(halves[0.0])
    if n < _MIN_JUDGED:
        raise NotEnoughData("judged queries", needed=_MIN_JUDGED, given=n)
    best_weight = max(halves, key=lambda weight: halves[weight].mean())
    base, best_gain, chosen = halves[best_weight], 0.0, best_weight
    for weight in weights:
        gains = np.asarray(recall(weight), dtype=float) - base
        if gains.mean() > best_gain and _surely_positive(gains):
            best_gain, chosen = float(gains.mean()), weight
    return replace(fusion, words=chosen)


def _surely_positive(gains: "np.ndarray[Any, Any]") -> bool:
    return bool(gains.mean() > _SURE * gains.std(ddof=1) / np.sqrt(len(gains)))
