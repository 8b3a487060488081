"""Presentation: calls, decks, prototypes, buying groups."""
