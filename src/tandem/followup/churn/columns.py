"""Names of the columns that contracts are read into."""

__all__ = ["TENURE"]

TENURE = "tenure_months"
