"""Suggestions, decisions, outcomes, autonomy and the queue."""
