"""The order in which a team of limited time takes its customers."""

from dataclasses import dataclass

import numpy as np

from tandem.kernel.errors import Fault, InputError
from tandem.learning.ranking import rank_marks, ranks

__all__ = ["Queue", "order_queue"]


@dataclass(frozen=True)
class Queue:
    """Who comes when; arrays of shape (n_customers,).

    Attributes:
        at_stake: risk × value × treatability.
        rank: 1 the first.
        mark: those with the same cannot be told apart.
        fits: whether it fits into this week's time.
    """

    at_stake: np.ndarray
    rank: np.ndarray
    mark: np.ndarray
    fits: np.ndarray


def order_queue(
    *,
    risk: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    value: np.ndarray,
    treatability: np.ndarray,
    minutes_each: int,
    minutes_per_week: int,
) -> Queue:
    """Order customers by risk × value × treatability, as far as the team's week reaches.

    Parameters
    ----------
    risk, low, high
        Probability of churning with its interval, each of shape (n_customers,).
    value
        What each is worth a year, >= 0.
    treatability
        In [0, 1].
    minutes_each
        Minutes for one customer, > 0.
    minutes_per_week
        The team's, >= 0.

    Raises
    ------
    InputError
        Values or treatabilities lie outside their ranges.

    Examples
    --------
    >>> risk = np.array([0.5, 0.2, 0.9])
    >>> queue = order_queue(risk=risk, low=risk, high=risk, value=np.array([10.0, 100.0, 10.0]),
    ...     treatability=np.array([1.0, 0.5, 0.0]), minutes_each=30, minutes_per_week=60)
    >>> queue.rank.tolist(), queue.fits.tolist()
    ([2, 1, 3], [True, True, False])
    """
    faults = []
    if not bool(np.all((value >= 0) & np.isfinite(value))):
        faults.append(Fault("value", "must be 0 or more", str(np.nanmin(value) if len(value) else "none")))
    if not bool(np.all((treatability >= 0) & (treatability <= 1))):
        faults.append(Fault("treatability", "must lie between 0 and 1", "values outside"))
    if faults:
        raise InputError(faults)
    worth = value * treatability
    stake = risk * worth
    rank = ranks(stake)
    n_fit = minutes_per_week // minutes_each
    # Where acting changes nothing, time is not spent, whatever is left of the week.
    return Queue(stake, rank, rank_marks(stake, low * worth, high * worth), (rank <= n_fit) & (stake > 0))
