"""Time to churn beside Kaplan and Meier, Cox regression and a random survival forest, on the same customers."""

from benchmarks.churn.measuring import main

__all__ = ["main"]
