"""What is searched and what is found: passages of documents, with offsets into the document's text."""

from dataclasses import dataclass

from tandem.language.passages import Span, split_sentences

__all__ = ["Found", "Passage", "cut_passages"]

_MAX_WORDS = 90


@dataclass(frozen=True)
class Passage:
    """A piece of a document that is searched as one.

    Attributes:
        document: the document's key.
        first, last: offsets into the document's text; `last` is not included.
        text: what stands there.
        title: what the document, or this piece of it, is called: a heading, a question, a speaker; may be empty.
    """

    document: str
    first: int
    last: int
    text: str
    title: str = ""


@dataclass(frozen=True)
class Found:
    """A passage that answers a query, and the sentence in it to quote.

    Attributes:
        passage: what was found.
        score: what it was ranked by; comparable within one search.
        meaning: cosine between query and passage, with its context where the fusion gives weight to that, in [-1, 1].
        words: share of the query's words, by their rarity, that the passage holds, >= 0.
        quote: the passage's sentence with most of the query's rare words; with none of them, the nearest in meaning.
        first, last: offsets of the quote into the document's text.
    """

    passage: Passage
    score: float
    meaning: float
    words: float
    quote: str
    first: int
    last: int


def cut_passages(text: str, *, max_words: int = _MAX_WORDS, language: str = "en") -> tuple[Span, ...]:
    """Return whole sentences gathered into passages of at most `max_words` words; a longer sentence stays whole.

    A blank line always begins a new passage, so that a passage is never made of two paragraphs.

    Examples
    --------
    >>> [span.first for span in cut_passages("One two. Three four. Five six.", max_words=4)]
    [0, 21]
    """
    cut: list[Span] = []
    n_words = 0
    for sentence in split_sentences(text, language):
        n_more = len(sentence.of(text).split())
        is_new = not cut or n_words + n_more > max_words or "\n\n" in text[cut[-1].last : sentence.first]
        if is_new:
            cut.append(sentence)
            n_words = n_more
        else:
            cut[-1] = Span(cut[-1].first, sentence.last)
            n_words += n_more
    return tuple(cut)
