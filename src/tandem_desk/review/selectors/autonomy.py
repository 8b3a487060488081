"""How far each function may go: the levels that hold now, and what a machine may do for one subject."""

from collections.abc import Iterable

from tandem.kernel.autonomy import Autonomy, Permission, permit
from tandem_desk.review.models import AutonomyEntry, Stop
from tandem_desk.review.sockets import SubjectFacts
from tandem_desk.workspace.models import Workspace

__all__ = ["DEFAULT_LEVEL", "account_levels", "autonomy_history", "function_level", "permission", "stopped_ids"]

DEFAULT_LEVEL = Autonomy.SUGGEST


def function_level(*, workspace: Workspace, function: str) -> Autonomy:
    """Return the level set for a function; where none was ever set, it suggests and people decide."""
    entries = AutonomyEntry.objects.filter(workspace=workspace, function=function, account_id__isnull=True)
    level = entries.order_by("-id").values_list("level", flat=True).first()
    return Autonomy(level) if level else DEFAULT_LEVEL


def account_levels(
    *, workspace: Workspace, function: str, account_ids: Iterable[int] | None = None
) -> dict[int, Autonomy]:
    """Return the levels set for accounts, of some or of all."""
    entries = AutonomyEntry.objects.filter(workspace=workspace, function=function, account_id__isnull=False)
    if account_ids is not None:
        entries = entries.filter(account_id__in=set(account_ids))
    newest = dict(entries.order_by("id").values_list("account_id", "level"))
    return {account: Autonomy(level) for account, level in newest.items() if account is not None and level}


def autonomy_history(*, workspace: Workspace, function: str) -> list[AutonomyEntry]:
    """Return every level ever set for a function, newest first."""
    entries = AutonomyEntry.objects.filter(workspace=workspace, function=function)
    return list(entries.select_related("member").order_by("-id"))


def stopped_ids(suggestion_ids: Iterable[int]) -> set[int]:
    """Return which of these suggestions somebody stopped: no machine acts on them again."""
    return set(Stop.objects.filter(suggestion_id__in=list(suggestion_ids)).values_list("suggestion_id", flat=True))


def permission(
    *, level: Autonomy, facts: SubjectFacts, accounts: dict[int, Autonomy], stopped: bool = False
) -> Permission:
    """Return what a machine may do for a subject: the kernel decides, from every limit that applies."""
    return permit(
        function_level=level,
        account_level=accounts.get(facts.account_id) if facts.account_id is not None else None,
        people_only=facts.people_only,
        opted_out=facts.opted_out,
        stopped=stopped,
    )
