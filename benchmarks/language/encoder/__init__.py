"""The sentence encoder: texts a second, and how far both precisions are from the reference."""

from benchmarks.language.encoder.measuring import main

__all__ = ["main"]
