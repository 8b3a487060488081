"""Passages: documents read with their pages, and texts split into sentences and clauses whose offsets survive."""

from tandem.language.passages.clauses import Clause, split_clauses
from tandem.language.passages.documents import Document, read_document
from tandem.language.passages.finding import ClauseFinder, Contract
from tandem.language.passages.sentences import Span, split_sentences

__all__ = [
    "Clause",
    "ClauseFinder",
    "Contract",
    "Document",
    "Span",
    "read_document",
    "split_clauses",
    "split_sentences",
]
