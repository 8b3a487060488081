"""Typed, lazy tables as of a moment: the library's only input."""
