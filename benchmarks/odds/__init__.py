"""Odds against their peers at every size of data, and against known truths: intervals, reasons, leaks, learning on."""

from benchmarks.odds.run import main

__all__ = ["main"]
