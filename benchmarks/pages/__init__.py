"""Every page at a million leads and ten million touchpoints: how long it takes, and how many queries."""

from benchmarks.pages.measuring import main

__all__ = ["main"]
