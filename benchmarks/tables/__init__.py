"""How long snapshots of ten million touchpoints take, against the floor of reading the same rows."""

from benchmarks.tables.run import main

__all__ = ["main"]
