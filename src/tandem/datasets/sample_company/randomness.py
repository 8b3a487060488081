"""One random generator for each noun, so that adding a noun leaves all the others as they were."""

from typing import TypeAlias
from zlib import crc32

import numpy as np
import numpy.typing as npt

__all__ = ["Bools", "Counts", "Floats", "Ints", "generator_for", "pick"]

Counts: TypeAlias = npt.NDArray[np.int8]
Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]


def generator_for(seed: int, noun: str, block: int = 0) -> np.random.Generator:
    """Return the generator of one noun, and of one block of rows where a noun is made in blocks.

    Examples
    --------
    >>> first, again = generator_for(7, "leads"), generator_for(7, "leads")
    >>> bool(first.random() == again.random())
    True
    """
    return np.random.default_rng(np.random.SeedSequence([seed, crc32(noun.encode()), block]))


def pick(rng: np.random.Generator, weights: tuple[float, ...] | Floats, n: int) -> Ints:
    """Return `n` positions drawn in proportion to `weights`, shape (n,)."""
    cumulative = np.cumsum(np.asarray(weights, dtype=float))
    positions: Ints = np.searchsorted(cumulative, rng.random(n) * cumulative[-1], side="right").astype(np.int64)
    return positions
