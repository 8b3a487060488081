"""The index: documents put in, changed and taken out one by one; passages found by meaning and by words."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from tandem.kernel.errors import Fault, InputError
from tandem.language.encoder import Encoder
from tandem.language.passages import Span, split_sentences
from tandem.language.retrieval.fusion import ENTRIES, Fusion, choose_words_weight, is_exact
from tandem.language.retrieval.lexical import LexicalIndex, words_of
from tandem.language.retrieval.passage import Found, Passage, cut_passages
from tandem.language.retrieval.rows import Rows

__all__ = ["JudgedQuery", "PassageIndex"]

_POOL = 400
_DEAD_SHARE = 0.25


@dataclass(frozen=True)
class JudgedQuery:
    """A query and the documents that answer it."""

    query: str
    documents: frozenset[str]


class PassageIndex:
    """Passages of documents, searched by meaning and by words at once.

    Parameters
    ----------
    encoder
        Makes the vectors, as :func:`tandem.language.encoder.load_encoder` gives it.
    fusion
        How the parts of a score are weighed: `ENTRIES`, `TURNS` or one's own.
    language
        Whose sentences are cut, a code.

    Notes
    -----
    A search looks at every passage: 100,000 take some tens of milliseconds and 160 MB. A removed document's room is
    given back once a quarter of all rows are dead.

    Examples
    --------
    >>> from tandem.language.encoder import LexicalEncoder
    >>> index = PassageIndex(LexicalEncoder())
    >>> index.put("delivery", "We deliver in six weeks. Spare parts leave the same day.")
    >>> index.put("payment", "Invoices are due within 30 days.", title="When must I pay?")
    >>> [found] = index.search("how fast are spare parts?", n=1)
    >>> found.quote, (found.first, found.last)
    ('Spare parts leave the same day.', (25, 56))
    """

    def __init__(self, encoder: Encoder, *, fusion: Fusion = ENTRIES, language: str = "en") -> None:
        self.encoder, self.fusion, self.language = encoder, fusion, language
        self._words = LexicalIndex()
        self._rows: Rows | None = None
        self._passages: list[Passage] = []
        self._documents: dict[str, tuple[int, int]] = {}

    def __len__(self) -> int:
        """Return the number of passages that can be found."""
        return sum(last - first for first, last in self._documents.values())

    def __contains__(self, document: str) -> bool:
        return document in self._documents

    def put(
        self, document: str, text: str, *, title: str = "", spans: Sequence[Span] = (), titles: Sequence[str] = ()
    ) -> None:
        """Add a document, or replace it where its key is known; a document without words is only taken out.

        Parameters
        ----------
        document
            Key of the document.
        text
            Its text; passages are given as offsets into it.
        title
            Title of all its passages.
        spans
            The passages, ascending; by default whole sentences of at most 90 words, cut by :func:`cut_passages`.
        titles
            One title for each of `spans`, in place of `title`.

        Raises
        ------
        InputError
            A span lies outside the text, or there is not one title for each span.
        """
        self.put_all([self._cut(document, text, title, spans, titles)])

    def put_all(self, documents: Iterable[Sequence[Passage]]) -> None:
        """Add or replace many documents at once, each as its passages; their texts are encoded in one batch.

        Raises
        ------
        InputError
            The passages of one document name different documents.
        """
        wanted = [list(passages) for passages in documents if passages]
        mixed = [passages[0].document for passages in wanted if len({one.document for one in passages}) > 1]
        if mixed:
            raise InputError(Fault("documents", "must each hold the passages of one document", ", ".join(mixed)))
        if not wanted:
            return
        latest = {passages[0].document: passages for passages in wanted}
        vectors = self._own_vectors([one for passages in latest.values() for one in passages])
        for document, passages in latest.items():
            self.remove(document)
            own, vectors = vectors[: len(passages)], vectors[len(passages) :]
            self._append(document, passages, own)

    def remove(self, document: str) -> bool:
        """Take a document out and return whether it was there."""
        place = self._documents.pop(document, None)
        if place is None or self._rows is None:
            return False
        self._rows.kill(*place)
        self._words.remove(_indexed_text(one) for one in self._passages[place[0] : place[1]])
        if self._rows.n - len(self) > _DEAD_SHARE * self._rows.n:
            self._compact()
        return True

    def search(self, query: str, n: int = 10, *, within: Collection[str] | None = None) -> tuple[Found, ...]:
        """Return the `n` best passages, the best first; ties go to what was put in first.

        Parameters
        ----------
        query
            A question or some words; nothing is found for a query without words.
        n
            How many, > 0.
        within
            Keys of the only documents to look in.

        Raises
        ------
        InputError
            `n` is not above 0.
        """
        if n < 1:
            raise InputError(Fault("n", "must be above 0", str(n)))
        rows, scores, meaning, words = self._ranked(query, n, within)
        weights = {word: self._words.rarity(word) for word in words_of(query)}
        return tuple(
            Found(self._passages[row], float(score), float(near), float(shared), *self._quoted(row, query, weights))
            for row, score, near, shared in zip(rows, scores, meaning, words, strict=True)
        )

    def rank(self, query: str, n: int = 10, *, within: Collection[str] | None = None) -> tuple[Passage, ...]:
        """Return the passages of :meth:`search` without scores and quotes, which is quicker."""
        return tuple(self._passages[row] for row in self._ranked(query, n, within)[0])

    def choose_fusion(self, judged: Sequence[JudgedQuery], *, n: int = 1) -> Fusion:
        """Weigh words against meaning as judged queries (clicked, accepted answers) speak for; set and return it.

        See :func:`tandem.language.retrieval.fusion.choose_words_weight`, whose rule keeps the mixture from being worse
        than its better half.

        Parameters
        ----------
        judged
            At least 20.
        n
            How many found passages count: 1 means that the first must be right.

        Raises
        ------
        NotEnoughData
            There are fewer than 20 judged queries.
        """
        self.encoder.encode([one.query for one in judged])
        kept = self.fusion
        try:
            self.fusion = choose_words_weight(kept, lambda weight: self._recalls(judged, n, kept, weight))
        except BaseException:
            self.fusion = kept
            raise
        return self.fusion

    def save(self, path: Path) -> None:
        """Write passages and vectors to one file, for :meth:`load` with the same encoder."""
        from tandem.language.retrieval.storage import write_index

        if self._rows is not None and not self._rows.alive.all():
            self._compact()
        rows = self._rows.vectors if self._rows is not None else np.zeros((0, 1), dtype=np.float32)
        write_index(
            path, self._passages, rows, fusion=self.fusion, encoder=self.encoder.description, language=self.language
        )

    @classmethod
    def load(cls, path: Path, encoder: Encoder) -> "PassageIndex":
        """Read an index that :meth:`save` wrote.

        Raises
        ------
        InputError
            The file is no such index, or another encoder made its vectors.
        """
        from tandem.language.retrieval.storage import read_index

        passages, vectors, fusion, language = read_index(path, encoder.description)
        index = cls(encoder, fusion=fusion, language=language)
        # the stored vectors hold their context already
        plain = replace(fusion, context=0.0)
        for document, first, last in _documents(passages):
            index._append(document, passages[first:last], vectors[first:last], plain)
        return index

    def _cut(self, document: str, text: str, title: str, spans: Sequence[Span], titles: Sequence[str]) -> list[Passage]:
        if titles and len(titles) != len(spans):
            raise InputError(Fault("titles", f"must be one for each of {len(spans)} spans", str(len(titles))))
        outside = [span for span in spans if not 0 <= span.first < span.last <= len(text)]
        if outside:
            raise InputError(Fault("spans", f"must lie in the text's {len(text)} characters", str(outside[0])))
        cut = spans or cut_passages(text, language=self.language)
        if not cut:
            self.remove(document)
        names = titles or [title] * len(cut)
        return [
            Passage(document, span.first, span.last, span.of(text), name) for span, name in zip(cut, names, strict=True)
        ]

    def _own_vectors(self, passages: Sequence[Passage]) -> "np.ndarray[Any, Any]":
        vectors = self.encoder.encode([one.text for one in passages])
        share = self.fusion.title
        titled = [at for at, one in enumerate(passages) if one.title] if share > 0 else []
        if titled:
            titles = self.encoder.encode([passages[at].title for at in titled])
            mixed = share * titles + (1 - share) * vectors[titled]
            vectors[titled] = mixed / np.maximum(np.linalg.norm(mixed, axis=1, keepdims=True), 1e-9)
        return vectors

    def _append(
        self, document: str, passages: Sequence[Passage], own: "np.ndarray[Any, Any]", fusion: Fusion | None = None
    ) -> None:
        if self._rows is None:
            self._rows = Rows(own.shape[1])
        first = self._rows.n
        self._rows.append(own, [len(words_of(one.text)) for one in passages], fusion or self.fusion)
        self._words.add(_indexed_text(one) for one in passages)
        self._passages.extend(passages)
        self._documents[document] = (first, self._rows.n)

    def _compact(self) -> None:
        if self._rows is None:
            return
        kept = self._rows.compact()
        self._words.compact(kept)
        self._passages = [self._passages[row] for row in kept]
        self._documents = {name: (first, last) for name, first, last in _documents(self._passages)}

    def _ranked(
        self, query: str, n: int, within: Collection[str] | None
    ) -> "tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]":
        nothing = np.zeros(0)
        if self._rows is None or not self._documents or not words_of(query):
            return nothing.astype(np.int64), nothing, nothing, nothing
        weight = self.fusion.words
        words = self._words.scores(query)
        meaning = self._rows.vectors @ self.encoder.encode([query])[0]
        marked = self._marked(query)
        scores = (1 - weight) * meaning + weight * words + marked
        scores[~self._allowed(within)] = -np.inf
        rows = _best(scores, max(n, _POOL) if self.fusion.context > 0 else n)
        if self.fusion.context > 0:
            around = self._rows.in_context(words, rows, self.fusion.reach)
            share = self.fusion.context
            words[rows] = (1 - share) * words[rows] + share * around
            scores[rows] = (1 - weight) * meaning[rows] + weight * words[rows] + marked[rows]
            rows = rows[np.lexsort((rows, -scores[rows]))][:n]
        return rows, scores[rows], meaning[rows], words[rows]

    def _allowed(self, within: Collection[str] | None) -> "np.ndarray[Any, Any]":
        assert self._rows is not None
        if within is None:
            return self._rows.alive
        allowed = np.zeros(self._rows.n, dtype=bool)
        for document in within:
            first, last = self._documents.get(document, (0, 0))
            allowed[first:last] = True
        return allowed

    def _marked(self, query: str) -> "np.ndarray[Any, Any]":
        marks = [word for word in words_of(query) if is_exact(word)]
        if not marks or self.fusion.exact <= 0:
            return np.zeros(len(self._words))
        return self.fusion.exact * self._words.scores(" ".join(marks))

    def _quoted(self, row: int, query: str, weights: Mapping[str, float]) -> tuple[str, int, int]:
        passage = self._passages[row]
        sentences = split_sentences(passage.text, self.language) or (Span(0, len(passage.text)),)
        at = 0
        if len(sentences) > 1:
            shared = [sum(weights.get(word, 0.0) for word in set(words_of(one.of(passage.text)))) for one in sentences]
            at = int(np.argmax(shared))
            if shared[at] <= 0:
                vectors = self.encoder.encode([one.of(passage.text) for one in sentences])
                at = int(np.argmax(vectors @ self.encoder.encode([query])[0]))
        chosen = sentences[at]
        return chosen.of(passage.text), passage.first + chosen.first, passage.first + chosen.last

    def _recalls(self, judged: Sequence[JudgedQuery], n: int, kept: Fusion, weight: float) -> list[float]:
        self.fusion = replace(kept, words=weight)
        found = [{one.document for one in self.rank(query.query, n)} for query in judged]
        return [
            len(one & query.documents) / min(n, max(len(query.documents), 1))
            for one, query in zip(found, judged, strict=True)
        ]


def _best(scores: "np.ndarray[Any, Any]", n: int) -> "np.ndarray[Any, Any]":
    """Return the rows of the `n` highest finite scores, best first, ties by row."""
    if n < len(scores):
        edge = np.partition(scores, len(scores) - n)[len(scores) - n]
        rows = np.flatnonzero(scores >= edge) if np.isfinite(edge) else np.flatnonzero(np.isfinite(scores))
    else:
        rows = np.flatnonzero(np.isfinite(scores))
    return rows[np.lexsort((rows, -scores[rows]))][:n]


def _indexed_text(passage: Passage) -> str:
    return f"{passage.title}\n{passage.text}" if passage.title else passage.text


def _documents(passages: Sequence[Passage]) -> list[tuple[str, int, int]]:
    """Return (document, first row, row after the last) of passages that stand together by document."""
    places: list[tuple[str, int, int]] = []
    for row, passage in enumerate(passages):
        if places and places[-1][0] == passage.document:
            places[-1] = (passage.document, places[-1][1], row + 1)
        else:
            places.append((passage.document, row, row + 1))
    return places
