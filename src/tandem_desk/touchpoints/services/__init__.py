"""Writes of the touchpoints app."""

from tandem_desk.touchpoints.services.loading import load_touchpoints, plug_in, remove_touchpoints_of_import
from tandem_desk.touchpoints.services.recording import (
    OPEN_TASK,
    Recorded,
    record_touchpoint,
    record_touchpoints,
    withdraw_task,
)

__all__ = [
    "OPEN_TASK",
    "Recorded",
    "load_touchpoints",
    "plug_in",
    "record_touchpoint",
    "record_touchpoints",
    "remove_touchpoints_of_import",
    "withdraw_task",
]
