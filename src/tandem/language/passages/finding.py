"""Finding clauses of known types in contracts: by words, headings and neighbours first, then by meaning."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from tandem.kernel.errors import Fault, InputError, NotEnoughData, NotFittedError
from tandem.language.encoder import Encoder
from tandem.language.passages.clauses import Clause

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer

__all__ = ["ClauseFinder", "Contract"]

_HEADING, _NEIGHBOURS, _PLACE = 0.6, 0.35, 0.3
_MIN_EXAMPLES = 2
_OTHERS_READ = 3000
# In contracts capitals tell defined terms and titles, and marks tell sums, blanks and definitions.
_PIECE = r"\w+|[$€£%\[\]()\"“”„:;_]"


@dataclass(frozen=True)
class Contract:
    """A contract's text and its clauses, as :func:`split_clauses` cuts them."""

    text: str
    clauses: tuple[Clause, ...]

    @property
    def texts(self) -> list[str]:
        """What stands in each clause."""
        return [clause.span.of(self.text) for clause in self.clauses]


@dataclass
class ClauseFinder:
    """Ranks the clauses of a contract for each of several types, learned from marked contracts.

    A linear model reads a clause's words as they are written, capitals and marks included, its heading, the words
    of the clauses before and after it, and where in the contract it stands. With an encoder and a weight for it, a
    second one reads the meaning of the clauses that the first puts forward, so that a contract of a thousand
    clauses costs the encoding of some tens.

    Parameters
    ----------
    encoder
        Without one, words alone decide.
    n_read
        Clauses of a contract whose meaning is read for each type, > 0.
    n_others
        Clauses without any type that are learned from, >= 0, drawn by `seed` where there are more, of which 3,000 for
        their meaning; all examples are used. Fewer cost less time and find less.
    meaning
        Weight of meaning beside words, >= 0. By default 0, words alone: at weight 1 the ranking of marked contracts was
        worse, see `benchmarks/language/passages`.
    seed
        Of the draw.

    Attributes
    ----------
    types_
        The types learned, sorted.
    """

    encoder: Encoder | None = None
    n_read: int = 2
    n_others: int = 100_000
    meaning: float = 0.0
    seed: int = 0
    types_: tuple[str, ...] = ()
    _words: "list[TfidfVectorizer]" = field(default_factory=list, repr=False)
    _lexical: "list[Any]" = field(default_factory=list, repr=False)
    _semantic: "list[Any]" = field(default_factory=list, repr=False)

    def fit(self, contracts: Sequence[Contract], types: Sequence[Sequence[Collection[str]]]) -> Self:
        """Learn from contracts whose clauses are marked.

        Parameters
        ----------
        contracts
            At least one.
        types
            For each contract, the types of each of its clauses; most have none.

        Raises
        ------
        InputError
            There are not as many marks as clauses.
        NotEnoughData
            No type has two examples.
        """
        pairs = enumerate(zip(contracts, types, strict=False))
        wrong = [at for at, (one, marks) in pairs if len(one.clauses) != len(marks)]
        if wrong or len(contracts) != len(types):
            got = (
                f"contract {wrong[0]} with another number" if wrong else f"{len(types)} for {len(contracts)} contracts"
            )
            raise InputError(Fault("types", "must be given for each clause of each contract", got))
        marks = [set(one) for several in types for one in several]
        counted = Counter(name for one in marks for name in one)
        self.types_ = tuple(sorted(name for name, n in counted.items() if n >= _MIN_EXAMPLES))
        if not self.types_:
            most = max(counted.values(), default=0)
            raise NotEnoughData("examples of one clause type", needed=_MIN_EXAMPLES, given=most)
        targets = np.array([[name in one for name in self.types_] for one in marks])
        texts = [text for one in contracts for text in one.texts]
        headings = [clause.heading for one in contracts for clause in one.clauses]
        self._words = [_as_written().fit(texts), _of_headings().fit([*headings, "none"])]
        kept = self._drawn(targets, self.n_others)
        read = _stacked([self._features(one) for one in contracts if one.clauses])[kept]
        self._lexical = [_linear(read, targets[kept, column]) for column in range(len(self.types_))]
        self._semantic = []
        if self.encoder is not None and self.meaning > 0:
            kept = self._drawn(targets, _OTHERS_READ)
            vectors = self.encoder.encode([texts[row] for row in kept])
            self._semantic = [_linear(vectors, targets[kept, column], 2.0) for column in range(len(self.types_))]
        return self

    def scores(self, contract: Contract) -> "np.ndarray[Any, Any]":
        """Return how much each clause looks like each type, shape (n_clauses, n_types); higher is more, no probability.

        Raises
        ------
        NotFittedError
            Nothing was learned yet.
        """
        if not self.types_:
            raise NotFittedError("ClauseFinder must be fitted before it scores.")
        if not contract.clauses:
            return np.zeros((0, len(self.types_)))
        read = self._features(contract)
        scores = np.column_stack([model.decision_function(read) for model in self._lexical])
        if self.encoder is None or not self._semantic or self.meaning <= 0:
            return scores
        rows = np.unique(np.argsort(-scores, axis=0, kind="stable")[: self.n_read])
        texts = contract.texts
        vectors = self.encoder.encode([texts[row] for row in rows])
        meaning = np.column_stack([model.decision_function(vectors) for model in self._semantic])
        # what is not read counts as far from the type: below any margin that was seen
        added = np.full(scores.shape, -2.0)
        added[rows] = np.maximum(meaning, -2.0)
        blended: np.ndarray[Any, Any] = scores + self.meaning * added
        return blended

    def _drawn(self, targets: "np.ndarray[Any, Any]", n_others: int) -> "np.ndarray[Any, Any]":
        marked = targets.any(axis=1)
        others = np.random.default_rng(self.seed).permutation(np.flatnonzero(~marked))[:n_others]
        return np.sort(np.concatenate([np.flatnonzero(marked), others]))

    def _features(self, contract: Contract) -> "csr_matrix":
        from scipy.sparse import csr_matrix, hstack, vstack

        words, headings = self._words
        own = words.transform(contract.texts)
        none = csr_matrix((1, own.shape[1]))
        around = vstack([none, own[:-1]]) + vstack([own[1:], none])
        above = headings.transform([clause.heading for clause in contract.clauses])
        place = csr_matrix(_places(contract))
        read: csr_matrix = hstack([own, _HEADING * above, _NEIGHBOURS * around, _PLACE * place]).tocsr()
        return read


def _places(contract: Contract) -> "np.ndarray[Any, Any]":
    n = len(contract.clauses)
    place = np.zeros((n, 11))
    place[np.arange(n), np.arange(n) * 10 // n] = 1
    place[:, 10] = [np.log1p(clause.last - clause.first) / 7 for clause in contract.clauses]
    return place


def _stacked(parts: "list[csr_matrix]") -> "csr_matrix":
    from scipy.sparse import vstack

    return vstack(parts).tocsr()


def _as_written() -> "TfidfVectorizer":
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(
        sublinear_tf=True, ngram_range=(1, 2), max_features=60_000, lowercase=False, token_pattern=_PIECE
    )


def _of_headings() -> "TfidfVectorizer":
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(sublinear_tf=True, max_features=5_000)


def _linear(read: Any, target: "np.ndarray[Any, Any]", c: float = 0.5) -> Any:
    from sklearn.svm import LinearSVC

    return LinearSVC(C=c, random_state=0).fit(read, target)
