"""How far subjects differ by what no column shows, learned from those who share it, on top of a stated belief."""

import numpy as np

__all__ = ["learn_unshown"]

_BELIEF_SPREAD = 0.5  # standard deviation of the logarithm of the believed size
_GRID = np.exp(np.linspace(-2.0, 2.0, 81))


def learn_unshown(
    residual: np.ndarray, variance: np.ndarray, unit: np.ndarray, family: np.ndarray, *, believed: float
) -> float:
    """Return the standard deviation, in log-odds, of what no column shows: the middle of what is believed in the end.

    A single spell cannot tell it: who stays long may be of the staying kind or lucky. Two stretches of one family can:
    beyond what the columns say their residuals go together only by what they share unseen. Summed over all pairs within
    families, the products of the units' residuals have the mean (deviation squared) x (products of their variances),
    and where nothing is shared the variance of the latter sum. That likelihood weighs a log-normal belief.

    Parameters
    ----------
    residual, variance
        Of each row: outcome less its probability p, and p (1 - p); shape (n_rows,).
    unit
        Number of the stretch each row belongs to, from 0, e.g. a spell or its time in one state; shape (n_rows,).
    family
        Number of the family each row's unit belongs to, from 0, e.g. an account or a spell; shape (n_rows,).
    believed
        Middle of the belief, > 0; returned as it is where no family has two units.

    References
    ----------
    Commenges & Andersen 1995, "Score test of homogeneity for survival data": products of martingale residuals within
    groups tell of a shared frailty.

    Examples
    --------
    >>> nothing = np.empty(0)
    >>> round(learn_unshown(nothing, nothing, nothing.astype(int), nothing.astype(int), believed=0.5), 2)
    0.5
    """
    size = believed * _GRID
    belief = -0.5 * (np.log(_GRID) / _BELIEF_SPREAD) ** 2
    together, expected, spread = _pairs(residual, variance, unit, family)
    if expected > 0:
        # What is shared also makes the residuals themselves vary more.
        doubt = expected * (1.0 + size**2 * spread) ** 2
        belief = belief - 0.5 * (together - size**2 * expected) ** 2 / doubt - 0.5 * np.log(doubt)
    weight = np.exp(belief - belief.max())
    return float(np.exp((weight * np.log(size)).sum() / weight.sum()))


def _pairs(
    residual: np.ndarray, variance: np.ndarray, unit: np.ndarray, family: np.ndarray
) -> tuple[float, float, float]:
    """Return summed products of residuals and of variances over pairs in families, and a unit's usual variance."""
    if not len(unit):
        return 0.0, 0.0, 0.0
    place = np.unique(unit, return_inverse=True)[1]
    of_unit = np.zeros(int(place.max()) + 1, dtype=int)
    of_unit[place] = np.unique(family, return_inverse=True)[1]
    sums = []
    for values in (residual, variance):
        by_unit = np.bincount(place, weights=values)
        by_family = np.bincount(of_unit, weights=by_unit)
        sums.append(0.5 * float((by_family**2).sum() - (by_unit**2).sum()))
    by_unit = np.bincount(place, weights=variance)
    return sums[0], sums[1], float((by_unit**2).sum() / max(by_unit.sum(), 1e-12))
