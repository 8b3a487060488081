"""How far a machine may go on its own: the one place where it is decided."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Autonomy", "Permission", "permit"]


class Autonomy(StrEnum):
    """The five levels, from nothing to acting alone."""

    OFF = "off"
    SUGGEST = "suggest"
    DRAFT = "draft"
    ACT_UNLESS_STOPPED = "act_unless_stopped"
    ACT_AND_REPORT = "act_and_report"

    @property
    def rank(self) -> int:
        """Position from 0 (off) to 4 (act and report)."""
        return list(Autonomy).index(self)


@dataclass(frozen=True)
class Permission:
    """What a machine may do for one subject now.

    Attributes:
        may_suggest: whether it may show a suggestion to people.
        may_draft: whether it may prepare the action for a person to send off.
        may_act: whether it may carry the action out by itself.
        wait_for_objection: whether a time to object must pass first.
        because: the rule that set this, in words for the page.
    """

    may_suggest: bool
    may_draft: bool
    may_act: bool
    wait_for_objection: bool
    because: str


def permit(
    *,
    function_level: Autonomy,
    account_level: Autonomy | None = None,
    people_only: bool = False,
    opted_out: bool = False,
    stopped: bool = False,
) -> Permission:
    """Return what a machine may do: the lowest of all the limits that apply.

    Parameters
    ----------
    function_level
        The level set for the function in this workspace.
    account_level
        The level set for the account, if any; it can lower the function's level, never raise it.
    people_only
        Whether the contact, lead or account wants people only: no machine acts, drafts included.
    opted_out
        Whether the person opted out of the action's channel: nothing may be sent, whatever the level.
    stopped
        Whether somebody stopped this action.

    Examples
    --------
    >>> permit(function_level=Autonomy.ACT_AND_REPORT, people_only=True).may_act
    False
    """
    level, because = function_level, f"The function is set to '{function_level}'."
    if account_level is not None and account_level.rank < level.rank:
        level, because = account_level, f"The account is set to '{account_level}'."
    if people_only and level.rank > Autonomy.SUGGEST.rank:
        level, because = Autonomy.SUGGEST, "The record is marked 'people only'."
    if (opted_out or stopped) and level.rank > Autonomy.SUGGEST.rank:
        level = Autonomy.SUGGEST
        because = "The person opted out of this channel." if opted_out else "Somebody stopped this action."
    return Permission(
        may_suggest=level.rank >= Autonomy.SUGGEST.rank,
        may_draft=level.rank >= Autonomy.DRAFT.rank,
        may_act=level.rank >= Autonomy.ACT_UNLESS_STOPPED.rank,
        wait_for_objection=level is Autonomy.ACT_UNLESS_STOPPED,
        because=because,
    )
