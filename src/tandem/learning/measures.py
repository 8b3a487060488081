"""How well probabilities did: log loss, Brier score, AUC, calibration error and lift, on outcomes they had not seen."""

import numpy as np

__all__ = [
    "area_error",
    "area_under_curve",
    "brier",
    "calibration_error",
    "calibration_table",
    "lift",
    "log_loss",
    "measure_all",
]

_TINY = 1e-6


def log_loss(happened: np.ndarray, probability: np.ndarray) -> float:
    """Return the mean negative log-likelihood, in nats; lower is better.

    Examples
    --------
    >>> round(log_loss(np.array([1.0, 0.0]), np.array([0.5, 0.5])), 4)
    0.6931
    """
    safe = np.clip(probability, _TINY, 1 - _TINY)
    return float(-np.mean(happened * np.log(safe) + (1 - happened) * np.log(1 - safe)))


def brier(happened: np.ndarray, probability: np.ndarray) -> float:
    """Return the mean squared error of the probabilities; lower is better."""
    return float(np.mean((probability - happened) ** 2))


def area_under_curve(happened: np.ndarray, score: np.ndarray) -> float:
    """Return the chance that an event scores above a non-event, ties counting half; NaN where one of them is absent.

    Examples
    --------
    >>> area_under_curve(np.array([0, 0, 1, 1.0]), np.array([0.1, 0.4, 0.4, 0.9]))
    0.875
    """
    n_events = float(happened.sum())
    n_others = len(happened) - n_events
    if n_events == 0 or n_others == 0:
        return float("nan")
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    # Tied scores share the mean of the ranks they take up.
    rank = (np.cumsum(counts) - (counts - 1) / 2.0)[inverse]
    return float((rank[happened == 1].sum() - n_events * (n_events + 1) / 2) / (n_events * n_others))


def area_error(area: float, n_events: int, n_others: int) -> float:
    """Return the standard error of an AUC; infinite where one of the two outcomes is absent.

    Parameters
    ----------
    area
        The AUC, in [0, 1].
    n_events, n_others
        How many rows of each outcome it was measured on.

    References
    ----------
    Hanley & McNeil 1982, "The meaning and use of the area under a receiver operating characteristic curve".

    Examples
    --------
    >>> round(area_error(0.5, 50, 50), 3)
    0.058
    """
    if n_events < 1 or n_others < 1:
        return float("inf")
    two_events, two_others = area / (2 - area), 2 * area**2 / (1 + area)
    spread = area * (1 - area) + (n_events - 1) * (two_events - area**2) + (n_others - 1) * (two_others - area**2)
    return float(np.sqrt(spread / (n_events * n_others)))


def calibration_table(
    happened: np.ndarray, probability: np.ndarray, n_bins: int = 10
) -> list[tuple[int, float, float]]:
    """Return (rows, mean probability, share that happened) for equally filled bins of probability, lowest first."""
    order = np.argsort(probability, kind="stable")
    parts = [part for part in np.array_split(order, n_bins) if len(part)]
    return [(len(part), float(probability[part].mean()), float(happened[part].mean())) for part in parts]


def calibration_error(happened: np.ndarray, probability: np.ndarray) -> float:
    """Return the mean gap between what was said and what happened, over ten equally filled bins."""
    table = calibration_table(happened, probability)
    return float(sum(n * abs(said - was) for n, said, was in table) / max(1, len(happened)))


def lift(happened: np.ndarray, probability: np.ndarray, share: float = 0.1) -> float:
    """Return how many times more events the top `share` holds than a random pick; NaN where nothing happened."""
    n_top = max(1, round(share * len(happened)))
    base = happened.mean()
    if base == 0:
        return float("nan")
    cut = np.sort(probability)[-n_top]
    above, at_cut = probability > cut, probability == cut
    # Rows tied at the cut count by their share, so that a constant score has a lift of exactly one.
    events = happened[above].sum() + happened[at_cut].mean() * (n_top - above.sum())
    return float(events / n_top / base)


def measure_all(happened: np.ndarray, probability: np.ndarray) -> dict[str, float]:
    """Return every measure by name."""
    return {
        "log_loss": log_loss(happened, probability),
        "brier": brier(happened, probability),
        "auc": area_under_curve(happened, probability),
        "calibration_error": calibration_error(happened, probability),
        "lift_top_decile": lift(happened, probability),
    }
