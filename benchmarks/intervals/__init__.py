"""Do 80% intervals hold the true probability, at every number of outcomes, in companies made otherwise, too?"""

from benchmarks.intervals.measuring import main

__all__ = ["main"]
