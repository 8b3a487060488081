"""What the house itself noted in the audit log, for pages that tell of it."""

from tandem_desk.workspace.models import AuditEntry, Workspace

__all__ = ["newest_note"]


def newest_note(*, workspace: Workspace, action: str, subject: str) -> AuditEntry | None:
    """Return the newest entry of one action on one subject that no member made, or `None`."""
    rows = AuditEntry.objects.filter(workspace=workspace, action=action, subject=subject, member__isnull=True)
    found: AuditEntry | None = rows.order_by("-id").first()
    return found
