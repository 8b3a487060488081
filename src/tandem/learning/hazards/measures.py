"""How well curves did on spells they had not seen: log loss and Brier score by a horizon, concordance, all censored."""

from collections.abc import Sequence

import numpy as np

from tandem.kernel.errors import Fault, InputError

__all__ = ["censoring_weights", "concordance", "integrated_brier", "multiclass_log_loss", "multiclass_scores"]

_TINY = 1e-6
_LEAST_WEIGHT = 0.05


def censoring_weights(duration: np.ndarray, is_event: np.ndarray, horizon: float) -> np.ndarray:
    """Return what each subject counts at a horizon: 0 where its fate by then is unknown, else one over the chance that.

    Parameters
    ----------
    duration
        Time to event or censoring, shape (n_subjects,).
    is_event
        Whether it ended in an event, shape (n_subjects,).
    horizon
        The moment judged, in the same unit.

    References
    ----------
    Graf, Schmoor, Sauerbrei & Schumacher 1999, "Assessment and comparison of prognostic classification schemes".

    Examples
    --------
    >>> censoring_weights(np.array([1.0, 5.0]), np.array([True, False]), 3.0).tolist()
    [1.0, 1.0]
    """
    times = np.unique(duration[~is_event])
    at_risk = np.array([np.sum(duration >= one) for one in times], dtype=float)
    lost = np.array([np.sum((duration == one) & ~is_event) for one in times], dtype=float)
    # Of those censored on the day of an event it is taken that the event came first.
    free = np.concatenate([[1.0], np.cumprod(1.0 - lost / np.maximum(at_risk, 1.0))])

    def uncensored_before(moment: np.ndarray) -> np.ndarray:
        share: np.ndarray = np.maximum(free[np.searchsorted(times, moment, "left")], _LEAST_WEIGHT)
        return share

    early = is_event & (duration <= horizon)
    late = (duration > horizon) | (~is_event & (duration >= horizon))
    at_horizon = uncensored_before(np.full(len(duration), horizon))
    weights: np.ndarray = np.where(early, 1.0 / uncensored_before(duration), np.where(late, 1.0 / at_horizon, 0.0))
    return weights


def integrated_brier(
    duration: np.ndarray, is_event: np.ndarray, survival: np.ndarray, times: Sequence[float] | np.ndarray
) -> float:
    """Return the Brier score of "still going", averaged over a stretch of time by the trapezoidal rule.

    Parameters
    ----------
    duration, is_event
        As for :func:`censoring_weights`.
    survival
        Said probability of still going at each time, shape (n_subjects, n_times).
    times
        Increasing, at least two, shape (n_times,).

    Raises
    ------
    InputError
        Fewer than two times, or they do not increase.
    """
    when = np.asarray(times, dtype=float)
    if len(when) < 2 or not bool(np.all(np.diff(when) > 0)):
        raise InputError(Fault("times", "must be at least two that increase", str(list(when))))
    scores = []
    for at, moment in enumerate(when):
        weights = censoring_weights(duration, is_event, float(moment))
        gone = (is_event & (duration <= moment)).astype(float)
        scores.append(float(np.mean(weights * ((1.0 - survival[:, at]) - gone) ** 2)))
    return float(np.trapezoid(scores, when) / (when[-1] - when[0]))


def multiclass_log_loss(truth: np.ndarray, probability: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Return the mean negative log-likelihood of what happened, in nats.

    Parameters
    ----------
    truth
        Code of what happened, shape (n_subjects,).
    probability
        Shape (n_subjects, n_classes).
    weights
        What each subject counts; by default all alike.

    Examples
    --------
    >>> round(multiclass_log_loss(np.array([0, 2]), np.full((2, 4), 0.25)), 4)
    1.3863
    """
    said = np.clip(probability[np.arange(len(truth)), truth], _TINY, 1.0)
    return float(np.average(-np.log(said), weights=weights))


def multiclass_scores(truth: np.ndarray, probability: np.ndarray, names: Sequence[str]) -> dict[str, float]:
    """Return log loss, Brier score (summed over classes) and each class's calibration error, by name."""
    from tandem.learning.measures import calibration_error

    happened = truth[:, None] == np.arange(probability.shape[1])
    scores = {
        "log_loss": multiclass_log_loss(truth, probability),
        "brier": float(np.mean(((probability - happened) ** 2).sum(axis=1))),
    }
    for at, name in enumerate(names):
        scores[f"calibration_error {name}"] = calibration_error(happened[:, at].astype(float), probability[:, at])
    return scores


def concordance(duration: np.ndarray, is_event: np.ndarray, risk: np.ndarray) -> float:
    """Return how often, of two subjects, the one that has the event first was given the higher risk; ties count half.

    For one of several causes, give subjects that ended by another cause an infinite duration: they never have the event
    (Wolbers et al. 2009). NaN where no pair can be compared.

    References
    ----------
    Harrell, Lee & Mark 1996, "Multivariable prognostic models".

    Examples
    --------
    >>> concordance(np.array([1.0, 2.0, 3.0]), np.array([True, True, False]), np.array([0.9, 0.2, 0.4]))
    0.6666666666666666
    """
    order = np.argsort(duration, kind="stable")
    duration, is_event, risk = duration[order], is_event[order], risk[order]
    agreed, pairs = 0.0, 0
    for at in np.flatnonzero(is_event):
        later = np.searchsorted(duration, duration[at], "right")
        # Censored on the very day of the event: it outlived it.
        tied = np.arange(np.searchsorted(duration, duration[at], "left"), later)
        others = np.concatenate([risk[later:], risk[tied[~is_event[tied]]]])
        agreed += float((others < risk[at]).sum()) + 0.5 * float((others == risk[at]).sum())
        pairs += len(others)
    return agreed / pairs if pairs else float("nan")
