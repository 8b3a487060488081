"""Finding the clauses of contracts that lawyers marked, beside a plain TF-IDF linear model."""

from benchmarks.language.passages.measuring import main

__all__ = ["main"]
