"""What a head sees of a text: words, letter groups and, where the encoder is installed, views of its meaning."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, Self, runtime_checkable

import numpy as np

from tandem.kernel.errors import Fault, InputError
from tandem.language.encoder import Encoder, LexicalEncoder
from tandem.language.heads.context import Context, ContextFeatures, checked
from tandem.language.heads.vocabulary import Vocabulary

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

__all__ = ["LayeredEncoder", "TextFeatures", "TextViews"]

_MEANING = slice(4 * 384, 5 * 384)
_N_LEXICAL = 512


@runtime_checkable
class LayeredEncoder(Protocol):
    """An encoder that gives several layers' views of a text."""

    def encode_layers(self, texts: Sequence[str]) -> np.ndarray:
        """Return float32 of shape (n_texts, 2688): seven blocks of 384, each of length 1."""
        ...


@dataclass(frozen=True)
class TextViews:
    """Texts as numbers.

    Attributes:
        ngrams: words and letter groups, sparse, shape (n_texts, n_terms).
        dense: standardised views of the meaning (2688, where the encoder is installed), hashed words and letter groups
            (512) and what came before, where that is read; float32.
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

    def beside(self, ngrams: "csr_matrix", dense: np.ndarray) -> "TextViews":
        """Return these views with further columns to their right; the meaning stays that of the texts alone."""
        from scipy.sparse import hstack

        return TextViews(hstack([self.ngrams, ngrams]).tocsr(), np.hstack([self.dense, dense]), self.meaning)

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
        context: how what came before is read; `None` where it is not.
    """

    vocabularies: tuple[Vocabulary, ...]
    centre: np.ndarray
    spread: np.ndarray
    context: ContextFeatures | None = None

    @classmethod
    def learn(
        cls, texts: Sequence[str], encoder: Encoder | None, context: Sequence[Context] | None = None
    ) -> tuple[Self, TextViews]:
        """Return the features and the training texts read with them."""
        vocabularies = tuple(Vocabulary.learn(kind, texts) for kind in ("words", "letters"))
        layers = _layers(texts, encoder)
        spread = layers.std(axis=0) if len(texts) else np.ones(layers.shape[1], dtype=np.float32)
        centre = layers.mean(axis=0) if len(texts) else np.zeros(layers.shape[1], dtype=np.float32)
        # what never varied among the examples says nothing; a text that has it must not be thrown far off
        features = cls(vocabularies, centre, np.where(spread > 1e-3, spread, np.float32(1)))
        views = features._views(texts, layers)
        if context is None:
            return features, views
        before, sparse, dense = ContextFeatures.learn(checked(context, len(texts)), encoder)
        return replace(features, context=before), views.beside(sparse, dense)

    @property
    def uses_meaning(self) -> bool:
        """Whether the sentence encoder's views are part of it."""
        return len(self.centre) > _N_LEXICAL

    def read(
        self, texts: Sequence[str], encoder: Encoder | None, context: Sequence[Context] | None = None
    ) -> TextViews:
        """Return the texts as numbers; where what came before is read and none is given, nothing came before.

        Raises
        ------
        InputError
            The contexts are not as many as the texts, or were not part of what was learnt.
        """
        used = encoder if self.uses_meaning else None
        views = self._views(texts, _layers(texts, used))
        if self.context is None:
            if context is not None:
                remedy = "Fit it with `context`, or leave `context` out."
                raise InputError(Fault("context", "must not be given to a head fitted without", "some", remedy))
            return views
        before = checked(context, len(texts)) if context is not None else [()] * len(texts)
        return views.beside(*self.context.read(before, used))

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
