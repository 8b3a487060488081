"""Vectors from letters and words alone: what stands in where the encoder's model is not installed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

__all__ = ["LexicalEncoder"]


@dataclass(frozen=True)
class LexicalEncoder:
    """Hashed words and letter groups; it knows spelling, not meaning, and says so in `description`.

    Parameters
    ----------
    width
        Length of a vector, a power of two.

    Examples
    --------
    >>> vectors = LexicalEncoder(width=256).encode(["price list", "price lists", "hello"])
    >>> bool(vectors[0] @ vectors[1] > vectors[0] @ vectors[2])
    True
    """

    width: int = 1024

    @property
    def description(self) -> str:
        """What made the vectors, for the page."""
        return "words and letter groups only: the sentence encoder is not installed"

    def encode(self, texts: Sequence[str]) -> "np.ndarray[Any, Any]":
        """Return float32 vectors of length 1, shape (n_texts, width); an empty text gives zeros."""
        from scipy.sparse import hstack
        from sklearn.feature_extraction.text import HashingVectorizer
        from sklearn.preprocessing import normalize

        half = self.width // 2
        words = HashingVectorizer(n_features=half, ngram_range=(1, 2), norm="l2", alternate_sign=True)
        letters = HashingVectorizer(
            n_features=half, analyzer="char_wb", ngram_range=(3, 5), norm="l2", alternate_sign=True
        )
        both = hstack([words.transform(texts), letters.transform(texts)])
        vectors: np.ndarray[Any, Any] = normalize(both).toarray().astype("float32")
        return vectors
