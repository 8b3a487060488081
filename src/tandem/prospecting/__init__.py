"""Prospecting: find, know and qualify."""
