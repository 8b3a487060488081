"""How often column recognition is right, and whether it knows when, on renamed known tables and on public ones."""

from benchmarks.column_recognition.run import main

__all__ = ["main"]
