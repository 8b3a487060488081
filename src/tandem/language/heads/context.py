"""What came before a text, as numbers: the last words of the same and of another speaker, and how far along it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Self

import numpy as np

from tandem.kernel.errors import Fault, InputError
from tandem.language.encoder import Encoder, LexicalEncoder
from tandem.language.heads.vocabulary import Vocabulary

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

__all__ = ["Context", "ContextFeatures", "Earlier", "checked"]

_N_LEXICAL = 256
_DENSE_WEIGHT = np.float32(0.7)
_WORD_WEIGHT, _PLACE_WEIGHT = 0.5, 0.1
_EDGES = np.array([1, 2, 3, 5, 9, 17, 33])
_LEAST_SPREAD = 1e-3


@dataclass(frozen=True)
class Earlier:
    """A text that came before another.

    Attributes:
        text: what was said or written.
        same_speaker: whether whoever wrote the text to be labelled wrote this one too.
    """

    text: str
    same_speaker: bool = True


Context = Sequence[Earlier]
"""What came before one text, the earliest first; empty for the first of a dialogue, thread or document."""


@dataclass(frozen=True)
class ContextFeatures:
    """How what came before becomes numbers, learnt from the training texts.

    The last text of the same speaker and the last of another are read by word and by meaning (without the encoder by
    word and letter group); how many texts and changes of speaker came before, and how many texts the speaker has said
    in a row, by size.

    Attributes:
        vocabularies: of the last text of the same speaker, and of another.
        centre, spread: of each dense column.

    References
    ----------
    Stolcke et al. 2000, "Dialogue act modeling for automatic tagging and recognition of conversational speech": what
    was said before and by whom, as evidence of what a sentence does.
    """

    vocabularies: tuple[Vocabulary, Vocabulary]
    centre: np.ndarray
    spread: np.ndarray

    @classmethod
    def learn(cls, contexts: Sequence[Context], encoder: Encoder | None) -> tuple[Self, "csr_matrix", np.ndarray]:
        """Return the features and the training contexts read with them, sparse and dense."""
        vocabularies = (
            Vocabulary.learn("words", _last(contexts, same=True)),
            Vocabulary.learn("words", _last(contexts, same=False)),
        )
        raw = _raw(contexts, encoder)
        spread = raw.std(axis=0)
        features = cls(vocabularies, raw.mean(axis=0), np.where(spread > _LEAST_SPREAD, spread, np.float32(1)))
        return features, features._sparse(contexts), features._dense(raw)

    def read(self, contexts: Sequence[Context], encoder: Encoder | None) -> tuple["csr_matrix", np.ndarray]:
        """Return sparse rows of shape (n_texts, n_terms) and float32 rows of shape (n_texts, n_columns)."""
        return self._sparse(contexts), self._dense(_raw(contexts, encoder))

    def _sparse(self, contexts: Sequence[Context]) -> "csr_matrix":
        from scipy.sparse import csr_matrix, hstack

        own, other = self.vocabularies
        rows: csr_matrix = hstack(
            [
                _WORD_WEIGHT * own.read(_last(contexts, same=True)),
                _WORD_WEIGHT * other.read(_last(contexts, same=False)),
                csr_matrix(_PLACE_WEIGHT * _places(contexts)),
            ]
        ).tocsr()
        return rows

    def _dense(self, raw: np.ndarray) -> np.ndarray:
        rows: np.ndarray = _DENSE_WEIGHT * (raw - self.centre) / self.spread
        return rows


def checked(contexts: Sequence[Context], n_texts: int) -> Sequence[Context]:
    """Return the contexts; one for each text.

    Raises
    ------
    InputError
        There are not as many contexts as texts.
    """
    if len(contexts) != n_texts:
        raise InputError(Fault("context", f"must be as many as the {n_texts} texts", str(len(contexts))))
    return contexts


def _last(contexts: Sequence[Context], *, same: bool) -> list[str]:
    return [next((one.text for one in reversed(context) if one.same_speaker is same), "") for context in contexts]


def _raw(contexts: Sequence[Context], encoder: Encoder | None) -> np.ndarray:
    parts = [_meanings(_last(contexts, same=same), encoder) for same in (True, False)]
    return np.hstack([*parts, _places(contexts)]).astype(np.float32)


def _meanings(texts: list[str], encoder: Encoder | None) -> np.ndarray:
    """Return vectors of length 1, and zeros where nothing came before."""
    reader: Encoder = encoder if hasattr(encoder, "encode_layers") and encoder else LexicalEncoder(_N_LEXICAL)
    said = [row for row, text in enumerate(texts) if text]
    vectors = np.asarray(reader.encode([texts[row] for row in said] or [""]), dtype=np.float32)
    placed = np.zeros((len(texts), vectors.shape[1]), dtype=np.float32)
    placed[said] = vectors[: len(said)]
    return placed


def _places(contexts: Sequence[Context]) -> np.ndarray:
    """Return, of each count, its logarithm and which size it has, shape (n_texts, 27)."""
    counts = np.array([_counts(context) for context in contexts], dtype=np.float32).reshape(len(contexts), 3)
    sizes = [np.eye(len(_EDGES) + 1)[np.searchsorted(_EDGES, column, side="right")] for column in counts.T]
    return np.hstack([np.log1p(counts), *sizes]).astype(np.float32)


def _counts(context: Context) -> tuple[int, int, int]:
    speakers = [one.same_speaker for one in context]
    changes = sum(before is not after for before, after in pairwise(speakers))
    in_a_row = next((at for at, same in enumerate(reversed(speakers)) if not same), len(speakers))
    return len(speakers), changes, in_a_row
