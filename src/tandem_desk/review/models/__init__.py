"""The tables of this app."""

from tandem_desk.review.models.append_only import LedgerRowChanged
from tandem_desk.review.models.learning import (
    AutonomyEntry,
    ModelSwitch,
    ModelVersion,
    OutcomeEntry,
    OutdatedSubject,
    WeeklyMinutes,
)
from tandem_desk.review.models.suggestions import DecisionEntry, Override, Snooze, Stop, SuggestionEntry

__all__ = [
    "AutonomyEntry",
    "DecisionEntry",
    "LedgerRowChanged",
    "ModelSwitch",
    "ModelVersion",
    "OutcomeEntry",
    "OutdatedSubject",
    "Override",
    "Snooze",
    "Stop",
    "SuggestionEntry",
    "WeeklyMinutes",
]
