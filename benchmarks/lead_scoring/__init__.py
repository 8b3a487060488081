"""Lead scoring against its peers at every size of data; intervals against a known truth, leaks against planted ones."""

from benchmarks.lead_scoring.measuring import main

__all__ = ["main"]
