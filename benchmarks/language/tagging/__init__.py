"""Tagging: slots of restaurant bookings and entities of social messages, beside a conditional random field."""

from benchmarks.language.tagging.measuring import main

__all__ = ["main"]
