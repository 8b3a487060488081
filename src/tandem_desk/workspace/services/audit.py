"""The audit log: who did what, when; rows are only ever added."""

from collections.abc import Mapping
from typing import Any

from tandem_desk.workspace.models import AuditEntry, Member, Workspace

__all__ = ["COMMAND_LINE", "actor_name", "record_audit"]

COMMAND_LINE = "command line"


def actor_name(member: Member | None) -> str:
    """Return how the log names who acted; without a member it was whoever holds the server's command line."""
    return member.email if member is not None else COMMAND_LINE


def record_audit(
    *,
    workspace: Workspace,
    member: Member | None,
    actor: str,
    action: str,
    subject: str = "",
    detail: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Add one row to the audit log; call it inside the transaction that does what it tells of."""
    return AuditEntry.objects.create(
        workspace=workspace, member=member, actor=actor, action=action, subject=subject, detail=dict(detail or {})
    )
