"""Tandem, the library: what to do next along the B2B customer journey, why, how sure, and what being wrong would cost.

Pure Python over tables. It knows no web framework, no database, no network, no clock and no environment: whatever it
needs of those is handed in.
"""

__version__ = "0.1.0"
