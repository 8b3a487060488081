"""Engines: what runs a table expression. Everything one engine alone can do stands in its own module here."""

from tandem.tables.engines.protocol import Engine
from tandem.tables.engines.settings import ENGINES, open_engine

__all__ = ["ENGINES", "Engine", "open_engine"]
