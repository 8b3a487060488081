"""The audit log: who did what, when; for who may look at it."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from tandem_desk.workspace.api.access import Scope, member_of
from tandem_desk.workspace.api.fields import MomentShown, shown
from tandem_desk.workspace.api.paging import Limit, Page, read_cursor, to_page
from tandem_desk.workspace.selectors.people import audit_log

__all__ = ["audit_router"]

audit_router = Router(tags=["Audit"])


class AuditShown(Schema):
    """One entry of the log; `actor` is a rule or a program where no member did it."""

    id: int
    at: MomentShown
    member: str | None
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]


@audit_router.get(
    "",
    response=Page[AuditShown],
    auth=Scope("audit:read"),
    operation_id="list_audit_entries",
    summary="Read the audit log",
)
def list_audit_entries(request: HttpRequest, action: str = "", limit: Limit = 50, cursor: str = "") -> Any:
    """What was done, newest first; operators and auditors may look at it."""
    rows = audit_log(member=member_of(request))
    if action:
        rows = rows.filter(action=action)
    if cursor:
        rows = rows.filter(pk__lt=read_cursor(cursor, 1)[0])
    page, following = to_page(request, list(rows[: limit + 1]), limit=limit, place=lambda one: [one.pk])
    return {"items": [_shown(one) for one in page], "next": following}


def _shown(one: Any) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in ("id", "actor", "action", "subject", "detail")}
    return plain | {"at": shown(one.at), "member": one.member.name if one.member is not None else None}
