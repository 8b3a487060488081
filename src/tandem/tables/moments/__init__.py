"""Tables as of a moment: what was known on any day, rebuilt from the present rows and their changes."""

from tandem.tables.moments.tables import Tables

__all__ = ["Tables"]
