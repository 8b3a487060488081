"""Spans: contact details, money, quantities and numbers on the specifications of recognizers-text."""

from benchmarks.language.spans.measuring import main

__all__ = ["main"]
