"""Tandem's site: people see, decide and import; the library computes."""
