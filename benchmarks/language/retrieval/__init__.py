"""Retrieval on stored questions, meetings and contract numbers, beside BM25, vectors and their rank fusion."""

from benchmarks.language.retrieval.measuring import main

__all__ = ["main"]
