"""How much a base rate is to be heard beside a model: chosen on outcomes that came later than the fit."""

import numpy as np

__all__ = ["learn_share", "shares_by_others"]

_SHARES = np.linspace(0.0, 1.0, 1001)
_N_FOLDS = 5


def learn_share(ours: np.ndarray, base: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Return the share in [0, 1] for which the base rate is to be heard.

    Every share is believed as likely as any other before; what came later weighs them by how probable the blend called
    it, and the mean of that posterior is returned. With nothing to go by that is a half, with little not far from it: a
    model has to show on later outcomes that it tells more than the base rate before it is heard in full.

    Parameters
    ----------
    ours, base
        Probability that model and base rate gave to what came of each later row, in [0, 1], shape (n_rows,).
    weights
        What each row counts, >= 0, shape (n_rows,): less than 1 where several tell of one subject. By default 1.

    References
    ----------
    Yao, Vehtari, Simpson & Gelman 2018, "Using stacking to average Bayesian predictive distributions", section 3.1,
    with the mean of the weight's posterior where they take its mode.

    Examples
    --------
    >>> nothing = np.empty(0)
    >>> round(learn_share(nothing, nothing), 2)
    0.5
    >>> round(learn_share(np.full(300, 0.4), np.full(300, 0.5)), 2)
    0.98
    """
    counts = np.ones(len(ours)) if weights is None else weights
    safe_ours, safe_base = np.maximum(ours, 1e-6), np.maximum(base, 1e-6)
    blends = (1.0 - _SHARES[:, None]) * safe_ours + _SHARES[:, None] * safe_base
    likelihood = np.log(blends) @ counts
    posterior = np.exp(likelihood - likelihood.max())
    return float(posterior @ _SHARES / posterior.sum())


def shares_by_others(
    ours: np.ndarray, base: np.ndarray, subjects: np.ndarray, weights: np.ndarray | None = None
) -> np.ndarray:
    """Return for each row the share that other subjects alone would have chosen, to judge the blend honestly.

    Parameters
    ----------
    ours, base, weights
        As for :func:`learn_share`.
    subjects
        Number of each row's subject, shape (n_rows,).

    Examples
    --------
    >>> shares_by_others(np.full(4, 0.9), np.full(4, 0.1), np.arange(4)).round(2).tolist()
    [0.22, 0.22, 0.22, 0.22]
    """
    counts = np.ones(len(ours)) if weights is None else weights
    fold = np.unique(subjects, return_inverse=True)[1] % _N_FOLDS
    shares = np.empty(len(ours))
    for one in range(_N_FOLDS):
        rest = fold != one
        shares[~rest] = learn_share(ours[rest], base[rest], counts[rest])
    return shares
