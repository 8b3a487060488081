"""Words and letter groups, and how telling each is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer

__all__ = ["Vocabulary"]

_MAX_TERMS = 120_000
_WORDS = {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"(?u)\b\w+\b|[^\w\s]"}
_LETTERS = {"analyzer": "char_wb", "ngram_range": (2, 5)}


@dataclass(frozen=True)
class Vocabulary:
    """The terms of one kind of n-gram and how telling each is.

    Attributes:
        kind: "words" or "letters".
        terms: in the order of their columns.
        weights: inverse document frequency of each, shape (n_terms,).
    """

    kind: str
    terms: tuple[str, ...]
    weights: np.ndarray

    @classmethod
    def learn(cls, kind: str, texts: Sequence[str]) -> Self:
        """Collect the terms of `texts`; of letter groups, those seen in two texts or more."""
        if not any(text.strip() for text in texts):
            return cls(kind, (), np.zeros(0))
        rarest = 2 if kind == "letters" and len(texts) > 50 else 1
        counted = _vectorizer(kind, min_df=rarest, max_features=_MAX_TERMS).fit(texts)
        return cls(kind, tuple(counted.get_feature_names_out()), counted.idf_)

    def read(self, texts: Sequence[str]) -> "csr_matrix":
        """Return TF-IDF rows of length 1, shape (n_texts, n_terms)."""
        from scipy.sparse import csr_matrix as rows_of

        if not self.terms:
            return rows_of((len(texts), 0))
        reader = _vectorizer(self.kind, vocabulary={term: at for at, term in enumerate(self.terms)})
        reader.idf_ = self.weights
        rows: csr_matrix = reader.transform(texts)
        return rows


def _vectorizer(kind: str, **settings: Any) -> "TfidfVectorizer":
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(sublinear_tf=True, dtype=np.float64, **(_WORDS if kind == "words" else _LETTERS), **settings)
