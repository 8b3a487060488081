"""Drafts under attack: a writer that obeys every injected instruction, believed and verified."""

from benchmarks.language.writing.measuring import main

__all__ = ["main"]
