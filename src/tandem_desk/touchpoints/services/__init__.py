"""Writes of the touchpoints app."""

from tandem_desk.touchpoints.services.plugging import plug_in
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
    "plug_in",
    "record_touchpoint",
    "record_touchpoints",
    "withdraw_task",
]
