"""Keeps a record's consent flags and the workspace's statements about its addresses together."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tandem.kernel.errors import Fault, InputError
from tandem_desk.records.models.base import Record
from tandem_desk.workspace.services.consent import is_opted_out, record_opt_out

__all__ = ["CONSENT_FLAGS", "apply_known_opt_outs", "opt_out_by_flags", "refuse_lifting"]

# Flag, channel, and the fields whose addresses it speaks of.
CONSENT_FLAGS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("email_opt_out", "email", ("email",)),
    ("do_not_call", "phone", ("phone", "mobile_phone")),
)


def apply_known_opt_outs(record: Record) -> None:
    """Set the flags of a record whose address is opted out already; saves nothing."""
    for flag, channel, fields in CONSENT_FLAGS:
        if not hasattr(record, flag) or getattr(record, flag):
            continue
        addresses = [getattr(record, field) for field in fields if getattr(record, field)]
        if any(is_opted_out(workspace=record.workspace, channel=channel, address=one) for one in addresses):
            setattr(record, flag, True)


def opt_out_by_flags(*, record: Record, source: str, at: datetime) -> None:
    """State an opt-out for every address of a record whose flag is set; one that stands already is not repeated."""
    for flag, channel, fields in CONSENT_FLAGS:
        if not getattr(record, flag, False):
            continue
        for field in fields:
            if address := getattr(record, field):
                record_opt_out(workspace=record.workspace, channel=channel, address=address, source=source, at=at)


def refuse_lifting(record: Record, attributes: Mapping[str, Any]) -> None:
    """Refuse to take an opt-out back by an ordinary change.

    Raises
    ------
    InputError
        A flag that is set would be cleared; only the person themselves lifts it.
    """
    faults = [
        Fault(flag, "can be lifted by the person themselves only", "a change", "Record their own opt-in instead.")
        for flag, _, _ in CONSENT_FLAGS
        if getattr(record, flag, False) and attributes.get(flag) is False
    ]
    if faults:
        raise InputError(faults)
