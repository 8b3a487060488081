"""What a head sees of a text: words, letter groups and, where the encoder is installed, views of its meaning."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, Self, runtime_checkable

import numpy as np

from tandem.language.encoder import Encoder, LexicalEncoder

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer

__all__ = ["LayeredEncoder", "TextFeatures", "TextViews", "Vocabulary"]

_MEANING = slice(4 * 384, 5 * 384)
_N_LEXICAL = 512
_MAX_TERMS = 120_000
_WORDS = {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"(?u)\b\w+\b|[^\w\s]"}
_LETTERS = {"analyzer": "char_wb", "ngram_range": (2, 5)}


@runtime_checkable
class LayeredEncoder(Protocol):
    """An encoder that gives several layers' views of a text."""

    def encode_layers(self, texts: Sequence[str]) -> np.ndarray:
        """Return float32 of shape (n_texts, 2688): seven blocks of 384, each of length 1."""
        ...


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
        rarest = 2 if kind == "letters" and len(texts) > 50 else 1
        counted = _vectorizer(kind, min_df=rarest, max_features=_MAX_TERMS).fit([*texts] or [""])
        return cls(kind, tuple(counted.get_feature_names_out()), counted.idf_)

    def read(self, texts: Sequence[str]) -> "csr_matrix":
        """Return TF-IDF rows of length 1, shape (n_texts, n_terms)."""
        reader = _vectorizer(self.kind, vocabulary={term: at for at, term in enumerate(self.terms)})
        reader.idf_ = self.weights
        rows: csr_matrix = reader.transform(texts)
        return rows


def _vectorizer(kind: str, **settings: Any) -> "TfidfVectorizer":
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(sublinear_tf=True, dtype=np.float64, **(_WORDS if kind == "words" else _LETTERS), **settings)


@dataclass(frozen=True)
class TextViews:
    """Texts as numbers.

    Attributes:
        ngrams: words and letter groups, sparse, shape (n_texts, n_terms).
        dense: standardised views of the meaning (2688, where the encoder is installed) and hashed words and letter
            groups (512), float32.
        meaning: unit vectors for similarity, shape (n_texts, 384); no columns without the encoder.
    """

    ngrams: "csr_matrix"
    dense: np.ndarray
    meaning: np.ndarray

    def __len__(self) -> int:
        return int(self.ngrams.shape[0])

    def take(self, rows: np.ndarray) -> "TextViews":
        """Return the given rows."""
        return TextViews(self.ngrams[rows], self.dense[rows], self.meaning[rows])

    def similarity(self, other: "TextViews") -> np.ndarray:
        """Return cosines with another's rows, shape (n_texts, n_others): of meaning, or of n-grams without it."""
        if self.meaning.shape[1]:
            cosines: np.ndarray = self.meaning @ other.meaning.T
            return cosines
        return np.asarray((self.ngrams @ other.ngrams.T).todense()) / 2


@dataclass(frozen=True)
class TextFeatures:
    """How texts become numbers, learnt from the training texts.

    Attributes:
        vocabularies: words, letters.
        centre, spread: of each dense column, shape (3200,), or (512,) without the encoder.
    """

    vocabularies: tuple[Vocabulary, ...]
    centre: np.ndarray
    spread: np.ndarray

    @classmethod
    def learn(cls, texts: Sequence[str], encoder: Encoder | None) -> tuple[Self, TextViews]:
        """Return the features and the training texts read with them."""
        vocabularies = tuple(Vocabulary.learn(kind, texts) for kind in ("words", "letters"))
        layers = _layers(texts, encoder)
        spread = layers.std(axis=0) if len(texts) else np.ones(layers.shape[1], dtype=np.float32)
        centre = layers.mean(axis=0) if len(texts) else np.zeros(layers.shape[1], dtype=np.float32)
        # what never varied among the examples says nothing; a text that has it must not be thrown far off
        features = cls(vocabularies, centre, np.where(spread > 1e-3, spread, np.float32(1)))
        return features, features._views(texts, layers)

    @property
    def uses_meaning(self) -> bool:
        """Whether the sentence encoder's views are part of it."""
        return len(self.centre) > _N_LEXICAL

    def read(self, texts: Sequence[str], encoder: Encoder | None) -> TextViews:
        """Return the texts as numbers."""
        return self._views(texts, _layers(texts, encoder if self.uses_meaning else None))

    def _views(self, texts: Sequence[str], layers: np.ndarray) -> TextViews:
        from scipy.sparse import hstack

        ngrams = hstack([vocabulary.read(texts) for vocabulary in self.vocabularies]).tocsr()
        meaning = layers[:, _MEANING] if self.uses_meaning else layers[:, :0]
        return TextViews(ngrams, (layers - self.centre) / self.spread, meaning)


def _layers(texts: Sequence[str], encoder: Encoder | None) -> np.ndarray:
    lexical = LexicalEncoder(_N_LEXICAL).encode(texts) if len(texts) else np.empty((0, _N_LEXICAL), np.float32)
    if isinstance(encoder, LayeredEncoder):
        return np.hstack([encoder.encode_layers(texts), lexical])
    return lexical
