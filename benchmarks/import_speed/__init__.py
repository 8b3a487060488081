"""How long a million leads take to import, against the bare floor of reading and writing the same rows."""

from benchmarks.import_speed.run import main

__all__ = ["main"]
