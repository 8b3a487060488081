"""Time expressions on a public corpus and on held-out sales phrases, beside the peers that are installed."""

from benchmarks.language.time_expressions.measuring import main

__all__ = ["main"]
