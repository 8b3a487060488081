"""From an event to the new score: how long after an edit or a touchpoint the lead's score stands there anew."""

from benchmarks.event_to_score.run import main

__all__ = ["main"]
