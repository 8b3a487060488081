"""Honest splits: by time where rows have one, else at random and said so."""

from dataclasses import dataclass

import numpy as np

__all__ = ["Split", "fold_pairs", "hold_out"]

_N_FOR_FOLDS = 60
_LEAST_PER_CLASS = 8


@dataclass(frozen=True)
class Split:
    """A part to learn from and a part to be judged on.

    Attributes:
        train, test: row positions.
        words: what the test part is, e.g. "the last quarter by 'Deal Date'".
    """

    train: np.ndarray
    test: np.ndarray
    words: str


def hold_out(
    happened: np.ndarray, days: np.ndarray | None, *, time: str = "", share: float = 0.25, seed: int = 0
) -> Split:
    """Hold out the last rows by time, or random rows where there is no time.

    Parameters
    ----------
    happened
        Outcomes, 0.0 or 1.0, shape (n_rows,).
    days
        The moment of each row in days, or `None`. Rows without a moment count as the earliest.
    time
        Name of the column that `days` came from, for the words.
    share
        Of rows held out, in (0, 1).
    seed
        Of the random split.

    Examples
    --------
    >>> hold_out(np.array([0, 1, 0, 1.0]), np.array([4, 3, 2, 1.0]), time="Created").test.tolist()
    [0]
    """
    n_test = max(1, round(share * len(happened)))
    if days is not None:
        order = np.argsort(np.where(np.isfinite(days), days, -np.inf), kind="stable")
        return Split(order[:-n_test], order[-n_test:], f"the last {share:.0%} by {time!r}")
    rng = np.random.default_rng(seed)
    test = np.concatenate(
        [
            rng.permutation(np.flatnonzero(happened == one))[: round(share * (happened == one).sum())]
            for one in (0.0, 1.0)
        ]
    )
    return Split(
        np.setdiff1d(np.arange(len(happened)), test), np.sort(test), f"a random {share:.0%}, for the rows carry no time"
    )


def fold_pairs(happened: np.ndarray, days: np.ndarray | None, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return (train, test) positions for learning the blend; empty where the data is too thin to hold any out.

    With time, every test part lies after its training part; without, the parts are random and stratified.
    """
    n_least = min(happened.sum(), len(happened) - happened.sum())
    if len(happened) < _N_FOR_FOLDS or n_least < _LEAST_PER_CLASS:
        return []
    if days is not None:
        pairs = _forward(happened, days)
        if pairs:
            return pairs
    n_folds = 5 if len(happened) < 50_000 else 3
    rng = np.random.default_rng(seed)
    fold = np.empty(len(happened), dtype=int)
    for one in (0.0, 1.0):
        members = np.flatnonzero(happened == one)
        fold[rng.permutation(members)] = np.arange(len(members)) % n_folds
    return [(np.flatnonzero(fold != k), np.flatnonzero(fold == k)) for k in range(n_folds)]


def _forward(happened: np.ndarray, days: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    order = np.argsort(np.where(np.isfinite(days), days, -np.inf), kind="stable")
    edges = np.linspace(0.5, 1.0, 5)
    cuts = (edges * len(order)).astype(int)
    pairs = [(np.sort(order[: cuts[k]]), np.sort(order[cuts[k] : cuts[k + 1]])) for k in range(4)]
    enough = all(2 < happened[train].sum() < len(train) - 2 and len(test) > 5 for train, test in pairs)
    return pairs if enough else []
