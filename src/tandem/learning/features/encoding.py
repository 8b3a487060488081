"""Categories as rates: each level's share of events, pulled towards the whole, learned out of fold."""

from dataclasses import dataclass

import numpy as np

__all__ = ["LevelRates", "fit_level_rates", "out_of_fold_rates"]


@dataclass(frozen=True)
class LevelRates:
    """Log-odds for each level of each category, relative to the base rate.

    Attributes:
        log_odds: one array for each category, by level code; a level never seen has 0.
        counts: log(1 + rows) for each level, likewise.
    """

    log_odds: tuple[np.ndarray, ...]
    counts: tuple[np.ndarray, ...]

    def encode(self, levels: np.ndarray) -> np.ndarray:
        """Return rates and counts side by side, shape (n_rows, 2 × n_categories)."""
        columns = []
        for position, (odds, counts) in enumerate(zip(self.log_odds, self.counts, strict=True)):
            codes = levels[:, position]
            seen = (codes >= 0) & (codes < len(odds))
            safe = np.where(seen, codes, 0)
            columns += [np.where(seen, odds[safe], 0.0), np.where(seen, counts[safe], 0.0)]
        return np.column_stack(columns) if columns else np.empty((len(levels), 0))


def fit_level_rates(levels: np.ndarray, happened: np.ndarray, strength: float = 8.0) -> LevelRates:
    """Learn pooled rates: `strength` imaginary rows at the base rate stand behind every level.

    Parameters
    ----------
    levels
        Codes, shape (n_rows, n_categories).
    happened
        Outcomes, 0.0 or 1.0, shape (n_rows,).
    strength
        How many rows the base rate is worth, > 0.
    """
    base = float(np.clip(happened.mean(), 1e-4, 1 - 1e-4)) if len(happened) else 0.5
    odds, counts = [], []
    for position in range(levels.shape[1]):
        codes = np.maximum(levels[:, position], 0)
        rows = np.bincount(codes)
        rate = (np.bincount(codes, weights=happened) + strength * base) / (rows + strength)
        odds.append(np.log(rate / (1 - rate)) - np.log(base / (1 - base)))
        counts.append(np.log1p(rows))
    return LevelRates(tuple(odds), tuple(counts))


def out_of_fold_rates(levels: np.ndarray, happened: np.ndarray, folds: np.ndarray) -> np.ndarray:
    """Return the encoding of each row by rates that did not see it, shape (n_rows, 2 × n_categories)."""
    encoded = np.zeros((len(levels), 2 * levels.shape[1]))
    for fold in np.unique(folds):
        inside, outside = folds != fold, folds == fold
        encoded[outside] = fit_level_rates(levels[inside], happened[inside]).encode(levels[outside])
    return encoded
