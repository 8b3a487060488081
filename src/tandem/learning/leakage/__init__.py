"""Leakage: columns that know the outcome because they were written after it, found and named before training."""

from tandem.learning.leakage.finder import Leak, find_leaks

__all__ = ["Leak", "find_leaks"]
