"""Who may do what, and who sees which rows: the one permission policy of every page, command and API resource."""

from enum import StrEnum
from typing import Any, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q, QuerySet

from tandem.kernel.errors import NotPermitted
from tandem.kernel.vocabulary import SubjectKind
from tandem_desk.workspace.models import Member, Role, Visibility

__all__ = ["ROLE_ACTIONS", "Action", "changeable", "may", "may_change", "require", "require_change", "visible"]


class Action(StrEnum):
    """Everything that can be permitted or refused."""

    VIEW = "view"
    EDIT = "edit"
    DELETE = "delete"
    DECIDE = "decide"
    DECIDE_BULK = "decide_bulk"
    IMPORT = "import"
    EXPORT = "export"
    MANAGE_KEYS = "manage_keys"
    MANAGE_JOBS = "manage_jobs"
    MANAGE_AUTONOMY = "manage_autonomy"
    MANAGE_MODELS = "manage_models"
    MANAGE_MEMBERS = "manage_members"
    MANAGE_SETTINGS = "manage_settings"
    VIEW_AUDIT = "view_audit"


_SELLER = frozenset(
    {Action.VIEW, Action.EDIT, Action.DECIDE, Action.DECIDE_BULK, Action.EXPORT, Action.IMPORT, Action.MANAGE_KEYS}
)
ROLE_ACTIONS: dict[Role, frozenset[Action]] = {
    Role.SELLER: _SELLER,
    Role.MARKETER: _SELLER,
    Role.MANAGER: _SELLER | {Action.DELETE, Action.MANAGE_AUTONOMY, Action.MANAGE_JOBS, Action.VIEW_AUDIT},
    Role.OPERATOR: frozenset(Action),
    Role.AUDITOR: frozenset({Action.VIEW, Action.EXPORT, Action.VIEW_AUDIT}),
}
_CHANGING = frozenset({Action.EDIT, Action.DELETE, Action.DECIDE, Action.DECIDE_BULK})
# What a marketer may change or decide on; deals and what follows from them are the sellers'.
_MARKETERS_KINDS = frozenset({SubjectKind.LEAD, SubjectKind.CONTACT, SubjectKind.ACCOUNT, SubjectKind.CAMPAIGN})
_LINKS = ("account", "contact", "lead", "opportunity")

M = TypeVar("M", bound=Model)


def may(member: Member, action: Action, kind: SubjectKind | None = None) -> bool:
    """Return whether a member's role allows an action, on records of one kind where a kind is given."""
    if not member.is_active or action not in ROLE_ACTIONS[Role(member.role)]:
        return False
    restricted = member.role == Role.MARKETER and kind is not None and action in _CHANGING
    return not restricted or kind in _MARKETERS_KINDS


def require(member: Member, action: Action, kind: SubjectKind | None = None) -> None:
    """Refuse what :func:`may` does not allow.

    Raises
    ------
    NotPermitted
        The role does not allow it.
    """
    if may(member, action, kind):
        return
    if not member.is_active:
        raise NotPermitted(f"{member.email} is no longer an active member.")
    of_kind = f" on {kind} records" if kind is not None else ""
    raise NotPermitted(
        f"The role '{member.role}' does not allow '{action}'{of_kind}; ask an operator of the workspace."
    )


def visible(queryset: QuerySet[M], member: Member) -> QuerySet[M]:
    """Return the rows a member may see.

    Rows of other workspaces never. Where the workspace's visibility is 'team', a seller sees their own rows, their
    team's, and those that belong to nobody. A row without an owner of its own (a touchpoint) is seen by whoever sees
    every record it hangs on.
    """
    mine = queryset.filter(workspace_id=member.workspace_id)
    if member.role != Role.SELLER or member.workspace.visibility != Visibility.TEAM:
        return mine
    return mine.filter(_seen_by_seller(queryset.model, member, prefix=""))


def _seen_by_seller(model: type[Model], member: Member, *, prefix: str) -> Q:
    holder = _holder(model)
    if holder is not None:
        return _ownership(member, prefix + holder, prefix + "team")
    seen = Q()
    for link in _LINKS:
        if _has(model, link):
            seen &= Q(**{f"{prefix}{link}__isnull": True}) | _ownership(
                member, f"{prefix}{link}__owner", f"{prefix}{link}__team"
            )
    return seen


def _ownership(member: Member, owner: str, team: str) -> Q:
    seen = Q(**{owner: member.pk}) | Q(**{f"{owner}__isnull": True, f"{team}__isnull": True})
    if member.team_id is not None:
        seen |= Q(**{team: member.team_id})
    return seen


def _holder(model: type[Model]) -> str | None:
    return next((name for name in ("owner", "assigned_to") if _has(model, name)), None)


def _has(model: type[Model], name: str) -> bool:
    try:
        model._meta.get_field(name)  # noqa: SLF001  (Django's documented introspection)
    except FieldDoesNotExist:
        return False
    return True


def changeable(queryset: QuerySet[M], member: Member) -> QuerySet[M]:
    """Return the rows a member may change or decide on; call :func:`require` for the action first.

    A seller changes what is their own, and what belongs to nobody or to their team as a whole. A manager with a team
    changes that team's rows as well; a marketer, an operator, and a manager without a team the whole workspace's.
    """
    seen = visible(queryset, member)
    holder = _holder(queryset.model)
    if holder is None or member.role not in (Role.SELLER, Role.MANAGER):
        return seen
    if member.role == Role.MANAGER and member.team_id is None:
        return seen
    nobody = Q(**{f"{holder}__isnull": True})
    allowed = Q(**{holder: member.pk}) | (nobody & Q(team__isnull=True))
    if member.team_id is not None:
        allowed |= nobody & Q(team=member.team_id)
    if member.role == Role.MANAGER:
        allowed |= Q(team=member.team_id) | Q(**{f"{holder}__team": member.team_id})
    return seen.filter(allowed)


def may_change(member: Member, row: Any, action: Action = Action.EDIT, kind: SubjectKind | None = None) -> bool:
    """Return whether a member may change or decide on this one row; the same rule as :func:`changeable`."""
    if not may(member, action, kind):
        return False
    return changeable(type(row)._default_manager.filter(pk=row.pk), member).exists()  # noqa: SLF001  (documented by Django)


def require_change(member: Member, row: Any, action: Action = Action.EDIT, kind: SubjectKind | None = None) -> None:
    """Refuse what :func:`may_change` does not allow.

    Raises
    ------
    NotPermitted
        The role does not allow the action, or the row belongs to somebody else.
    """
    require(member, action, kind)
    if not may_change(member, row, action, kind):
        raise NotPermitted(f"'{row}' belongs to somebody else; ask its owner, their manager or an operator.")
