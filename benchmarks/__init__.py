"""Benchmarks: one folder for each claim, its command and its committed results."""
