"""Passages: documents read with their pages, and texts split into sentences and clauses whose offsets survive."""

from tandem.language.passages.sentences import Span, split_sentences

__all__ = ["Span", "split_sentences"]
