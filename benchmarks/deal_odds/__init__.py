"""Deal odds beside stage win rates, multinomial logistic regression, LightGBM and CatBoost, as of past days."""

from benchmarks.deal_odds.measuring import main

__all__ = ["main"]
