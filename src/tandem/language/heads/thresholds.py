"""When to act: thresholds from what being wrong costs, and thresholds that guarantee a recall."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tandem.kernel.errors import Fault, InputError, NotEnoughData

__all__ = ["Costs", "Step", "guaranteed_threshold", "n_for_guarantee"]


class Step(StrEnum):
    """What to do with a label that may apply."""

    ACT = "act"
    ASK = "ask"
    LEAVE = "leave"


@dataclass(frozen=True)
class Costs:
    """What an action costs when it is wrong, when it is missed and when a person is asked, in one common unit.

    Attributes:
        wrong: of acting although the label does not apply, >= 0.
        missed: of not acting although it applies, >= 0.
        ask: of having a person look, >= 0.

    References
    ----------
    Chow 1970, "On optimum recognition error and reject tradeoff".

    Examples
    --------
    >>> unsubscribe = Costs(wrong=5, missed=100, ask=1)
    >>> [unsubscribe.step(probability).value for probability in (0.005, 0.3, 0.9)]
    ['leave', 'ask', 'act']
    """

    wrong: float
    missed: float
    ask: float

    def __post_init__(self) -> None:
        faults = [
            Fault(name, "must be a finite number of at least 0", repr(value))
            for name, value in (("wrong", self.wrong), ("missed", self.missed), ("ask", self.ask))
            if not (np.isfinite(value) and value >= 0)
        ]
        if faults:
            raise InputError(faults)

    def step(self, probability: float) -> Step:
        """Return the step of least expected cost for a label of the given probability in [0, 1]."""
        if not 0 <= probability <= 1:
            raise InputError(Fault("probability", "must be in [0, 1]", repr(probability)))
        expected = {
            Step.ASK: self.ask,
            Step.ACT: (1 - probability) * self.wrong,
            Step.LEAVE: probability * self.missed,
        }
        return min(expected, key=lambda step: expected[step])


def n_for_guarantee(recall: float, confidence: float = 0.95) -> int:
    """Return how many true examples the least guarantee needs: with fewer, no threshold but "everything" has it.

    Examples
    --------
    >>> n_for_guarantee(0.95, 0.95)
    59
    """
    _check_shares(recall, confidence)
    return int(np.ceil(np.log(1 - confidence) / np.log(recall)))


def guaranteed_threshold(scores: np.ndarray, *, recall: float, confidence: float = 0.95) -> float:
    """Return the highest threshold that finds at least `recall` of all true cases, with the given confidence.

    The guarantee needs no model to be right: it holds whenever the scored examples and later ones are exchangeable and
    the examples were not used in fitting what scores them.

    Parameters
    ----------
    scores
        Scores of examples for which the label is true, shape (n_true,).
    recall
        Share of true cases to be found, in (0, 1).
    confidence
        Probability, over the draw of the examples, that the share is reached, in (0, 1).

    Returns
    -------
    float
        Whatever scores as high or higher counts as found.

    Raises
    ------
    NotEnoughData
        So few examples cannot carry the guarantee; see :func:`n_for_guarantee`.

    Notes
    -----
    The recall above the k-th smallest of n scores is at least Beta(n - k + 1, k) distributed. The largest k whose
    chance of falling short stays under 1 - confidence is taken.

    References
    ----------
    Wilks 1941, "Determination of sample sizes for setting tolerance limits"; Vovk 2012, "Conditional validity of
    inductive conformal predictors", proposition 2.

    Examples
    --------
    >>> guaranteed_threshold(np.arange(100.0), recall=0.9, confidence=0.95)
    4.0
    """
    from scipy.stats import binom

    needed = n_for_guarantee(recall, confidence)
    n_true = len(scores)
    if n_true < needed:
        raise NotEnoughData(f"true examples to guarantee a recall of {recall:g}", needed=needed, given=n_true)
    ranks = np.arange(1, n_true + 1)
    fits = binom.cdf(ranks - 1, n_true, 1 - recall) <= 1 - confidence
    return float(np.sort(scores)[int(np.flatnonzero(fits)[-1])])


def _check_shares(recall: float, confidence: float) -> None:
    faults = [
        Fault(name, "must lie between 0 and 1", repr(value))
        for name, value in (("recall", recall), ("confidence", confidence))
        if not 0 < value < 1
    ]
    if faults:
        raise InputError(faults)
