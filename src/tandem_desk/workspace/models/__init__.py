"""The tables of this app."""

from tandem_desk.workspace.models.access import Allowance, ApiKey, AuditEntry, IdempotentAnswer
from tandem_desk.workspace.models.consent import ConsentEntry
from tandem_desk.workspace.models.jobs import Job, JobState
from tandem_desk.workspace.models.members import Member, Role, Team, Visibility, Workspace

__all__ = [
    "Allowance",
    "ApiKey",
    "AuditEntry",
    "ConsentEntry",
    "IdempotentAnswer",
    "Job",
    "JobState",
    "Member",
    "Role",
    "Team",
    "Visibility",
    "Workspace",
]
