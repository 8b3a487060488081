"""What writes in this app: the loop from suggestion to decision to outcome, and the versions of what suggests."""

from tandem_desk.review.services.acting import Acted, act_automatically
from tandem_desk.review.services.autonomy import EVIDENCE, missing_evidence, set_autonomy
from tandem_desk.review.services.deciding import autonomy_for, decide, machine_may_act, undo_decision
from tandem_desk.review.services.following import note_changes, take_outdated
from tandem_desk.review.services.judging import Known, end_override, override, record_outcome, record_outcomes
from tandem_desk.review.services.opening import Assignment, Opened, open_suggestions
from tandem_desk.review.services.putting_off import close_for_gone, expire_due, snooze, stop_machine
from tandem_desk.review.services.versions import Fitted, put_in_force, roll_back, store_version

__all__ = [
    "EVIDENCE",
    "Acted",
    "Assignment",
    "Fitted",
    "Known",
    "Opened",
    "act_automatically",
    "autonomy_for",
    "close_for_gone",
    "decide",
    "end_override",
    "expire_due",
    "machine_may_act",
    "missing_evidence",
    "note_changes",
    "open_suggestions",
    "override",
    "put_in_force",
    "record_outcome",
    "record_outcomes",
    "roll_back",
    "set_autonomy",
    "snooze",
    "stop_machine",
    "store_version",
    "take_outdated",
    "undo_decision",
]
