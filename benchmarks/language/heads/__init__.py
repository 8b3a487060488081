"""Text classifiers: ours beside the usual linear ones, on eight public sets."""

from benchmarks.language.heads.measuring import main

__all__ = ["main"]
